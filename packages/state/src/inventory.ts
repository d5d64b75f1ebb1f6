import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ofItsKind } from './errors.js';
import { flush } from './files.js';

/** One file of a closed database. */
interface InventoryFile {
  readonly name: string;
  readonly size: number;
  readonly crc: number;
}

/** All files of a closed database that matter, sorted by name. */
export type Inventory = readonly InventoryFile[];

/**
 * Files of LevelDB without content of ours. RACE: its lock must not even be opened: closing any descriptor of a file gives
 * up this process's POSIX locks on it.
 */
const NOT_COUNTED = new Set(['LOCK', 'LOG', 'LOG.old']);

/** Small enough to leave the event loop and the memory free. */
const CHUNK_BYTES = 1024 * 1024;

/** Files that are summed at once: while one is summed, others are read. */
const LANES = 4;

export async function databaseFiles(database: string): Promise<readonly string[]> {
  const names = await ofItsKind('its database is not a directory', readdir(database));
  return names.filter((name) => !NOT_COUNTED.has(name)).sort();
}

/** Tables whose content is known, by `versionOf`. */
export type ProvenTables = ReadonlyMap<string, InventoryFile>;

/** The tables of a database that nobody has open and that is as its inventory says. */
export async function provenTables(database: string, inventory: Inventory): Promise<ProvenTables> {
  const tables = inventory.filter(({ name }) => isTable(name));
  const versions = await Promise.all(tables.map(({ name }) => versionOf(database, name)));
  return new Map(tables.map((table, index) => [versions[index]!, table]));
}

/** The inventory of a database that nobody has open. Tables that are `proven` are taken over unread. */
export async function takeInventory(database: string, proven?: ProvenTables): Promise<Inventory> {
  const names = await databaseFiles(database);
  const files: InventoryFile[] = Array.from({ length: names.length });
  const waiting = names.entries();
  const lane = async (): Promise<void> => {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (const [index, name] of waiting) {
      const known = isTable(name) ? proven?.get(await versionOf(database, name)) : undefined;
      files[index] = known ?? {
        name,
        ...(await ofItsKind(notAFile(name), sum(join(database, name), chunk))),
      };
    }
  };
  await allEnded(Array.from({ length: LANES }, lane));
  return files;
}

/** Waits for all, so that none is still reading when the first one's error is told. */
async function allEnded(lanes: readonly Promise<void>[]): Promise<void> {
  for (const end of await Promise.allSettled(lanes)) if (end.status === 'rejected') throw end.reason;
}

/** What is wrong with a file of a database. */
export function notAFile(name: string): string {
  return `its file ${name} is a directory`;
}

function isTable(name: string): boolean {
  return name.endsWith('.ldb');
}

/**
 * A table never changes, but its name says too little: one that an interrupted compaction left behind is removed at the next
 * opening, and its number is given to another.
 */
async function versionOf(database: string, name: string): Promise<string> {
  const { ino, size, mtimeNs, birthtimeNs } = await stat(join(database, name), { bigint: true });
  return `${name} ${ino} ${size} ${mtimeNs} ${birthtimeNs}`;
}

/** Makes everything that an inventory of this database would list survive a power cut. LevelDB has flushed its tables. */
export async function flushDatabase(database: string): Promise<void> {
  for (const name of await databaseFiles(database)) {
    if (!name.endsWith('.ldb')) await flush(join(database, name));
  }
  await flush(database);
}

/** The first difference between a database and its inventory, in words, or undefined. */
export async function differenceFrom(database: string, expected: Inventory): Promise<string | undefined> {
  const found = new Map((await takeInventory(database)).map((file) => [file.name, file]));
  for (const { name, size, crc } of expected) {
    const file = found.get(name);
    if (file === undefined) return `its file ${name} is missing`;
    if (file.size !== size) return `its file ${name} has ${file.size} bytes instead of ${size}`;
    if (file.crc !== crc) return `its file ${name} has changed since it was closed`;
    found.delete(name);
  }
  const [foreign] = found.keys();
  return foreign === undefined ? undefined : `the file ${foreign} does not belong to it`;
}

async function sum(file: string, chunk: Buffer): Promise<{ readonly size: number; readonly crc: number }> {
  const handle = await open(file, 'r');
  try {
    for (let size = 0, crc = 0; ;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, size);
      if (bytesRead === 0) return { size, crc };
      crc = crc32(chunk.subarray(0, bytesRead), crc);
      size += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
