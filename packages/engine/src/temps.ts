import type { Listing, Name, Side } from '@syncline/model';
import { isSynclineError, joinPath, parseRunId, runOfTemp } from '@syncline/model';
import type { Run } from './run.js';

/**
 * Removes the temp files that ended runs of this item left in a directory of a side that it writes. Runs of one item never
 * overlap, so every temp file of this item that is not of this run belongs to an ended one. What is to be continued stays.
 * Returns whether any was removed: it may have been a second name of a file, whose token is another one now.
 */
export async function removeOldTemps(
  listing: Listing,
  side: Side,
  other: Listing,
  run: Run,
): Promise<boolean> {
  if (run.dryRun || listing.reserved.length === 0) return false;
  let removed = false;
  for (const name of listing.reserved) {
    if (!isOurTemp(name, run) || runOfTemp(name) === run.id) continue;
    if (await run.partials.keeps(side, joinPath(listing.path, name), other)) continue;
    try {
      await run.apply.writer(side).removeTemp(listing.path, name, run.signal);
      removed = true;
    } catch (error) {
      // It does no harm, and the next run tries again.
      if (!isSynclineError(error) || error.scope !== 'path') throw error;
    }
  }
  return removed;
}

/** Whether a directory holds something reserved that a run of this item leaves there: it can't be removed then. */
export function holdsReserved(listing: Listing, run: Pick<Run, 'id'>): boolean {
  return listing.reserved.some((name) => !isOurTemp(name, run));
}

/** A temp file that a run of this item made. */
function isOurTemp(name: Name, run: Pick<Run, 'id'>): boolean {
  const maker = runOfTemp(name);
  return maker !== undefined && parseRunId(maker)?.runKey === parseRunId(run.id)?.runKey;
}
