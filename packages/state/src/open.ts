import type { Side } from '@syncline/model';
import type { Claim } from './claims.js';
import { openCopy } from './private-copy.js';
import { OwnCustody } from './custody.js';
import { inState, JournalDamaged } from './errors.js';
import type { Found, Wanted } from './find.js';
import { makeDirectory, requireWritable } from './files.js';
import { beginJournal, findJournal } from './find.js';
import { readHeader } from './header.js';
import type { Journal, Origin } from './journal.js';
import { LevelJournal } from './level-journal.js';
import { Lock, lockedError, refuseHeld } from './lock.js';
import type { Place } from './place.js';
import { placeOf } from './place.js';
import { originOfNone, setAside } from './set-aside.js';
import { orClosed, StoreLocked } from './store.js';

export interface OpenJournalOptions extends Wanted {
  /** The item's folder (`journalDirectory`). Made, with its parents, if missing (not by `copy`). */
  readonly directory: string;
  /** The identity of the endpoints and the mode (`pairKey`): a journal of another one is set aside. */
  readonly pair: string;
  /** For messages. */
  readonly itemName: string;
  /** What the item writes: no two items of a state directory write one subtree at the same time. */
  readonly claims?: readonly Claim[] | undefined;
  /**
   * `write`: the item's journal, under its lock, which is held until `close`. `copy`: a private copy of it in the OS temp directory, for dry
   * runs, plans and questions: needs no lock, leaves the state directory as it is, and forgets what is committed.
   */
  readonly mode: 'write' | 'copy';
  /** Of a `copy`: throws `locked` and `state` where `write` would, as far as that can be told without writing anything. */
  readonly refuseLocked?: boolean | undefined;
  /** The sides whose identities can be looked up (`findIdentity`). The same ones for all of a journal's life. */
  readonly indexSides: readonly Side[];
}

/**
 * Opens the journal of an item; `origin` says how it was found. Throws `locked` while another process (or this one) has it, `refused` when a newer version
 * of Syncline wrote it, and `state` when the state directory cannot be made or written.
 */
export async function openJournal(options: OpenJournalOptions): Promise<Journal> {
  const place = placeOf(options.directory);
  return inState(place.directory, async () => {
    await refuseNewer(place);
    if (options.mode === 'write') return openOwn(place, options);
    if (options.refuseLocked === true) await refuseAsWrite(place, options);
    return openCopy(place, options);
  });
}

async function openOwn(place: Place, options: OpenJournalOptions): Promise<Journal> {
  await makeDirectory(place.directory);
  const lock = await Lock.take(place, options.itemName, options.claims ?? []);
  try {
    const { found, origin } = await findOrBegin(place, options);
    const custody = new OwnCustody({ place, lock, itemName: options.itemName, proven: found.proven });
    const { indexSides } = options;
    const journal = new LevelJournal({ ...found, place, origin, indexSides, custody });
    // What an ended run left of its plan.
    await orClosed(found.store, () => journal.spill.clear());
    return journal;
  } catch (error) {
    await lock.release();
    throw error instanceof StoreLocked ? await lockedError(place, options.itemName, error) : error;
  }
}

/** What a run that writes would be refused for, as far as that can be told without writing. */
async function refuseAsWrite(place: Place, { itemName, claims = [] }: OpenJournalOptions): Promise<void> {
  await requireWritable(place.directory);
  await refuseHeld(place, itemName, claims);
}

/** A journal of the future is left alone to the last byte: not even its lock is taken. */
async function refuseNewer(place: Place): Promise<void> {
  try {
    await readHeader(place.header);
  } catch (error) {
    if (!(error instanceof JournalDamaged)) throw error;
  }
}

async function findOrBegin(
  place: Place,
  wanted: Wanted,
): Promise<{ readonly found: Found; readonly origin: Origin }> {
  try {
    const found = await findJournal(place, wanted);
    if (found !== undefined) return { found, origin: { state: 'intact' } };
    const origin = await originOfNone(place);
    return { found: await beginJournal(place, wanted), origin };
  } catch (error) {
    if (!(error instanceof JournalDamaged)) throw error;
    const movedTo = await setAside(place, error.because);
    const origin: Origin = { state: 'set-aside', because: error.because, movedTo };
    return { found: await beginJournal(place, wanted), origin };
  }
}
