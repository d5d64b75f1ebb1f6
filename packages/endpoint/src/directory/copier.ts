import { availableParallelism } from 'node:os';

import { packTokenText, TOKEN_BYTES, type Path } from '@syncline/model';

import type { NewFile, Written } from '../writing.js';
import { columnListing } from './column-listing.js';
import type { Context } from './context.js';
import { HASH_BYTES, NO_MODE, type CopierData, type CopyAnswer, type CopyOrder } from './copy-order.js';
import { closedError } from './handles.js';
import { Rest } from './rest.js';
import { Thread } from './thread.js';
import { threadModule } from './thread-module.js';

/** Files that are copied before threads are worth their start. */
export const COPIES_BEFORE_THREADS = 64;
const MAX_THREADS = 4;
/** What comes over a network comes more slowly than one thread makes files of it. */
const MAX_THREADS_IN_HAND = 1;

type CopyThread = Thread<CopyOrder, CopyAnswer | undefined>;

/** What a `Copier` goes by. */
export interface CopierOptions {
  /** Files that are copied before threads are started. */
  readonly copiesBeforeThreads: number;
  /** After how long without anything to copy the threads are ended. */
  readonly restMs: number;
}

/** `Endpoint.copyNew` of a directory, by threads, which are there as long as there is something to copy. */
export class Copier {
  readonly #context: Context;
  readonly #data: CopierData;
  readonly #maxThreads: number;
  readonly #copiesBeforeThreads: number;
  readonly #rest: Rest;
  #left: number;
  #threads: CopyThread[] = [];
  #closed = false;

  constructor(
    context: Context,
    { from, to }: Omit<CopierData, 'stop'>,
    { copiesBeforeThreads, restMs }: CopierOptions,
  ) {
    this.#context = context;
    this.#data = { from, to, stop: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };
    const max = from === undefined ? MAX_THREADS_IN_HAND : MAX_THREADS;
    this.#maxThreads = Math.min(max, availableParallelism());
    this.#copiesBeforeThreads = copiesBeforeThreads;
    this.#left = copiesBeforeThreads;
    this.#rest = new Rest(
      restMs,
      () => this.#threads.every(({ load }) => load === 0),
      () => this.#endThreads(),
    );
  }

  /** Whether so many more files are worth a thread. */
  isWorthIt(files: number): boolean {
    if (this.#closed) throw closedError();
    const enough = this.#left <= 0;
    this.#left -= files;
    return enough;
  }

  /** Makes files from originals in the other directory. */
  copy(directory: Path, files: readonly NewFile[]): Promise<readonly (Written | undefined)[]> {
    const tokens = tokensOf(files);
    if (tokens === undefined) return Promise.resolve(files.map(() => undefined));
    return this.make(directory, files, { tokens }, [tokens.buffer]);
  }

  /** Makes files from these originals, whose `buffers` go to the thread. Nothing is made where threads do not work. */
  async make(
    directory: Path,
    files: readonly NewFile[],
    originals: CopyOrder['originals'],
    buffers: ArrayBuffer[],
  ): Promise<readonly (Written | undefined)[]> {
    if (this.#closed) throw closedError();
    const order = orderOf(directory, files, originals);
    const answer = await this.#idlest().ask(order, [...buffers, order.modes.buffer]);
    if (answer !== undefined) return this.#copied(directory, files, answer);
    if (this.#closed) throw closedError();
    return files.map(() => undefined);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#rest.stop();
    Atomics.store(this.#data.stop, 0, 1);
    await this.#endThreads();
  }

  async #endThreads(): Promise<void> {
    const threads = this.#threads;
    this.#threads = [];
    this.#left = this.#copiesBeforeThreads;
    await Promise.all(threads.map((thread) => thread.finish()));
  }

  #copied(
    directory: Path,
    files: readonly NewFile[],
    { made, hashes, seen, dev }: CopyAnswer,
  ): readonly (Written | undefined)[] {
    const columns = columnListing(seen).columns!;
    const hash = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.length);
    let next = 0;
    return files.map(({ entry: { name } }, index) => {
      if (made[index] === 0) return undefined;
      this.#context.flusher.note({ dev, path: directory }, name);
      const now = columns.names[next] === name ? columns.entry(next++) : undefined;
      return {
        hash: hash.toString('hex', index * HASH_BYTES, (index + 1) * HASH_BYTES),
        seen: now?.kind === 'unknown' ? undefined : now,
      };
    });
  }

  /** One with nothing to do, a new one, or where there are enough one with as little as any. */
  #idlest(): CopyThread {
    this.#rest.used();
    const least = this.#threads.reduce((load, thread) => Math.min(load, thread.load), Infinity);
    if (least > 0 && this.#threads.length < this.#maxThreads)
      this.#threads.push(new Thread(threadModule('copy-worker'), this.#data));
    return this.#threads.reduce((best, thread) => (thread.load < best.load ? thread : best));
  }
}

function orderOf(directory: Path, files: readonly NewFile[], originals: CopyOrder['originals']): CopyOrder {
  const names = files.map(({ entry }) => entry.name).join('\0');
  const temps = files.map(({ temp }) => temp).join('\0');
  const modes = Uint16Array.from(files, ({ entry }) => entry.mode ?? NO_MODE);
  return { directory, names, temps, originals, modes };
}

/** Undefined where a version cannot be told by a packed token. */
function tokensOf(files: readonly NewFile[]): Buffer<ArrayBuffer> | undefined {
  const tokens = Buffer.alloc(files.length * TOKEN_BYTES);
  const told = files.every(({ entry }, index) => packTokenText(tokens, index * TOKEN_BYTES, entry.token));
  return told ? tokens : undefined;
}
