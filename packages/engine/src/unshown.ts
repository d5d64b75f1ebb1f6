import type { Entry, Name, Row, Side } from '@syncline/model';
import { hasContent, joinPath, namesOf, otherSide, SIDES, sortEntries } from '@syncline/model';
import type { ScannedListing } from '@syncline/scanner';
import { lookOrProblem, mayTakePart, takesPart } from '@syncline/scanner';
import { batchesOf } from './batches.js';
import type { BothListings } from './look.js';
import type { Place } from './place.js';
import type { Run } from './run.js';
import { isUnlistable } from './unreadable.js';
import type { KnownRows } from './unsettled.js';

/** Names that a side is asked for at once. */
const ASKED_AT_ONCE = 100;

/**
 * The listings of a place with what an incomplete one does not show and the other side has anew or in another version: the side is
 * asked for each by name. A server that cuts the listings of large folders would never get what is new in them. Nothing can be
 * deleted by that: what the journal knows and the side does not have stays unknown (SPEC §2).
 */
export async function withUnshown(
  known: KnownRows,
  listings: BothListings,
  place: Place,
  run: Run,
): Promise<BothListings> {
  if (place.scope !== undefined || (listings.source.complete && listings.destination.complete))
    return listings;
  const rows = new Map(known.names.map((name, index) => [name, known.at(index)]));
  const asked: Record<Side, ScannedListing> = { ...listings };
  for (const side of SIDES) {
    if (listings[side].complete || isUnlistable(listings[side])) continue;
    asked[side] = await askFor(unshown(side, rows, listings), side, listings[side], run);
  }
  return asked;
}

function unshown(side: Side, rows: ReadonlyMap<Name, Row>, listings: BothListings): Name[] {
  const other = otherSide(side);
  const shown = new Set([...namesOf(listings[side]), ...listings[side].leftOut]);
  return listings[other].entries
    .filter((entry) => !shown.has(entry.name) && !isAsKnown(entry, rows.get(entry.name), other))
    .map(({ name }) => name);
}

function isAsKnown(entry: Entry, row: Row | undefined, side: Side): boolean {
  if (entry.kind !== row?.kind) return false;
  return row.kind === 'directory' || (hasContent(entry) && row[side].token === entry.token);
}

async function askFor(
  names: readonly Name[],
  side: Side,
  listing: ScannedListing,
  run: Run,
): Promise<ScannedListing> {
  const { path } = listing;
  const [endpoint, selection] = [run.sides[side], run.selection[side]];
  const wanted = names.filter((name) => mayTakePart(joinPath(path, name), selection));
  const notThere = new Set<Name>();
  const found: Entry[] = [];
  for (const batch of batchesOf(wanted, ASKED_AT_ONCE)) {
    run.signal.throwIfAborted();
    const look = (name: Name) => lookOrProblem(endpoint, joinPath(path, name), run.signal);
    for (const answer of await Promise.all(batch.map(look))) {
      if (answer.kind === 'absent') notThere.add(answer.name);
      // Where its token is of another form than a listing's, what is there has to wait for a listing.
      else if (endpoint.traits.tokens === 'any' && takesPart(answer, path, selection)) found.push(answer);
    }
  }
  if (found.length === 0) return { ...listing, notThere };
  return { ...listing, entries: sortEntries([...listing.entries, ...found]), columns: undefined, notThere };
}
