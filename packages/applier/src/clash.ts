import type { ReadableEndpoint } from '@syncline/endpoint';
import type { Path, Problem } from '@syncline/model';
import { isSynclineError, nameOf, namesOf, parentOf } from '@syncline/model';

/**
 * Why a name that was not listed is taken all the same: the side has it in another spelling, because it does not tell upper from
 * lower case, or one Unicode form of a letter from another. Undefined where it has this very name, or nothing of that kind.
 */
export async function clashAt(
  side: ReadableEndpoint,
  path: Path,
  signal: AbortSignal,
): Promise<Problem | undefined> {
  const name = nameOf(path);
  if (side.traits.hidesDotNames && name.startsWith('.')) return undefined;
  try {
    const { kind } = await side.look(path, signal);
    if (kind === 'absent' || kind === 'unknown') return undefined;
    const listing = await side.list(parentOf(path), signal);
    if (!listing.complete || namesOf(listing).includes(name)) return undefined;
  } catch (error) {
    if (isSynclineError(error) && error.scope === 'path') return undefined;
    throw error;
  }
  const message =
    'the same name in another spelling stands there, and this side does not tell the two apart (upper and lower case, or Unicode forms): rename one of them, or ignore it';
  return { code: 'clash', path, message };
}
