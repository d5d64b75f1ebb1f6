import { cp, open as openFile, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { inItem, open } from './journals.js';
import { fileRow, path } from './rows.js';

/** How the last process ended. `stopped`: hard, so that there is no list of the files to check against. */
export type Ending = 'closed' | 'stopped';

/** A state directory with tables, a log and 3 000 rows, in which nobody has the journal open. */
export async function prepare(state: string, ending: Ending): Promise<void> {
  const first = await open(state);
  for (let at = 0; at < 2900; at += 100) await addRows(first, at, 100);
  await first.close();
  // Opening moves the log into a table; what is committed now stays in the log.
  const second = await open(state);
  for (let at = 2900; at < 3000; at += 10) await addRows(second, at, 10);
  if (ending === 'closed') {
    await second.close();
    return;
  }
  const image = inItem(state, '..', 'image');
  await cp(inItem(state), image, { recursive: true, filter: (file) => basename(file) !== 'LOCK' });
  await second.close();
  await rm(inItem(state), { recursive: true });
  await rename(image, inItem(state));
}

/** Commits rows of this many files, numbered from `from`, in seven directories. */
export async function addRows(
  journal: Awaited<ReturnType<typeof open>>,
  from: number,
  count: number,
): Promise<void> {
  const names = Array.from({ length: count }, (_, n) => `d${(from + n) % 7}/file-${from + n}`);
  await journal.commit(names.map((name) => ({ path: path(name), row: fileRow(name), previous: undefined })));
}

/** The newest file of the database whose name begins or ends so. */
export async function databaseFile(state: string, ending: string): Promise<string> {
  const names = (await readdir(inItem(state, 'journal'))).filter(
    (name) => name.endsWith(ending) || name.startsWith(ending),
  );
  return inItem(state, 'journal', names.sort().at(-1)!);
}

/** Writes other bytes into the middle of a file. */
export async function overwrite(file: string, at: number, bytes: Buffer): Promise<void> {
  const handle = await openFile(file, 'r+');
  await handle.write(bytes, 0, bytes.length, at);
  await handle.close();
}

/** Flips a bit of the byte that lies at this share of a file. */
export async function flip(file: string, share: number): Promise<void> {
  const bytes = await readFile(file);
  const at = Math.floor(bytes.length * share);
  await overwrite(file, at, Buffer.from([bytes[at]! ^ 4]));
}
