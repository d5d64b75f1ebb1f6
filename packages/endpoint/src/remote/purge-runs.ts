import type { Entry, Path } from '@syncline/model';
import { isSynclineError, joinPath, parseRunId, TRASH_DIRECTORY } from '@syncline/model';

/** How a server's trash is emptied. */
interface Emptying {
  removeTree(folder: Path): Promise<void>;
  /** Removes the folders of the trash itself, if nothing is left in them. */
  removeEmptyFolders(): Promise<void>;
}

/**
 * Removes the trash of the runs that started before a moment, out of what is listed of it. Returns their number. What cannot be
 * removed of one run (a name that is hidden) keeps no other; the first refusal is thrown in the end.
 */
export async function purgeRuns(
  entries: readonly Entry[],
  beforeMs: number,
  { removeTree, removeEmptyFolders }: Emptying,
): Promise<number> {
  let removed = 0;
  let refused: unknown;
  for (const { kind, name } of entries) {
    const run = parseRunId(name);
    if (kind !== 'directory' || run === undefined || run.startedAtMs >= beforeMs) continue;
    try {
      await removeTree(joinPath(TRASH_DIRECTORY, name));
      removed += 1;
    } catch (error) {
      if (!isSynclineError(error) || error.scope !== 'path') throw error;
      refused ??= error;
    }
  }
  if (removed > 0) await removeEmptyFolders();
  if (refused !== undefined) throw refused;
  return removed;
}
