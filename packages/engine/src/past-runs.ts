import type { Item } from '@syncline/model';
import type { NotedRun, RunRecord } from '@syncline/state';
import { journalDirectory, notedRuns, noteRun } from '@syncline/state';

/** A run of an item that is not in the history of configured items, as `noteRunOf` is told of it: when it has begun, or has ended. */
export type PastRun = Pick<RunRecord, 'startedMs' | 'endedMs' | 'summary' | 'dropped'>;

/**
 * Remembers that a run is made by hand, and resolves to its number; `number`: the one that it got when it began. Does nothing for one that was
 * refused before it had a journal. Throws `state`.
 */
export async function noteRunOf(
  { name }: Pick<Item, 'name'>,
  stateDirectory: string,
  run: PastRun,
  number?: number,
): Promise<number | undefined> {
  const noted = { item: name, trigger: 'manual', kept: 0, ...run } as const;
  return noteRun(journalDirectory(stateDirectory, name), noted, number);
}

/** The latest runs that were remembered so, latest first. Throws `state`. */
export async function pastRunsOf(
  { name }: Pick<Item, 'name'>,
  stateDirectory: string,
  limit: number,
): Promise<readonly NotedRun[]> {
  return notedRuns(journalDirectory(stateDirectory, name), limit);
}
