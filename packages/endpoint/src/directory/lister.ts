import type { FileSum, Listing, Path } from '@syncline/model';

import { columnListing } from './column-listing.js';
import type { PlaceOnDisk } from './context.js';
import { throwIfAborted } from './errors.js';
import { closedError, type Directories } from './handles.js';
import { withoutKnownFiles } from './known-files.js';
import { listDirectory } from './listing.js';
import type { PackedListing } from './packed-listing.js';
import { Rest } from './rest.js';
import { errorOf, Thread, type ErrorFields } from './thread.js';
import { threadModule } from './thread-module.js';

/** A directory to be listed; or the whole of a listing that was answered without its files. */
export type ListOrder =
  | {
      readonly path: Path;
      /** When it was given, ms since the epoch. */
      readonly sinceMs: number;
      /** Files that come to this need not be told. */
      readonly known: FileSum | undefined;
      /** What the whole can be asked for by. */
      readonly number: number;
    }
  | { readonly held: number };

export type ListAnswer =
  | {
      /** Undefined: it is not held any more. */
      readonly packed: PackedListing | undefined;
      /** The files that are left out, if they are. */
      readonly knownCount?: number | undefined;
    }
  | { readonly listing: Listing }
  | { readonly error: ErrorFields };

/** Entries that are listed before a thread is worth its start: small trees are done by then. */
export const ENTRIES_BEFORE_THREAD = 2_000;

/** What a `Lister` goes by. */
export interface ListerOptions {
  /** Entries that are listed before a thread is started. */
  readonly entriesBeforeThread: number;
  /** After how long without anything to list the thread is ended. */
  readonly restMs: number;
}

/**
 * `Endpoint.list` of a directory: at first on the thread of the caller, and once there is much to list on one of its own, as long
 * as there is.
 */
export class Lister {
  readonly #data: PlaceOnDisk;
  readonly #directories: Directories;
  #thread: Thread<ListOrder, ListAnswer> | undefined;
  readonly #entriesBeforeThread: number;
  readonly #rest: Rest;
  /** Entries that are still to be listed here; endless where threads do not work. */
  #left: number;
  #numbers = 0;
  #closed = false;

  constructor(data: PlaceOnDisk, directories: Directories, { entriesBeforeThread, restMs }: ListerOptions) {
    this.#data = data;
    this.#directories = directories;
    this.#entriesBeforeThread = entriesBeforeThread;
    this.#left = entriesBeforeThread;
    this.#rest = new Rest(
      restMs,
      () => this.#thread?.load === 0,
      () => this.#endThread(),
    );
  }

  async list(path: Path, signal: AbortSignal | undefined, known?: FileSum): Promise<Listing> {
    throwIfAborted(signal);
    if (this.#left <= 0) return this.#listByThread(path, signal, known);
    const listing = await listDirectory(this.#directories, path, Date.now(), signal);
    if (!('marks' in listing)) return listing;
    this.#left -= listing.marks.length;
    const rest = known === undefined ? undefined : withoutKnownFiles(listing, known);
    if (rest === undefined) return columnListing(listing);
    const count = listing.marks.length - rest.marks.length;
    return columnListing(rest, { count, whole: async () => columnListing(listing) });
  }

  /** Starts the thread where so many entries are worth one. */
  expect(entries: number): void {
    if (entries <= this.#left) return;
    this.#left = 0;
    this.#threadAtWork();
  }

  /** Undoes `close`. */
  open(): void {
    this.#closed = false;
  }

  /** Idempotent. What is being listed fails. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#rest.stop();
    await this.#endThread();
  }

  async #endThread(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    this.#left = Math.max(this.#left, this.#entriesBeforeThread);
    await thread?.close();
  }

  async #listByThread(
    path: Path,
    signal: AbortSignal | undefined,
    known: FileSum | undefined,
  ): Promise<Listing> {
    if (this.#closed) throw closedError();
    const number = (this.#numbers += 1);
    const answer = await this.#threadAtWork().ask({ path, sinceMs: Date.now(), known, number }, [], signal);
    throwIfAborted(signal);
    if (answer === undefined) return this.#listInstead(path, signal);
    if ('error' in answer) throw errorOf(answer.error);
    if ('listing' in answer) return answer.listing;
    const { packed, knownCount: count } = answer;
    if (count === undefined) return columnListing(packed!);
    return columnListing(packed!, { count, whole: (by) => this.#whole(path, number, by) });
  }

  #threadAtWork(): Thread<ListOrder, ListAnswer> {
    this.#rest.used();
    return (this.#thread ??= new Thread(threadModule('list-worker'), this.#data));
  }

  /** Of a listing that the thread answered without its files. */
  async #whole(path: Path, number: number, signal: AbortSignal | undefined): Promise<Listing> {
    if (this.#closed) throw closedError();
    const answer = await this.#thread?.ask({ held: number }, [], signal);
    throwIfAborted(signal);
    return answer !== undefined && 'packed' in answer && answer.packed !== undefined
      ? columnListing(answer.packed)
      : this.list(path, signal);
  }

  /** The thread came to an end: by `close`, or because the system has no room for one. */
  async #listInstead(path: Path, signal: AbortSignal | undefined): Promise<Listing> {
    if (this.#closed) throw closedError();
    this.#left = Infinity;
    return this.list(path, signal);
  }
}
