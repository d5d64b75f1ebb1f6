import { constants } from 'node:fs';
import { copyFile, link, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from './files.js';
import { ofItsKind } from './errors.js';
import { HEADER_IS_DIRECTORY } from './header.js';
import { databaseFiles, notAFile } from './inventory.js';
import type { Place } from './place.js';

/** Copies header and database, which another process may be writing, in place of what the copy held before. */
export async function copyJournal(original: Place, copy: Place): Promise<void> {
  await rm(copy.directory, { recursive: true, force: true });
  await mkdir(copy.directory, { mode: 0o700 });
  // The header first: the database that is copied after it may be newer, never older.
  if (await exists(original.header))
    await ofItsKind(HEADER_IS_DIRECTORY, copyFile(original.header, copy.header));
  if (!(await exists(original.database))) return;
  await mkdir(copy.database, { mode: 0o700 });
  const names = await databaseFiles(original.database);
  const isFixed = fixedTables(names);
  for (const name of names) {
    const copied = linkOrCopy(join(original.database, name), join(copy.database, name), isFixed(name));
    await ofItsKind(notAFile(name), copied);
  }
}

/** What changes whenever a writer does something: equal before and after means that nothing moved in between. */
export async function fingerprint({ header, database }: Place): Promise<string> {
  const parts = [await readFile(header, 'utf8').catch(() => '')];
  if (!(await exists(database))) return parts.join('\n');
  for (const name of await databaseFiles(database).catch(() => [])) {
    const found = await stat(join(database, name)).catch(() => undefined);
    parts.push(`${name} ${found?.size} ${found?.mtimeMs}`);
  }
  return parts.join('\n');
}

/**
 * Tells the tables that may be shared by a hard link. RACE: a database that is opened creates tables under the next free
 * numbers with O_TRUNC, so one that the manifest does not know of yet (being written, or left by a crash) must not be shared. Numbers
 * only rise and the manifest knows its log, so all below the lowest log on disk are known to it.
 */
function fixedTables(names: readonly string[]): (name: string) => boolean {
  const logs = names.filter((name) => name.endsWith('.log')).map((name) => Number.parseInt(name, 10));
  const lowestLog = logs.length === 0 ? 0 : Math.min(...logs);
  return (name) => name.endsWith('.ldb') && Number.parseInt(name, 10) < lowestLog;
}

async function linkOrCopy(from: string, to: string, mayLink: boolean): Promise<void> {
  if (mayLink && (await linked(from, to))) return;
  await copyFile(from, to, constants.COPYFILE_FICLONE);
}

/** False where links are not possible: another file system, or somebody else's file. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch {
    return false;
  }
}
