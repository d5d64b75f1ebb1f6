import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ofItsKind } from './errors.js';
import { databaseFiles, notAFile } from './inventory.js';
import { isWholeTable } from './table.js';

/** LevelDB neither reads nor removes files with this ending. */
const SUFFIX = '.not-whole';

/**
 * Takes the tables that are not whole out of a database that nobody has open, before LevelDB reads them. One that a stopped
 * process was still writing is not missed. One that the manifest counts on is: LevelDB then reports the database corrupt.
 */
export async function quarantineTables(database: string): Promise<void> {
  for (const name of await databaseFiles(database)) {
    const file = join(database, name);
    if (name.endsWith('.ldb') && !(await ofItsKind(notAFile(name), isWholeTable(file))))
      await rename(file, file + SUFFIX);
  }
}

/** Removes what was taken out, once the database has proven to be in order without it. */
export async function clearQuarantine(database: string): Promise<void> {
  for (const name of await readdir(database)) {
    if (name.endsWith(SUFFIX)) await rm(join(database, name));
  }
}
