import { readConflictName } from '@syncline/differ';
import type { Item, Path, Side } from '@syncline/model';
import { joinPath, nameOf, parentOf, ROOT } from '@syncline/model';
import type { Journal } from '@syncline/state';
import type { ItemOptions } from './open-item.js';
import { withJournal } from './open-item.js';
import type { IsSettled } from './settled-conflicts.js';
import { settledConflicts } from './settled-conflicts.js';

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
  /** Of what is under the plain name; undefined for a folder, or where nothing is. */
  readonly plainSize: number | undefined;
}

/**
 * Gives every conflict copy that the journal knows, and nobody has decided about, to `take`, folder by folder. Neither side
 * is asked.
 */
export async function listConflicts(
  item: Item,
  options: ItemOptions,
  take: (copy: ConflictCopy) => void,
): Promise<void> {
  await withJournal(item, options, 'read', async (journal) => {
    const isSettled = await settledConflicts(journal);
    const pending: Path[] = [ROOT];
    for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
      options.signal?.throwIfAborted();
      for (const copy of await copiesIn(directory, journal, isSettled, pending)) take(copy);
    }
  });
}

/** What the journal knows of the conflict copy of this name; undefined where there is none. */
export function conflictAt(copy: Path, journal: Journal): ConflictCopy | undefined {
  const read = readConflictName(nameOf(copy));
  if (read === undefined) return undefined;
  const row = journal.get(copy);
  if (row === undefined || row.kind === 'directory') return undefined;
  const path = joinPath(parentOf(copy), read.plain);
  const plain = journal.get(path);
  return {
    path,
    copy,
    side: read.loser,
    sinceMs: read.runStartMs,
    size: row.size,
    plainExists: plain !== undefined,
    plainSize: plain === undefined || plain.kind === 'directory' ? undefined : plain.size,
  };
}

async function copiesIn(
  directory: Path,
  journal: Journal,
  isSettled: IsSettled,
  pending: Path[],
): Promise<readonly ConflictCopy[]> {
  const copies: ConflictCopy[] = [];
  const folders: Path[] = [];
  for (const { name, row } of await journal.children(directory)) {
    const path = joinPath(directory, name);
    if (row.kind === 'directory') {
      folders.push(path);
      continue;
    }
    const copy = readConflictName(name) && !isSettled(path, row) ? conflictAt(path, journal) : undefined;
    if (copy !== undefined) copies.push(copy);
  }
  pending.push(...folders.reverse());
  return copies;
}
