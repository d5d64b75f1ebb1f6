import type { Applied } from '@syncline/applier';
import type { Listing, Name, Path } from '@syncline/model';
import { emptyListing, joinPath, nameOf, parentOf, ROOT } from '@syncline/model';
import { scan } from '@syncline/scanner';
import { observe } from './bookkeeping.js';
import type { BothListings } from './look.js';
import type { Run } from './run.js';
import { removeOldTemps } from './temps.js';

/**
 * Simple mode does not enter folders that the destination alone has. An earlier run that was cut short may have left a temp
 * file in one of them, if the source had it then, or if it was renamed: temp files are removed there, and nothing else is done.
 */
export async function sweepLeftFolders({ source, destination }: BothListings, run: Run): Promise<void> {
  if (run.item.mode !== 'simple' || !run.cutShort || run.dryRun) return;
  const entered = new Set(foldersIn(source));
  const left = foldersIn(destination).filter((name) => !entered.has(name));
  const pending: Path[] = left.map((name) => joinPath(destination.path, name));
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    run.signal.throwIfAborted();
    const listing = await scan(run.sides.destination, path, run.selection.destination, [], run.signal);
    await removeOldTemps(listing, 'destination', emptyListing(listing.path), run);
    for (const name of foldersIn(listing)) pending.push(joinPath(path, name));
  }
}

/**
 * A write that failed because its folder went away meanwhile: somebody may have renamed it, with the temp file in it, to where
 * simple mode does not look.
 */
export async function noteStrayTemp({ operation, outcome }: Applied, run: Run): Promise<void> {
  if (run.item.mode !== 'simple' || outcome === 'applied' || !('content' in operation)) return;
  const folder = parentOf(operation.path);
  if (folder === ROOT || run.strayTemp) return;
  const seen = await observe(run, operation.side, parentOf(folder), [nameOf(folder)]);
  run.strayTemp = seen.get(nameOf(folder))?.kind !== 'directory';
}

function foldersIn({ entries }: Listing): Name[] {
  return entries.filter(({ kind }) => kind === 'directory').map(({ name }) => name);
}
