import type { NamedRow } from '@syncline/differ';
import type { Name } from '@syncline/model';
import { emptyListing, hasContent } from '@syncline/model';
import type { ScannedListing } from '@syncline/scanner';
import { scan } from '@syncline/scanner';
import type { Place } from './place.js';
import type { Run } from './run.js';

/** What both sides show of one directory. */
export interface BothListings {
  readonly source: ScannedListing;
  readonly destination: ScannedListing;
}

/**
 * Lists a directory on both sides, each only where there can be something. A side that hides dot names is listed last:
 * it is asked by name for those that the journal and the other side have.
 */
export async function lookAt(place: Place, rows: readonly NamedRow[], run: Run): Promise<BothListings> {
  const known = rows.map(({ name }) => name);
  const source = (more: readonly Name[]): Promise<ScannedListing> | ScannedListing =>
    place.source === 'absent'
      ? nothingIn(place)
      : scan(run.source, place.path, run.selection.source, [...known, ...more], run.signal);
  const destination = (more: readonly Name[]): Promise<ScannedListing> | ScannedListing =>
    place.destination === 'new'
      ? nothingIn(place)
      : scan(run.destination, place.path, run.selection.destination, [...known, ...more], run.signal);
  if (run.source.traits.hidesDotNames) {
    const last = await destination([]);
    return { source: await source(namesOf(last)), destination: last };
  }
  if (run.destination.traits.hidesDotNames) {
    const first = await source([]);
    return { source: first, destination: await destination(namesOf(first)) };
  }
  const [left, right] = await Promise.all([source([]), destination([])]);
  return { source: left, destination: right };
}

function nothingIn(place: Place): ScannedListing {
  return { ...emptyListing(place.path), keptAlive: false };
}

function namesOf(listing: ScannedListing): Name[] {
  return listing.entries.map((entry) => entry.name);
}

/** Counts what was seen, once per directory: for the summary and for the delete guard. */
export function countSeen({ source, destination }: BothListings, run: Run): void {
  run.tally.scan(source.entries.length + destination.entries.length);
  run.tally.sourceFiles += source.entries.filter(hasContent).length;
  run.tally.listed += destination.entries.filter(hasContent).length;
}
