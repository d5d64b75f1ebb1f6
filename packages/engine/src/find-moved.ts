import type { ContentEntry, DirectoryEntry, Entry, Name, Path, Row, Side } from '@syncline/model';
import { hasContent, isWithin, joinPath, otherSide, TOKEN_BYTES } from '@syncline/model';
import type { ScannedListing } from '@syncline/scanner';
import { scan, scanNames } from '@syncline/scanner';
import { lastValueFrom } from 'rxjs/internal/lastValueFrom';
import { rowsAt } from './look.js';
import type { Missing } from './missing.js';
import type { Place } from './place.js';
import type { Removal } from './postponed.js';
import { pull } from './pull.js';
import type { Run } from './run.js';
import type { KnownRows } from './unsettled.js';

/** A name that nobody decided upon yet, and that something which is missing elsewhere may have now. */
export interface Found {
  readonly path: Path;
  readonly entry: ContentEntry | DirectoryEntry;
  /**
   * The path that is to be deleted and whose file or directory this is, which is its own where it came back; undefined: it may be
   * one, for all that the side tells.
   */
  readonly from: Path | undefined;
}

/** Whether a file or link stands again where it was missed. */
export function isBack({ path, from }: Found): boolean {
  return path === from;
}

/**
 * What is found in each directory. RACE: what changes its place meanwhile may be seen nowhere once more: nothing else is done until all
 * is listed, and what has to be decided upon is left for then.
 */
export async function findMoved(
  places: readonly Place[],
  side: Side,
  missing: Missing,
  run: Run,
): Promise<ReadonlyMap<Path, readonly Found[]>> {
  const found = new Map<Path, readonly Found[]>();
  const looks = pull(places, run.sides[side].traits.parallel, async (place) => {
    run.signal.throwIfAborted();
    const here = await findIn(place, side, missing, run);
    if (here.length > 0) found.set(place.path, [...(found.get(place.path) ?? []), ...here]);
  });
  await lastValueFrom(looks, { defaultValue: undefined });
  return found;
}

/** Whether it waits to be made, or was made, and is not missed. */
export async function isSettled(found: Found, side: Side, run: Run): Promise<boolean> {
  const { path, entry } = found;
  if ((await run.postponed.creations.get(path)) !== undefined) return true;
  if ((await removalAt(path, side, run)) !== undefined) return false;
  const row = run.journal.get(path);
  return row !== undefined && isKnownAs(row, entry, side);
}

async function findIn(place: Place, side: Side, missing: Missing, run: Run): Promise<Found[]> {
  const rows = await rowsAt(place, run);
  const found: Found[] = [];
  const listing = await listingOf(place, rows.names, side, run);
  const missesSome = missing.directories.has(place.path);
  for (const [entry, index] of numbered(listing, rows, side, missesSome)) {
    if (entry.kind === 'unknown') continue;
    const path = joinPath(place.path, entry.name);
    const back = missesSome && hasContent(entry) && isOfFile(await removalAt(path, side, run));
    const row = index === undefined ? undefined : rows.at(index);
    // Nothing that a dry run plans comes into the journal: what it has decided upon can't be told from what is new.
    if (!back && row !== undefined && (run.dryRun || isKnownAs(row, entry, side))) continue;
    if (run.undone.has(path) || (await run.postponed.creations.get(path)) !== undefined) continue;
    const from = back ? path : await originOf(path, entry, side, run);
    if (from !== undefined || mayBeMissing(entry, row, missing, run)) found.push({ path, entry, from });
  }
  return found;
}

async function listingOf(
  { path, scope }: Place,
  known: readonly Name[],
  side: Side,
  run: Run,
): Promise<ScannedListing> {
  const [endpoint, selection] = [run.sides[side], run.selection[side]];
  return scope === undefined
    ? scan(endpoint, path, selection, known, run.signal)
    : scanNames(endpoint, path, scope.names, selection, run.signal);
}

/** An entry of a listing, with the number of the row of its name if there is one. */
type Numbered = readonly [Entry, number | undefined];

/** Gives the entries of a listing, if asked to without files whose token is that of their row: bytes tell these, no objects. */
function* numbered(
  listing: ScannedListing,
  { names, packed }: KnownRows,
  side: Side,
  likeRowsToo: boolean,
): Generator<Numbered, void, undefined> {
  const { columns } = listing;
  const at = new Map(names.map((name, index) => [name, index]));
  if (likeRowsToo || columns === undefined || packed === undefined) {
    for (const entry of listing.entries) yield [entry, at.get(entry.name)];
    return;
  }
  for (const [place, name] of columns.names.entries()) {
    const index = at.get(name);
    const isLikeRow =
      index !== undefined &&
      columns.isFile(place) &&
      packed.hasToken(index, side, columns.tokens, place * TOKEN_BYTES);
    if (!isLikeRow) yield [columns.entry(place), index];
  }
}

function isKnownAs(row: Row, entry: ContentEntry | DirectoryEntry, side: Side): boolean {
  return row.kind === 'directory' || (hasContent(entry) && row[side].token === entry.token);
}

/** The path that is to be deleted and whose file or directory this is. */
async function originOf(
  path: Path,
  { identity }: ContentEntry | DirectoryEntry,
  side: Side,
  run: Run,
): Promise<Path | undefined> {
  const from = identity === undefined ? undefined : run.journal.findIdentity(side, identity);
  if (from === undefined || from === path || isWithin(path, from)) return undefined;
  return (await removalAt(from, side, run)) === undefined ? undefined : from;
}

/** What is to be deleted at a path because this side was seen without it. */
async function removalAt(path: Path, side: Side, run: Run): Promise<Removal | undefined> {
  const removal = await run.postponed.removals.get(path);
  return removal?.side === otherSide(side) ? removal : undefined;
}

/** A directory that is back is left to the proof of its absence: what is below it is to go as well, and falls with it. */
function isOfFile(removal: Removal | undefined): boolean {
  return removal !== undefined && hasContent(removal.entry);
}

/**
 * A new folder may hold something that is missing; a new file may be it where its side can't tell that it is another one.
 */
function mayBeMissing(
  entry: ContentEntry | DirectoryEntry,
  row: Row | undefined,
  { sizes }: Missing,
  run: Run,
): boolean {
  if (row !== undefined || run.dryRun) return false;
  return !hasContent(entry) || (entry.identity === undefined && sizes.has(entry.size));
}
