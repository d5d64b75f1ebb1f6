import type { Applied } from '@syncline/applier';
import { otherSide } from '@syncline/model';
import type { RowChange } from '@syncline/state';
import { finalMode } from './bookkeeping.js';
import { carryOut } from './carry-out-name.js';
import { madeDirectoryRow, putRow } from './done.js';
import { record } from './forget.js';
import type { BothListings } from './look.js';
import type { Making, Place } from './place.js';
import { placeAt, presences } from './place.js';
import { keepAlive, postponeCreation } from './postpone.js';
import type { Run } from './run.js';
import { isUnlistable } from './unreadable.js';

/**
 * Makes the directory of a place that was just listed on the other side, or notes that it has to wait. Returns the place as
 * it is then; undefined where nothing is to be done in it: it can't be listed, or could not be made.
 */
export async function makePlace(
  { path, gone }: Place,
  { operation, directory, previous, parent }: Making,
  listings: BothListings,
  run: Run,
): Promise<Place | undefined> {
  const { side } = operation;
  if (isUnlistable(listings[otherSide(side)])) {
    keepAlive(parent, run);
    return undefined;
  }
  if (await postponeCreation(operation, directory, parent, run))
    return placeAt(path, presences(side, 'absent', 'there'), gone);
  const whenApplied = async (): Promise<void> => {
    const changes: RowChange[] = [];
    await putRow(path, await madeDirectoryRow(operation, directory, run), previous, changes, run);
    await record(run, changes);
  };
  const lookAgain = (applied: Applied): void => void run.unsteady.set(path, applied);
  const made = await run.transfers.use(() => carryOut(operation, { whenApplied, lookAgain }, run));
  if (!made) return undefined;
  return { ...placeAt(path, presences(side, 'new', 'there')), finalMode: finalMode(side, directory.mode) };
}
