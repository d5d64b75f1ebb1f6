import { availableParallelism } from 'node:os';

import type { WriteRequest } from '../writing.js';
import type { StreamedContent } from './content.js';
import { pathError, readError, throwIfAborted } from './errors.js';
import { closedError } from './handles.js';
import { Rest } from './rest.js';
import { Thread } from './thread.js';
import { threadModule } from './thread-module.js';

export type PourOrder =
  /** Pours the next stretch of a file from one open file to another. */
  | {
      readonly do: 'pour';
      /** Tells the files on their way apart. */
      readonly id: number;
      /** Descriptors of this process, which stay open until the first stretch is poured. */
      readonly from: number;
      readonly to: number;
      readonly at: number;
      readonly length: number;
      /** It is the last stretch. */
      readonly ends: boolean;
      /** The same for all stretches of a file: without it the kernel copies them by itself, where it can. */
      readonly hashed: boolean;
    }
  /** Nothing more of this file is poured. */
  | { readonly do: 'forget'; readonly id: number };

export type PourAnswer =
  /** Less than was asked for: the source ends there. `hash`: SHA-256 of the whole file, after the last stretch of one that is hashed. */
  | { readonly bytes: number; readonly hash: string | undefined; readonly failed?: undefined }
  /** What failed, with the system's name of the error. After `open` nothing was done. */
  | { readonly failed: 'open' | 'read' | 'write'; readonly name: string };

/** A file to be filled, and with what. */
export interface Pouring {
  readonly content: StreamedContent;
  /** Descriptor. */
  readonly to: number;
  readonly hashed: boolean;
  readonly request: WriteRequest;
  /** Told of the bytes of each stretch. */
  readonly room: (bytes: number) => void;
  readonly signal: AbortSignal | undefined;
}

/** How much was poured. `hash`: the SHA-256, if that is all, and hashed. */
export interface Poured {
  readonly bytes: number;
  readonly hash: string | undefined;
}

/** Bytes that are poured on the thread of the caller before threads are worth their start. */
export const BYTES_BEFORE_THREADS = 32 * 1024 * 1024;
const MAX_THREADS = 4;
/** Enough to make the asking cheap, little enough for the progress to be seen and for a run that is stopped to hear of it soon. */
const STRETCH_BYTES = 4 * 1024 * 1024;

type PourThread = Thread<PourOrder, PourAnswer>;

/** What a `Pourer` goes by. */
export interface PourerOptions {
  /** Bytes that are poured before threads are started. */
  readonly bytesBeforeThreads: number;
  /** After how long without anything to pour the threads are ended. */
  readonly restMs: number;
}

/**
 * Brings large content from directory to directory in threads, which read, write and hash it, or have the kernel copy it, and are
 * there as long as there is any.
 */
export class Pourer {
  readonly #bytesBeforeThreads: number;
  readonly #rest: Rest;
  #left: number;
  /** With the number of files on their way in each. */
  readonly #threads = new Map<PourThread, number>();
  #ids = 0;
  #closed = false;

  constructor({ bytesBeforeThreads, restMs }: PourerOptions) {
    this.#bytesBeforeThreads = bytesBeforeThreads;
    this.#left = bytesBeforeThreads;
    // A file whose next stretch is waited for is on its way, though its thread has nothing to do.
    this.#rest = new Rest(
      restMs,
      () => [...this.#threads.values()].every((files) => files === 0),
      () => this.#endThreads(),
    );
  }

  /** Writes all of the content, or as much as there is of it. Undefined where it is not for a thread, or threads do not work. */
  async pour(pouring: Pouring): Promise<Poured | undefined> {
    if (this.#closed) throw closedError();
    this.#left -= pouring.request.size;
    if (this.#left >= 0) return undefined;
    const thread = this.#idlest();
    this.#count(thread, 1);
    try {
      return await this.#pourBy(thread, pouring);
    } finally {
      this.#count(thread, -1);
    }
  }

  /** Undoes `close`. */
  open(): void {
    this.#closed = false;
  }

  /** Idempotent. What is on its way fails. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#rest.stop();
    await this.#endThreads();
  }

  async #endThreads(): Promise<void> {
    const threads = [...this.#threads.keys()];
    this.#threads.clear();
    this.#left = this.#bytesBeforeThreads;
    await Promise.all(threads.map((thread) => thread.close()));
  }

  async #pourBy(thread: PourThread, pouring: Pouring): Promise<Poured | undefined> {
    const { content, to, hashed, request, room, signal } = pouring;
    const id = (this.#ids += 1);
    let at = 0;
    try {
      for (;;) {
        throwIfAborted(signal);
        const length = Math.min(STRETCH_BYTES, request.size - at);
        const ends = at + length === request.size;
        const answer = await thread.ask({ do: 'pour', id, from: content.fd, to, at, length, ends, hashed });
        if (answer === undefined && this.#closed) throw closedError();
        if (answer === undefined) this.#threads.delete(thread);
        if (answer === undefined || answer.failed === 'open') return undefined;
        if (answer.failed !== undefined) throw failure(answer, request);
        at += answer.bytes;
        content.notePoured(at);
        room(answer.bytes);
        await request.onBytes?.(answer.bytes);
        if (ends || answer.bytes < length) return { bytes: at, hash: answer.hash };
      }
    } finally {
      if (at < request.size) void thread.ask({ do: 'forget', id });
    }
  }

  #count(thread: PourThread, change: number): void {
    const files = this.#threads.get(thread);
    if (files !== undefined) this.#threads.set(thread, files + change);
  }

  #idlest(): PourThread {
    this.#rest.used();
    const [idlest] = [...this.#threads].sort(([, left], [, right]) => left - right);
    const enough = this.#threads.size >= Math.min(MAX_THREADS, availableParallelism());
    if (idlest !== undefined && (idlest[1] === 0 || enough)) return idlest[0];
    const thread: PourThread = new Thread(threadModule('pour-worker'), undefined);
    this.#threads.set(thread, 0);
    return thread;
  }
}

function failure({ failed, name }: Extract<PourAnswer, { failed: string }>, { path }: WriteRequest): Error {
  const error = Object.assign(new Error(name), { code: name });
  return failed === 'read' ? readError(error, path) : pathError(error, path, 'the file cannot be written');
}
