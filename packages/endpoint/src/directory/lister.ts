import type { Listing, Path } from '@syncline/model';

import { columnListing } from './column-listing.js';
import type { PlaceOnDisk } from './context.js';
import { throwIfAborted } from './errors.js';
import { closedError, type Directories } from './handles.js';
import { listDirectory } from './listing.js';
import type { PackedListing } from './packed-listing.js';
import { errorOf, Thread, type ErrorFields } from './thread.js';

export interface ListOrder {
  readonly path: Path;
  /** When it was given, ms since the epoch. */
  readonly sinceMs: number;
}

export type ListAnswer =
  { readonly packed: PackedListing } | { readonly listing: Listing } | { readonly error: ErrorFields };

/** Entries that are listed before a thread is worth its start: small trees are done by then. */
export const ENTRIES_BEFORE_THREAD = 2_000;

/** `Endpoint.list` of a directory: at first on the thread of the caller, and once there is much to list on one of its own. */
export class Lister {
  readonly #data: PlaceOnDisk;
  readonly #directories: Directories;
  #thread: Thread<ListOrder, ListAnswer> | undefined;
  /** Entries that are still to be listed here; endless where threads do not work. */
  #left: number;
  #closed = false;

  constructor(data: PlaceOnDisk, directories: Directories, entriesBeforeThread: number) {
    this.#data = data;
    this.#directories = directories;
    this.#left = entriesBeforeThread;
  }

  async list(path: Path, signal: AbortSignal | undefined): Promise<Listing> {
    throwIfAborted(signal);
    if (this.#left <= 0) return this.#listByThread(path, signal);
    const listing = unpacked(await listDirectory(this.#directories, path, Date.now(), signal));
    this.#left -= (listing.columns?.names ?? listing.entries).length;
    return listing;
  }

  /** Undoes `close`. */
  open(): void {
    this.#closed = false;
  }

  /** Idempotent. What is being listed fails. */
  async close(): Promise<void> {
    this.#closed = true;
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.close();
  }

  async #listByThread(path: Path, signal: AbortSignal | undefined): Promise<Listing> {
    if (this.#closed) throw closedError();
    this.#thread ??= new Thread(new URL('list-worker.js', import.meta.url), this.#data);
    const answer = await this.#thread.ask({ path, sinceMs: Date.now() }, [], signal);
    throwIfAborted(signal);
    if (answer === undefined) return this.#listInstead(path, signal);
    if ('error' in answer) throw errorOf(answer.error);
    return unpacked('packed' in answer ? answer.packed : answer.listing);
  }

  /** The thread came to an end: by `close`, or because the system has no room for one. */
  async #listInstead(path: Path, signal: AbortSignal | undefined): Promise<Listing> {
    if (this.#closed) throw closedError();
    this.#left = Infinity;
    return unpacked(await listDirectory(this.#directories, path, Date.now(), signal));
  }
}

function unpacked(listing: PackedListing | Listing): Listing {
  return 'marks' in listing ? columnListing(listing) : listing;
}
