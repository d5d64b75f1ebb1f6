import type { Listing, Side } from '@syncline/model';
import { isSynclineError, parseRunId, runOfTemp } from '@syncline/model';
import type { Run } from './run.js';

/**
 * Removes the temp files that ended runs of this item left in a directory of a side that it writes. Runs of one item never
 * overlap, so every temp file of this item that is not of this run belongs to an ended one.
 */
export async function removeOldTemps(listing: Listing, side: Side, run: Run): Promise<void> {
  if (run.dryRun || listing.temps.length === 0) return;
  const mine = parseRunId(run.id)?.itemKey;
  for (const name of listing.temps) {
    const maker = runOfTemp(name);
    if (maker === undefined || maker === run.id || parseRunId(maker)?.itemKey !== mine) continue;
    try {
      await run.apply.writer(side).removeTemp(listing.path, name, run.signal);
    } catch (error) {
      // It does no harm, and the next run tries again.
      if (!isSynclineError(error) || error.scope !== 'path') throw error;
    }
  }
}
