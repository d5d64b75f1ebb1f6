import { JournalDamaged } from './errors.js';
import { LEDGER_KEY } from './keys.js';
import type { Store } from './store.js';

/** What the database says of itself, as of its last batch: it is written with every batch, in the same batch. */
export interface Ledger {
  readonly format: number;
  /** Drawn when the journal is begun: tells one life of a journal from another of the same pair. */
  readonly id: string;
  readonly pair: string;
  /** Counts the batches from 1 on. */
  readonly generation: number;
  /** Rows, and those of them that are files or links. */
  readonly rows: number;
  readonly contents: number;
  /** The sum of the seals of all records of rows, sums of files, facts and notes, modulo `DIGEST_MODULUS`. */
  readonly digest: number;
}

/** The format of keys, rows and ledger that this code reads and writes. */
export const JOURNAL_FORMAT = 3;

/** Sums stay exact in a double: two of them are far below 2^53. */
const DIGEST_MODULUS = 2 ** 48;

export function emptyLedger(id: string, pair: string): Ledger {
  return { format: JOURNAL_FORMAT, id, pair, generation: 0, rows: 0, contents: 0, digest: 0 };
}

/** The digest after a record's seal `before` gave way to `after` (undefined: no record). */
export function shiftDigest(digest: number, before: number | undefined, after: number | undefined): number {
  return (digest - (before ?? 0) + (after ?? 0) + DIGEST_MODULUS) % DIGEST_MODULUS;
}

export function readLedger(store: Store): Ledger {
  const text = store.get(LEDGER_KEY);
  if (text === undefined) throw new JournalDamaged('its database is empty');
  return JSON.parse(text) as Ledger;
}
