import type { Listing, Name, Side, SkipOperation } from '@syncline/model';
import { compareBytes, otherSide } from '@syncline/model';
import type { Pairing } from '@syncline/differ';
import { decide } from '@syncline/differ';
import type { FileSums } from '@syncline/state';
import type { Observable } from 'rxjs';
import { batchesOf } from './batches.js';
import { identifiedSides } from './done.js';
import { finishRenames } from './half-renamed.js';
import type { BothListings } from './look.js';
import { countSeen, lookAt, namesIn, rowsAt, withFiles } from './look.js';
import { makePlace } from './make-place.js';
import type { Place, Presence } from './place.js';
import { absentSide } from './place.js';
import { keepAlive, leaveUnlistable } from './postpone.js';
import type { Run } from './run.js';
import { reportDone } from './run.js';
import { settle } from './settle.js';
import { sweepLeftFolders } from './sweep.js';
import { noteLookedAt, sumsFor } from './summed-files.js';
import { fromTask } from './task.js';
import { holdsReserved, removeOldTemps } from './temps.js';
import type { Visited } from './traverse.js';
import { noteListed } from './where-to-look.js';
import { isUnlistable } from './unreadable.js';
import type { KnownRows } from './unsettled.js';
import { otherRows, unsettled } from './unsettled.js';
import { withUnshown } from './unshown.js';

/** How often a name is looked at and decided anew within one visit when it does not hold still. */
export const MAX_LOOKS = 3;

/** Names that are decided, carried out and committed together: what a crash can cost in repeated looks. */
const BATCH_NAMES = 1_000;

/**
 * Visits one directory: list both sides and the journal range → join by name → decide → apply → commit. Emits the
 * directories below it that are to be visited next.
 */
export function visit(place: Place, run: Run): Observable<Visited<Place, never>> {
  return fromTask(async (emit) => {
    const work = visitChildren(place, run);
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    run.visits.add(settled);
    emit({ type: 'enter', places: await work.finally(() => run.visits.delete(settled)) });
  });
}

async function visitChildren(place: Place, run: Run): Promise<Place[]> {
  run.signal.throwIfAborted();
  run.current = place.path;
  const children: Place[] = [];
  let names: ReadonlySet<Name> | undefined;
  let now = place;
  for (let look = 1; look <= MAX_LOOKS && names?.size !== 0; look += 1) {
    const looked = await lookOnce(look === 1 ? now : listedAnew(now), names, look, children, run);
    [names, now] = [looked.again, looked.place];
  }
  children.sort((left, right) => compareBytes(left.path, right.path));
  run.tally.directoriesDone += 1;
  run.tally.directoriesPending += children.length - 1;
  return children;
}

/** What has to be looked at again in a place, which may have been made meanwhile. */
interface Looked {
  readonly again: ReadonlySet<Name>;
  readonly place: Place;
}

/** One look at a directory, or at some names of it. */
async function lookOnce(
  place: Place,
  names: ReadonlySet<Name> | undefined,
  look: number,
  children: Place[],
  run: Run,
): Promise<Looked> {
  const { known, listings } = names === undefined ? await firstSight(place, run) : await sight(place, run);
  const again = new Set<Name>();
  const ready = await readyPlace(place, listings, run);
  if (ready === undefined) return { again, place };
  const taken = namesIn(listings);
  const context = { place: ready, last: look === MAX_LOOKS, again, children, taken };
  for (const batch of batchesOf(unsettled(known, listings, run.policy), BATCH_NAMES)) {
    run.signal.throwIfAborted();
    await run.pace();
    await settle(names === undefined ? batch : batch.filter(({ name }) => names.has(name)), context, run);
  }
  return { again, place: ready };
}

/** What both sides and the journal have in a directory: either all of it, or what is no file. */
interface Sight {
  readonly known: KnownRows;
  readonly listings: BothListings;
}

async function sight(place: Place, run: Run): Promise<Sight> {
  const known = await rowsAt(place, run);
  return wholeSight(known, await lookAt(place, known.names, run), place, run);
}

async function wholeSight(known: KnownRows, listings: BothListings, place: Place, run: Run): Promise<Sight> {
  return { known, listings: await withUnshown(known, listings, place, run) };
}

/** The first look; where the files are those that the journal has summed up, past them. */
async function firstSight(place: Place, run: Run): Promise<Sight> {
  const sums = sumsFor(place, run);
  if (sums !== undefined) {
    const listings = await firstLook(place, [], run, sums);
    const known = listings.source.knownFiles && (await otherRows(place.path, sums, run));
    if (known !== undefined && isQuiet(unsettled(known, listings, run.policy), place, run))
      return { known, listings };
    await noteLookedAt(place, listings, run);
    return wholeSight(await rowsAt(place, run), await withFiles(listings), place, run);
  }
  const known = await rowsAt(place, run);
  const listings = await firstLook(place, known.names, run);
  await noteLookedAt(place, listings, run);
  return wholeSight(known, listings, place, run);
}

/** Whether nothing is to be done but to go on with the folders: whatever else happens may concern the files as well. */
function isQuiet(pairings: Iterable<Pairing>, { path }: Place, run: Run): boolean {
  for (const pairing of pairings) {
    const decision = decide(pairing, path, run.policy);
    if (decision.do !== 'nothing' && decision.do !== 'descend') return false;
  }
  return true;
}

/** The place with its directory made, once it is known that it can be listed; undefined: nothing is done in it. */
async function readyPlace(place: Place, listings: BothListings, run: Run): Promise<Place | undefined> {
  const ready = place.making === undefined ? place : await makePlace(place, place.making, listings, run);
  const mode = ready?.finalMode;
  // Of a folder that can't be listed whole not even the mode is carried.
  if (mode !== undefined && listings[otherSide(mode.side)].complete)
    run.finalModes.push({ ...mode, path: place.path });
  return ready;
}

/** What was new at the first look may have been filled since. */
function listedAnew(place: Place): Place {
  const again = (presence: Presence): Presence => (presence === 'new' ? 'there' : presence);
  const { finalMode: _, ...rest } = place;
  return { ...rest, source: again(place.source), destination: again(place.destination) };
}

async function firstLook(
  place: Place,
  known: readonly Name[],
  run: Run,
  sums?: FileSums,
): Promise<BothListings> {
  let listings = await lookAt(place, known, run, sums);
  let removed = false;
  for (const side of run.writable) {
    const other = listings[otherSide(side)];
    removed = (await removeOldTemps(listings[side], side, other, run)) || removed;
  }
  await sweepLeftFolders(listings, run);
  if ((await finishRenames(listings, run)) || removed) listings = await lookAt(place, known, run);
  countSeen(listings, run);
  noteListings(place, run);
  reportIncomplete(listings.source, 'source', run);
  reportIncomplete(listings.destination, 'destination', run);
  const absent = absentSide(place);
  if (absent !== undefined && place.gone !== undefined && isUnlistable(listings[otherSide(absent)])) {
    await leaveUnlistable(place, place.gone, run);
    return listings;
  }
  const cannotEmpty = [listings.source, listings.destination].some(
    (listing) => listing.leftOut.size > 0 || !listing.complete || holdsReserved(listing, run),
  );
  if (cannotEmpty) keepAlive(place, run);
  return listings;
}

/** Only of sides that are followed it matters where something may have gone. */
function noteListings(place: Place, run: Run): void {
  if (place.scope !== undefined) return;
  for (const side of identifiedSides(run.item))
    if (place[side] === 'there') noteListed(run, side, place.path);
}

/** What was not seen in an incomplete listing is unknown: said once, for the directory. */
function reportIncomplete(listing: Listing, side: Side, run: Run): void {
  if (listing.complete) return;
  const path = listing.path;
  const because = listing.incompleteBecause ?? 'the listing is not complete';
  const message = `${because}; until it can be listed whole nothing is deleted here`;
  const problem = { code: 'unlistable', path, message } as const;
  const operation: SkipOperation = { op: 'skip', side, path, reason: 'unlistable', problem };
  reportDone(run, operation);
}
