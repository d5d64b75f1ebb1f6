import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { headerOf } from './custody.js';
import { Draft } from './draft.js';
import { JournalDamaged } from './errors.js';
import { exists, flush, makeDirectory } from './files.js';
import type { Header } from './header.js';
import { readHeader, writeHeader } from './header.js';
import type { ProvenTables } from './inventory.js';
import { differenceFrom, provenTables } from './inventory.js';
import type { Ledger } from './ledger.js';
import { emptyLedger, readLedger } from './ledger.js';
import type { Migration } from './migrations.js';
import { migrate } from './migrations.js';
import type { Place } from './place.js';
import { proveContents } from './proof.js';
import { clearQuarantine, quarantineTables } from './quarantine.js';
import { orClosed, Store } from './store.js';
import { SumsAhead } from './sums-ahead.js';

/** Whose journal is wanted. */
export interface Wanted {
  readonly pair: string;
  readonly itemName: string;
}

/** An open database in order, and what it says of itself. */
export interface Found {
  readonly store: Store;
  readonly ledger: Ledger;
  /** The tables that were proven byte by byte. */
  readonly proven: ProvenTables;
  readonly sumsAhead: SumsAhead;
}

/**
 * Opens the journal of a place whose lock is held, or which is a private copy. Undefined: there is none yet.
 *
 * It is believed on one of two proofs. Closed in order: every file is, byte for byte, what its header lists. Otherwise (a crash, a
 * power cut): every table that the manifest counts on is whole, LevelDB recovers its log, and the records that come out are together exactly those that the ledger of
 * the last batch speaks of, which is not older than the header. A batch that LevelDB dropped silently, at its end or
 * in its middle, fails the one or the other. Throws `JournalDamaged` where there is no proof.
 */
export async function findJournal(
  place: Place,
  wanted: Wanted,
  migrations?: readonly Migration[],
): Promise<Found | undefined> {
  const header = await readHeader(place.header);
  const hasDatabase = await exists(place.database);
  if (header === undefined) {
    if (hasDatabase) throw new JournalDamaged('its header file is missing');
    return undefined;
  }
  if (header.pair !== wanted.pair)
    throw new JournalDamaged('it belongs to another pair of endpoints or another mode');
  if (header.generation === 0) {
    await rm(place.database, { recursive: true, force: true });
    return undefined;
  }
  if (!hasDatabase) throw new JournalDamaged('its database is missing');
  const tables = await proveFiles(place, header);
  const store = await Store.open(place.database, { create: false });
  return orClosed(store, async () => {
    const proven = await proveLedger(store, header);
    const ledger = await migrate(store, proven, { place, itemName: wanted.itemName }, migrations);
    await clearQuarantine(place.database);
    return { store, ledger, proven: tables, sumsAhead: await SumsAhead.read(store) };
  });
}

/** Begins an empty journal in a place that has none. */
export async function beginJournal(place: Place, { pair, itemName }: Wanted): Promise<Found> {
  const ledger = emptyLedger(randomUUID(), pair);
  await makeDirectory(place.directory);
  // Generation 0 before there is a database: one that was stopped half-made is known as such.
  await writeHeader(place.header, headerOf(ledger, itemName), { lasting: true });
  await makeDirectory(place.database);
  const store = await Store.open(place.database, { create: true });
  return orClosed(store, async () => {
    const begun = new Draft(store, ledger, []).finish();
    await store.write(begun.changes, { sync: true });
    await flush(place.database);
    await writeHeader(place.header, headerOf(begun.ledger, itemName), { lasting: true });
    return { store, ledger: begun.ledger, proven: new Map(), sumsAhead: SumsAhead.none() };
  });
}

async function proveFiles(place: Place, header: Header): Promise<ProvenTables> {
  if (header.files === undefined) {
    await quarantineTables(place.database);
    return new Map();
  }
  const difference = await differenceFrom(place.database, header.files);
  if (difference !== undefined) throw new JournalDamaged(difference);
  // From here on LevelDB changes its files: should this process be stopped, the list must not be held against them.
  await writeHeader(place.header, { ...header, files: undefined }, { lasting: true });
  return provenTables(place.database, header.files);
}

async function proveLedger(store: Store, header: Header): Promise<Ledger> {
  const ledger = readLedger(store);
  if (ledger.id !== header.id || ledger.pair !== header.pair)
    throw new JournalDamaged('its database is that of another journal');
  if (ledger.generation < header.generation) {
    throw new JournalDamaged(`its last ${header.generation - ledger.generation} batches are missing`);
  }
  if (header.files === undefined) await proveContents(store, ledger);
  return ledger;
}
