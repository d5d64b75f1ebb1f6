import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SynclineError } from '@syncline/model';
import type { Claim } from './claims.js';
import { refuseOverlap, resolveClaims } from './claims.js';
import { JournalDamaged } from './errors.js';
import { makeDirectory } from './files.js';
import { describeOwner, readOwner, removeOwner, writeOwner } from './owner.js';
import type { Place } from './place.js';
import { isRunning } from './process-identity.js';
import { Store, StoreLocked } from './store.js';

/**
 * The right to touch a place. Node has no file locks, LevelDB has: a POSIX lock, which the kernel drops with the process,
 * so that there are no stale ones. The lock of the journal's own database would not do, since it is to be had only by
 * opening the database: checking, setting aside and beginning anew are done before or after that. So an empty database
 * is opened beside it, of which only the file LOCK is kept.
 */
export class Lock {
  readonly #place: Place;
  readonly #store: Store;

  private constructor(place: Place, store: Store) {
    this.#place = place;
    this.#store = store;
  }

  /**
   * Takes the lock of an existing place. Throws `locked`, with the name of the holder; also when an item that is at work
   * writes a part of what is claimed.
   */
  static async take(place: Place, itemName: string, claims: readonly Claim[]): Promise<Lock> {
    await makeDirectory(place.lock);
    const lock = new Lock(place, await openEmpty(place, itemName));
    try {
      await removeContent(place.lock);
      const writes = await resolveClaims(claims);
      await writeOwner(place.owner, itemName, writes);
      await refuseOverlap(place, itemName, writes);
      return lock;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Idempotent. */
  async release(): Promise<void> {
    try {
      await removeOwner(this.#place.owner);
    } finally {
      await this.#store.close();
    }
  }
}

/**
 * Throws `locked` where taking the lock would, going by what its holders wrote down: nothing is written. Of a holder that is
 * nowhere to be seen from here (another machine) nothing is known.
 */
export async function refuseHeld(place: Place, itemName: string, claims: readonly Claim[]): Promise<void> {
  const owner = await readOwner(place.owner);
  if (owner !== undefined && (await isRunning(owner))) throw await lockedError(place, itemName, undefined);
  await refuseOverlap(place, itemName, await resolveClaims(claims));
}

async function openEmpty(place: Place, itemName: string): Promise<Store> {
  try {
    return await Store.open(place.lock, { create: true });
  } catch (error) {
    if (error instanceof StoreLocked) throw await lockedError(place, itemName, error);
    if (!(error instanceof JournalDamaged)) throw error;
    // A process that was stopped left it half-made, and nobody has it now.
    await removeContent(place.lock);
    return Store.open(place.lock, { create: true });
  }
}

async function removeContent(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name !== 'LOCK') await rm(join(directory, name), { recursive: true, force: true });
  }
}

/** The error for an item whose lock is held. */
export async function lockedError(place: Place, itemName: string, cause: unknown): Promise<SynclineError> {
  const message =
    `${itemName} is already being synchronized by ${await describeOwner(place.owner)}. ` +
    'Wait until it has finished, or stop it.';
  return new SynclineError('locked', message, { scope: 'item', cause });
}
