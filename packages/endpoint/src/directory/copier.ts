import { availableParallelism } from 'node:os';

import { nameOf, parentOf, type Entry, type FileEntry, type Path } from '@syncline/model';

import { WHOLE_CONTENT_BYTES, type Copied, type WriteRequest } from '../endpoint.js';
import type { Context, PlaceOnDisk } from './context.js';
import { throwIfAborted } from './errors.js';
import { closedError } from './handles.js';
import { errorOf, Thread, type ErrorFields } from './thread.js';

/** What the threads are started with. */
export interface CopierData {
  readonly from: PlaceOnDisk;
  readonly to: PlaceOnDisk;
}

/** A small new file that is to be made from one of the other directory. */
export interface CopyOrder {
  readonly from: Path;
  readonly expected: FileEntry;
  readonly request: Omit<WriteRequest, 'onBytes'>;
}

export type CopyAnswer =
  | { readonly hash: string; readonly seen: Entry | undefined; readonly dev: number }
  | { readonly error: ErrorFields };

/** Files that are copied before threads are worth their start. */
export const COPIES_BEFORE_THREADS = 64;
/** Orders in one message: enough to make its cost small, few enough to spread the work. */
const MAX_BATCH = 32;
const MAX_THREADS = 4;

interface Waiting {
  readonly order: CopyOrder;
  readonly resolve: (answer: CopyAnswer | undefined) => void;
}

/** `Endpoint.copyFrom` between directories: small new files, made by threads that do what `read` and `write` do. */
export class Copier {
  readonly #context: Context;
  readonly #data: CopierData;
  #left: number;
  #threads: Thread<readonly CopyOrder[], readonly CopyAnswer[]>[] = [];
  #queue: Waiting[] = [];
  #closed = false;

  constructor(context: Context, data: CopierData, copiesBeforeThreads: number) {
    this.#context = context;
    this.#data = data;
    this.#left = copiesBeforeThreads;
  }

  /** Undefined where it is not for the threads, or they do not work: nothing was done then. */
  async copy(
    from: Path,
    expected: FileEntry,
    { onBytes, ...request }: WriteRequest,
    signal: AbortSignal | undefined,
  ): Promise<Copied | undefined> {
    throwIfAborted(signal);
    if (request.expected !== undefined || expected.size > WHOLE_CONTENT_BYTES) return undefined;
    if ((this.#left -= 1) >= 0) return undefined;
    const answer = await this.#ask({ from, expected, request });
    if (answer === undefined) {
      if (this.#closed) throw closedError();
      return undefined;
    }
    if ('error' in answer) throw errorOf(answer.error);
    const { hash, seen, dev } = answer;
    this.#context.flusher.note({ dev, path: parentOf(request.path) }, nameOf(request.path));
    await onBytes?.(expected.size);
    return { hash, seen };
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { resolve } of this.#queue.splice(0)) resolve(undefined);
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #ask(order: CopyOrder): Promise<CopyAnswer | undefined> {
    return new Promise((resolve) => {
      // What is asked for in one turn of the loop goes together.
      if (this.#queue.length === 0) setImmediate(() => this.#send());
      this.#queue.push({ order, resolve });
    });
  }

  #send(): void {
    while (this.#queue.length > 0) void this.#sendBatch(this.#queue.splice(0, MAX_BATCH));
  }

  async #sendBatch(batch: readonly Waiting[]): Promise<void> {
    const answers = await this.#idlest().ask(batch.map(({ order }) => order));
    for (const [index, { resolve }] of batch.entries()) resolve(answers?.[index]);
  }

  #idlest(): Thread<readonly CopyOrder[], readonly CopyAnswer[]> {
    const count = Math.min(MAX_THREADS, availableParallelism());
    while (this.#threads.length < count)
      this.#threads.push(new Thread(new URL('copy-worker.js', import.meta.url), this.#data));
    return this.#threads.reduce((best, thread) => (thread.load < best.load ? thread : best));
  }
}
