import type { ReadableEndpoint } from '@syncline/endpoint';
import type { Name, Path, Problem } from '@syncline/model';
import { isSynclineError, nameOf, namesOf, parentOf, pathToText } from '@syncline/model';

/**
 * Why a name that was not listed is taken all the same: the side has it in another spelling, because it does not tell upper from
 * lower case, or one Unicode form of a letter from another; or it hides it. Undefined where it has this very name, or nothing of that kind.
 */
export async function clashAt(
  side: ReadableEndpoint,
  path: Path,
  signal: AbortSignal,
): Promise<Problem | undefined> {
  const name = nameOf(path);
  if (side.traits.hidesDotNames && name.startsWith('.')) return undefined;
  let names: readonly Name[];
  try {
    const { kind } = await side.look(path, signal);
    if (kind === 'absent' || kind === 'unknown') return undefined;
    const listing = await side.list(parentOf(path), signal);
    names = namesOf(listing);
    if (!listing.complete || names.includes(name)) return undefined;
  } catch (error) {
    if (isSynclineError(error) && error.scope === 'path') return undefined;
    throw error;
  }
  const wanted = folded(name);
  return names.some((other) => folded(other) === wanted)
    ? { code: 'clash', path, message: RESPELLED }
    : { code: 'clash', path, message: HIDDEN, unlisted: true };
}

const RESPELLED =
  'the same name in another spelling stands there, and this side does not tell the two apart (upper and lower case, or Unicode forms): rename one of them, or ignore it';
const HIDDEN =
  'something stands under this name that this side does not list: have it show the name, rename what is to go there, or ignore it';

/** What sides that are blind to case or to Unicode forms make of a name, as far as that can be told from here. */
function folded(name: Name): string | undefined {
  return pathToText(name)?.normalize('NFC').toLowerCase();
}
