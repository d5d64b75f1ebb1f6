import type { Listing, Path } from '@syncline/model';
import { isSynclineError, isWithin, joinPath, parseRunId, runOfTemp, TRASH_DIRECTORY } from '@syncline/model';
import { interrupted } from './errors.js';

/** How a server's trash is emptied. */
interface Emptying {
  list(folder: Path): Promise<Pick<Listing, 'entries' | 'reserved'>>;
  /** Removes these files, and then the folder that holds them and nothing else. */
  removeFolder(folder: Path, files: readonly Path[]): Promise<void>;
  /** Removes the folders of the trash itself, if nothing is left in them. */
  removeEmptyFolders(): Promise<void>;
  /** Folders of the trash that are known to be there. */
  readonly known: Set<Path>;
}

/**
 * Removes the trash of the runs that started before a moment. Returns their number. What cannot be removed of one run (a name that
 * is hidden) keeps no other; the first refusal is thrown in the end.
 */
export async function purgeRuns(
  beforeMs: number,
  emptying: Emptying,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { entries } = await emptying.list(TRASH_DIRECTORY);
  let removed = 0;
  let refused: unknown;
  for (const { kind, name } of entries) {
    const run = parseRunId(name);
    if (kind !== 'directory' || run === undefined || run.startedAtMs >= beforeMs) continue;
    try {
      await removeTree(joinPath(TRASH_DIRECTORY, name), emptying, signal);
      removed += 1;
    } catch (error) {
      if (!isSynclineError(error) || error.scope !== 'path') throw error;
      refused ??= error;
    }
  }
  if (removed > 0) {
    await emptying.removeEmptyFolders();
    emptying.known.clear();
  }
  if (refused !== undefined) throw refused;
  return removed;
}

/** Depth first; directories only when the listing says so, so that a link is removed and never entered. */
async function removeTree(folder: Path, emptying: Emptying, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) throw interrupted();
  const { entries, reserved } = await emptying.list(folder);
  const files: Path[] = reserved
    .filter((name) => runOfTemp(name) !== undefined)
    .map((name) => joinPath(folder, name));
  for (const entry of entries) {
    const path = joinPath(folder, entry.name);
    if (entry.kind === 'directory') await removeTree(path, emptying, signal);
    else files.push(path);
  }
  await emptying.removeFolder(folder, files);
  for (const each of emptying.known) if (isWithin(each, folder)) emptying.known.delete(each);
}
