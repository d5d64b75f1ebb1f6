import { readConflictName } from '@syncline/differ';
import type { Item, Path, Side } from '@syncline/model';
import { joinPath, ROOT } from '@syncline/model';
import type { Journal } from '@syncline/state';
import type { ItemOptions } from './open-item.js';
import { withJournal } from './open-item.js';

/** A conflict copy that both sides have. */
export interface ConflictCopy {
  /** The name that both versions wanted. */
  readonly path: Path;
  /** Where the losing version is. */
  readonly copy: Path;
  /** The side that it came from. */
  readonly side: Side;
  /** The start of the run that made it, ms since the epoch. */
  readonly sinceMs: number;
  readonly size: number;
  /** Whether the journal still knows something under the plain name. */
  readonly plainExists: boolean;
}

/** Gives every conflict copy that the journal knows to `take`, folder by folder. Neither side is asked. */
export async function listConflicts(
  item: Item,
  options: ItemOptions,
  take: (copy: ConflictCopy) => void,
): Promise<void> {
  await withJournal(item, options, 'read', async (journal) => {
    const pending: Path[] = [ROOT];
    for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
      options.signal?.throwIfAborted();
      for (const copy of await copiesIn(directory, journal, pending)) take(copy);
    }
  });
}

async function copiesIn(
  directory: Path,
  journal: Journal,
  pending: Path[],
): Promise<readonly ConflictCopy[]> {
  const children = await journal.children(directory);
  const copies: ConflictCopy[] = [];
  const folders: Path[] = [];
  for (const { name, row } of children) {
    const copy = joinPath(directory, name);
    if (row.kind === 'directory') folders.push(copy);
    const read = row.kind === 'directory' ? undefined : readConflictName(name);
    if (read === undefined || row.kind === 'directory') continue;
    const path = joinPath(directory, read.plain);
    const plainExists = journal.get(path) !== undefined;
    copies.push({ path, copy, side: read.loser, sinceMs: read.runStartMs, size: row.size, plainExists });
  }
  pending.push(...folders.reverse());
  return copies;
}
