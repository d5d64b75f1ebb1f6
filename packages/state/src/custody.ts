import type { Header } from './header.js';
import { writeHeader } from './header.js';
import type { ProvenTables } from './inventory.js';
import { flushDatabase, takeInventory } from './inventory.js';
import type { Ledger } from './ledger.js';
import type { Lock } from './lock.js';
import type { Place } from './place.js';
import { setAside } from './set-aside.js';

/** What happens around a journal's database, as its files are the item's own or a private copy. */
export interface Custody {
  /** Whether batches are to survive a power cut. */
  readonly sync: boolean;
  /** A batch is durable. */
  committed(ledger: Ledger): Promise<void>;
  /** The database is closed. `ledger`: as of its last batch, or undefined when a batch failed. Ends the custody. */
  closed(ledger: Ledger | undefined): Promise<void>;
  /** The database is closed and not to be believed. Returns where it is now. Ends the custody. */
  damaged(because: string): Promise<string>;
}

/** The item's own journal, under its lock. */
export class OwnCustody implements Custody {
  readonly sync = true;
  readonly #place: Place;
  readonly #lock: Lock;
  readonly #itemName: string;
  /** Tables that were proven when the journal was opened. */
  readonly #proven: ProvenTables;

  constructor(options: { place: Place; lock: Lock; itemName: string; proven: ProvenTables }) {
    this.#place = options.place;
    this.#lock = options.lock;
    this.#itemName = options.itemName;
    this.#proven = options.proven;
  }

  async committed(ledger: Ledger): Promise<void> {
    // An older header than the database is in order, so the new name need not be flushed.
    await writeHeader(this.#place.header, headerOf(ledger, this.#itemName), { lasting: false });
  }

  async closed(ledger: Ledger | undefined): Promise<void> {
    try {
      if (ledger !== undefined) await this.#sealDatabase(ledger);
    } catch {
      // Without the inventory the next opening reads every row instead: slower, and as safe.
    } finally {
      await this.#lock.release();
    }
  }

  async damaged(because: string): Promise<string> {
    try {
      return await setAside(this.#place, because);
    } finally {
      await this.#lock.release();
    }
  }

  async #sealDatabase(ledger: Ledger): Promise<void> {
    const { database, header } = this.#place;
    await flushDatabase(database);
    const files = await takeInventory(database, this.#proven);
    await writeHeader(header, { ...headerOf(ledger, this.#itemName), files }, { lasting: false });
  }
}

/** A private copy: whatever is done to it is thrown away. */
export class CopyCustody implements Custody {
  readonly sync = false;
  readonly #original: Place;
  readonly #remove: () => Promise<void>;

  constructor(original: Place, remove: () => Promise<void>) {
    this.#original = original;
    this.#remove = remove;
  }

  async committed(): Promise<void> {}

  async closed(): Promise<void> {
    await this.#remove();
  }

  async damaged(): Promise<string> {
    await this.#remove();
    return this.#original.database;
  }
}

/** The header of an open database. */
export function headerOf(ledger: Ledger, item: string): Header {
  const { format, id, pair, generation, rows } = ledger;
  return { format, id, pair, item, generation, rows };
}
