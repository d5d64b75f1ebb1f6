import { Worker } from 'node:worker_threads';

import type { ErrorCode, Listing, Path } from '@syncline/model';
import { SynclineError } from '@syncline/model';

import { columnListing } from './column-listing.js';
import { throwIfAborted } from './errors.js';
import { closedError, type Directories } from './handles.js';
import { listDirectory } from './listing.js';
import type { PackedListing } from './packed-listing.js';

/** What the thread is started with. */
export interface ListerData {
  readonly rootPath: string;
  readonly descriptors: boolean | undefined;
}

export interface ListOrder {
  readonly id: number;
  readonly path: Path;
}

export type ListAnswer = { readonly id: number } & (
  { readonly packed: PackedListing } | { readonly listing: Listing } | { readonly error: ErrorFields }
);

type ErrorFields = Pick<SynclineError, 'message' | 'scope' | 'retry' | 'path'> & { readonly code: ErrorCode };

/** Entries that are listed before a thread is worth its start: small trees are done by then. */
const ENTRIES_BEFORE_THREAD = 2_000;

/** `Endpoint.list` of a directory: at first on the thread of the caller, and once there is much to list on one of its own. */
export class Lister {
  readonly #data: ListerData;
  readonly #directories: Directories;
  readonly #waiting = new Map<number, (answer: ListAnswer | undefined) => void>();
  #worker: Worker | undefined;
  #threads = true;
  #closed = false;
  #listed = 0;
  #orders = 0;

  constructor(data: ListerData, directories: Directories) {
    this.#data = data;
    this.#directories = directories;
  }

  async list(path: Path, signal: AbortSignal | undefined): Promise<Listing> {
    throwIfAborted(signal);
    if (this.#threads && this.#listed >= ENTRIES_BEFORE_THREAD) return this.#listByThread(path, signal);
    const listing = unpacked(await listDirectory(this.#directories, path, signal));
    this.#listed += (listing.columns?.names ?? listing.entries).length;
    return listing;
  }

  /** Undoes `close`. */
  open(): void {
    this.#closed = false;
  }

  /** Idempotent. What is being listed fails. */
  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    this.#worker = undefined;
    this.#giveUp();
    await worker?.terminate();
  }

  async #listByThread(path: Path, signal: AbortSignal | undefined): Promise<Listing> {
    const answer = await this.#ask(path, signal);
    throwIfAborted(signal);
    if (answer === undefined) return this.#listInstead(path, signal);
    if ('packed' in answer) return unpacked(answer.packed);
    if ('listing' in answer) return answer.listing;
    const { code, message, ...details } = answer.error;
    throw new SynclineError(code, message, details);
  }

  /** The thread came to an end: by `close`, or because the system has no room for one. */
  async #listInstead(path: Path, signal: AbortSignal | undefined): Promise<Listing> {
    if (this.#closed) throw closedError();
    this.#threads = false;
    return unpacked(await listDirectory(this.#directories, path, signal));
  }

  #ask(path: Path, signal: AbortSignal | undefined): Promise<ListAnswer | undefined> {
    const worker = (this.#worker ??= this.#start());
    const id = (this.#orders += 1);
    // A thread with work keeps the process alive, an idle one does not.
    worker.ref();
    return new Promise((resolve) => {
      const forget = (): void => this.#settle(id, undefined);
      signal?.addEventListener('abort', forget, { once: true });
      this.#waiting.set(id, (answer) => {
        signal?.removeEventListener('abort', forget);
        resolve(answer);
      });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage({ id, path } satisfies ListOrder);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('list-worker.js', import.meta.url), { workerData: this.#data });
    worker.on('message', (answer: ListAnswer) => this.#settle(answer.id, answer));
    worker.on('error', () => this.#giveUp());
    worker.on('exit', () => this.#giveUp());
    return worker;
  }

  #settle(id: number, answer: ListAnswer | undefined): void {
    const resolve = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker?.unref();
    resolve?.(answer);
  }

  #giveUp(): void {
    for (const id of this.#waiting.keys()) this.#settle(id, undefined);
  }
}

function unpacked(listing: PackedListing | Listing): Listing {
  return 'marks' in listing ? columnListing(listing) : listing;
}
