import type { Listing, Name, Side, SkipOperation } from '@syncline/model';
import { compareBytes, otherSide } from '@syncline/model';
import type { Observable } from 'rxjs';
import { batchesOf } from './batches.js';
import { finishRenames } from './half-renamed.js';
import type { BothListings } from './look.js';
import { countSeen, lookAt, namesIn, rowsAt } from './look.js';
import { makePlace } from './make-place.js';
import type { Place, Presence } from './place.js';
import { absentSide } from './place.js';
import { keepAlive, leaveUnlistable } from './postpone.js';
import type { Run } from './run.js';
import { reportDone } from './run.js';
import { settle } from './settle.js';
import { sweepLeftFolders } from './sweep.js';
import { fromTask } from './task.js';
import { holdsReserved, removeOldTemps } from './temps.js';
import type { Visited } from './traverse.js';
import { isUnlistable } from './unreadable.js';
import { unsettled } from './unsettled.js';

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
  const known = await rowsAt(place, run);
  const listings = await (names === undefined ? firstLook : lookAt)(place, known.names, run);
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

async function firstLook(place: Place, known: readonly Name[], run: Run): Promise<BothListings> {
  let listings = await lookAt(place, known, run);
  let removed = false;
  for (const side of run.writable) {
    const other = listings[otherSide(side)];
    removed = (await removeOldTemps(listings[side], side, other, run)) || removed;
  }
  await sweepLeftFolders(listings, run);
  if ((await finishRenames(listings, run)) || removed) listings = await lookAt(place, known, run);
  countSeen(listings, run);
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

/** What was not seen in an incomplete listing is unknown: said once, for the directory. */
function reportIncomplete(listing: Listing, side: Side, run: Run): void {
  if (listing.complete) return;
  const path = listing.path;
  const because = listing.incompleteBecause ?? 'the listing is not complete';
  const message = `${because}; nothing is deleted here until it can be listed whole`;
  const problem = { code: 'unlistable', path, message } as const;
  const operation: SkipOperation = { op: 'skip', side, path, reason: 'unlistable', problem };
  reportDone(run, operation);
}
