import type { NamedRow } from '@syncline/differ';
import type { Name, Path, Side } from '@syncline/model';
import { compareBytes, emptyListing, hasContent, joinPath } from '@syncline/model';
import type { ScannedListing } from '@syncline/scanner';
import { scan, scanNames } from '@syncline/scanner';
import type { Place } from './place.js';
import type { Run } from './run.js';

/** What both sides show of one directory. */
export type BothListings = Readonly<Record<Side, ScannedListing>>;

/**
 * Lists a directory on both sides, each only where there can be something. A side that hides dot names is listed last:
 * it is asked by name for those that the journal and the other side have.
 */
export async function lookAt(place: Place, rows: readonly NamedRow[], run: Run): Promise<BothListings> {
  if (place.scope !== undefined) return lookAtNames(place.path, place.scope.names, run);
  const known = rows.map(({ name }) => name);
  const look = async (side: Side, more: readonly Name[]): Promise<ScannedListing> =>
    place[side] === 'there'
      ? scan(run.sides[side], place.path, run.selection[side], [...known, ...more], run.signal)
      : { ...emptyListing(place.path), leftOut: new Set() };
  if (run.sides.source.traits.hidesDotNames) {
    const destination = await look('destination', []);
    return alike({ source: await look('source', namesOf(destination)), destination });
  }
  if (run.sides.destination.traits.hidesDotNames) {
    const source = await look('source', []);
    return alike({ source, destination: await look('destination', namesOf(source)) });
  }
  const [source, destination] = await Promise.all([look('source', []), look('destination', [])]);
  return alike({ source, destination });
}

/** Looks at some names of a directory that both sides have. */
async function lookAtNames(directory: Path, names: ReadonlySet<Name>, run: Run): Promise<BothListings> {
  const look = (side: Side): Promise<ScannedListing> =>
    scanNames(run.sides[side], directory, names, run.selection[side], run.signal);
  const [source, destination] = await Promise.all([look('source'), look('destination')]);
  return alike({ source, destination });
}

/** The rows that a look at a place is compared with, sorted. */
export async function rowsAt({ path, scope }: Place, { journal }: Run): Promise<readonly NamedRow[]> {
  if (scope === undefined) return journal.children(path);
  const rows: NamedRow[] = [];
  for (const name of [...scope.names].sort(compareBytes)) {
    const row = journal.get(joinPath(path, name));
    if (row !== undefined) rows.push({ name, row });
  }
  return rows;
}

/** What does not take part on one side does not on the other either, whatever kind it has there. */
function alike({ source, destination }: BothListings): BothListings {
  const without = (listing: ScannedListing, { leftOut }: ScannedListing): ScannedListing => {
    const also = leftOut.size === 0 ? [] : listing.entries.filter(({ name }) => leftOut.has(name));
    if (also.length === 0) return listing;
    const entries = listing.entries.filter(({ name }) => !leftOut.has(name));
    return { ...listing, entries, leftOut: new Set([...listing.leftOut, ...also.map(({ name }) => name)]) };
  };
  return { source: without(source, destination), destination: without(destination, source) };
}

function namesOf(listing: ScannedListing): Name[] {
  return listing.entries.map((entry) => entry.name);
}

/** The names that are in use on either side, also by what does not take part. */
export function namesIn({ source, destination }: BothListings): Set<Name> {
  return new Set([source, destination].flatMap((listing) => [...namesOf(listing), ...listing.leftOut]));
}

/** Counts what was seen, once per directory: for the summary and for the delete guard. */
export function countSeen({ source, destination }: BothListings, run: Run): void {
  run.tally.scan(source.entries.length + destination.entries.length);
  run.tally.listed.source += source.entries.filter(hasContent).length;
  run.tally.listed.destination += destination.entries.filter(hasContent).length;
}
