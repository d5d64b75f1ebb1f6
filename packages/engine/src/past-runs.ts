import type { Item } from '@syncline/model';
import type { RunRecord } from '@syncline/state';
import { journalDirectory, notedRuns, noteRun } from '@syncline/state';

/** A run of an item that is not in the history of configured items, as `noteRunOf` is told of it. */
export type PastRun = Pick<Required<RunRecord>, 'startedMs' | 'endedMs' | 'summary' | 'dropped'>;

/** Remembers that a run was made by hand. Does nothing for one that was refused before it had a journal. Throws `state`. */
export async function noteRunOf(
  { name }: Pick<Item, 'name'>,
  stateDirectory: string,
  run: PastRun,
): Promise<void> {
  await noteRun(journalDirectory(stateDirectory, name), { item: name, trigger: 'manual', kept: 0, ...run });
}

/** The latest runs that were remembered so, latest first. Throws `state`. */
export function pastRunsOf(
  { name }: Pick<Item, 'name'>,
  stateDirectory: string,
  limit: number,
): Promise<readonly RunRecord[]> {
  return notedRuns(journalDirectory(stateDirectory, name), limit);
}
