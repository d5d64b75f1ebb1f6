import { Level } from 'level';
import { JournalDamaged } from './errors.js';
import type { KeyRange } from './keys.js';
import { isLocked, levelError } from './level-error.js';
import { seal, sealBytes, unseal, unsealBytes } from './sealed.js';

/**
 * What one step of an iterator fetches at most. An iterator keeps room for as many until it is collected as garbage, long
 * after it was closed: with 1 000 the memory of a run grew by 64 KiB for every directory.
 */
const CHUNK_RECORDS = 128;
const CHUNK_BYTES = 1024 * 1024;
/** The same, of records of bytes, which are larger. */
const CHUNK_PAGES = 16;

/** Tables are read whole and in order, so larger blocks compress better and cost nothing. */
const BLOCK_BYTES = 16 * 1024;

/** Set, or delete (`value` undefined), one record. Values are sealed. */
export interface Change {
  readonly key: string;
  readonly value: string | Buffer | undefined;
  /** The value's `sealNumber` or `sealNumberOfBytes`, where it is known already. */
  readonly seal?: number | undefined;
}

/** A record: the key and the verified body. */
export type StoredRecord = readonly [key: string, body: string];

interface ReadOptions {
  readonly reverse?: boolean;
}

/** Thrown by `Store.open` where another store, in this process or elsewhere, has the database open. */
export class StoreLocked extends Error {}

/**
 * A LevelDB database of sealed text. Errors: `JournalDamaged` where content is wrong, `stateUnusable` where the
 * machine fails.
 */
export class Store {
  readonly #database: Level;
  readonly #location: string;

  private constructor(database: Level, location: string) {
    this.#database = database;
    this.#location = location;
  }

  /** Opens the database in an existing directory and takes its lock. `create`: makes it where there is none. */
  static async open(location: string, options: { readonly create: boolean }): Promise<Store> {
    const database = new Level(location, { createIfMissing: options.create, blockSize: BLOCK_BYTES });
    try {
      await database.open();
    } catch (error) {
      if (isLocked(error)) throw new StoreLocked(location, { cause: error });
      throw levelError(error, location);
    }
    return new Store(database, location);
  }

  get(key: string): string | undefined {
    try {
      const value = this.#database.getSync(key);
      return value === undefined ? undefined : verified(key, value);
    } catch (error) {
      throw levelError(error, this.#location);
    }
  }

  /** Of a record whose body is bytes. */
  getBytes(key: string): Buffer | undefined {
    try {
      const value = this.#database.getSync<string, Buffer>(key, BYTES);
      return value === undefined ? undefined : verifiedBytes(key, value);
    } catch (error) {
      throw levelError(error, this.#location);
    }
  }

  /** The records of a range whose bodies are bytes, in the order of their keys. */
  async *bytes(range: KeyRange): AsyncGenerator<readonly [key: string, body: Buffer]> {
    const iterator = this.#database.iterator<string, Buffer>({ gte: range.from, lt: range.before, ...BYTES });
    try {
      for (;;) {
        const chunk = await iterator.nextv(CHUNK_PAGES);
        if (chunk.length === 0) return;
        for (const [key, value] of chunk) yield [key, verifiedBytes(key, value)];
      }
    } catch (error) {
      throw levelError(error, this.#location);
    } finally {
      await iterator.close();
    }
  }

  /** The records of a range in the order of their keys, as they are now, in chunks of bounded size. */
  async *chunks(range: KeyRange, options: ReadOptions = {}): AsyncGenerator<readonly StoredRecord[]> {
    const iterator = this.#database.iterator({
      gte: range.from,
      lt: range.before,
      reverse: options.reverse ?? false,
      highWaterMarkBytes: CHUNK_BYTES,
    });
    try {
      for (;;) {
        const chunk = await iterator.nextv(CHUNK_RECORDS);
        if (chunk.length === 0) return;
        yield chunk.map(([key, value]): StoredRecord => [key, verified(key, value)]);
      }
    } catch (error) {
      throw levelError(error, this.#location);
    } finally {
      await iterator.close();
    }
  }

  /** Applies all changes or none. `sync`: they survive a power cut when this returns. */
  async write(changes: readonly Change[], options: { readonly sync: boolean }): Promise<void> {
    // A chained batch: three times as fast as an array, which is copied operation by operation.
    const batch = this.#database.batch();
    try {
      for (const { key, value, seal: number } of changes) {
        if (value === undefined) batch.del(key);
        else if (typeof value === 'string') batch.put(key, seal(key, value, number));
        else batch.put<string, Buffer>(key, sealBytes(key, value, number), BYTES);
      }
      await batch.write({ sync: options.sync });
    } catch (error) {
      throw levelError(error, this.#location);
    } finally {
      await batch.close();
    }
  }

  async clear(range: KeyRange): Promise<void> {
    try {
      await this.#database.clear({ gte: range.from, lt: range.before });
    } catch (error) {
      throw levelError(error, this.#location);
    }
  }

  /** Idempotent. Iterators end. */
  async close(): Promise<void> {
    await this.#database.close();
  }
}

/**
 * Works on a store that was just opened, which is closed where that fails: otherwise its lock would stay with this process, and
 * the database could not be opened again.
 */
export async function orClosed<T>(store: Store, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** How bodies of bytes are stored. Nothing is read twice in a run, so the cache is left to what is. */
const BYTES = { valueEncoding: 'buffer', fillCache: false } as const;

function verified(key: string, value: string): string {
  return unseal(key, value) ?? damaged(key);
}

function verifiedBytes(key: string, value: Buffer): Buffer {
  return unsealBytes(key, value) ?? damaged(key);
}

function damaged(key: string): never {
  throw new JournalDamaged(`the record ${JSON.stringify(key)} does not match its checksum`);
}
