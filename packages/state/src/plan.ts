import { mkdir, rm } from 'node:fs/promises';
import type { KeyRange } from './keys.js';
import { startingWith } from './keys.js';
import { Store } from './store.js';

/** One thing put off until the whole picture is known. */
export interface Spilled {
  readonly key: string;
  /** JSON. */
  readonly value: unknown;
}

/** Which spilled entries, and in which order: all of them in the order of the UTF-8 bytes of their keys unless said otherwise. */
export interface SpillSelection {
  /** Keys that begin with this. */
  readonly prefix?: string;
  /** Keys not below `from`, and below `before`. */
  readonly range?: KeyRange;
  readonly reverse?: boolean;
}

/** What the plan of a run keeps on disk. It does not outlive the run: nothing in it is there after a crash or `close`. */
export interface Spill {
  put(entries: readonly Spilled[]): Promise<void>;
  /** The value under a key, or undefined. */
  get(key: string): Promise<unknown>;
  /** Removes one key. Idempotent; an iteration under way may still give it. */
  drop(key: string): Promise<void>;
  /** The entries as they were when the first one was asked for; memory is bounded by one chunk. */
  iterate(selection?: SpillSelection): AsyncIterable<Spilled>;
  /** Removes the entries that begin with `prefix`, or all. */
  clear(prefix?: string): Promise<void>;
}

/**
 * A database of its own, made when the first entry is put: a run that puts nothing off pays nothing, and neither
 * the size nor a failure of the plan touches the journal.
 */
export class Plan implements Spill {
  readonly #directory: string;
  #store: Promise<Store> | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async put(entries: readonly Spilled[]): Promise<void> {
    this.#store ??= openEmptied(this.#directory);
    const changes = entries.map(({ key, value }) => ({ key, value: JSON.stringify(value) }));
    await (await this.#store).write(changes, { sync: false });
  }

  async get(key: string): Promise<unknown> {
    const body = (await this.#store)?.get(key);
    return body === undefined ? undefined : (JSON.parse(body) as unknown);
  }

  async drop(key: string): Promise<void> {
    await (await this.#store)?.write([{ key, value: undefined }], { sync: false });
  }

  async *iterate({ prefix = '', range, reverse = false }: SpillSelection = {}): AsyncGenerator<Spilled> {
    const store = await this.#store;
    if (store === undefined) return;
    for await (const chunk of store.chunks(range ?? startingWith(prefix), { reverse })) {
      for (const [key, body] of chunk) yield { key, value: JSON.parse(body) as unknown };
    }
  }

  async clear(prefix = ''): Promise<void> {
    if (prefix === '') await this.close();
    else await (await this.#store)?.clear(startingWith(prefix));
  }

  /** Removes everything. Idempotent; the plan can be used again afterwards. */
  async close(): Promise<void> {
    const store = this.#store;
    this.#store = undefined;
    await (await store?.catch(() => undefined))?.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

async function openEmptied(directory: string): Promise<Store> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { mode: 0o700 });
  return Store.open(directory, { create: true });
}
