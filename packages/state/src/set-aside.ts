import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { exists, flush, isDirectory } from './files.js';
import type { Origin } from './journal.js';
import type { Place } from './place.js';

const DAMAGED = '.damaged-';
const BECAUSE = 'because.txt';

/**
 * Moves a journal that cannot be believed out of the way, header and all, to `journal.damaged-<UTC stamp>` beside it, and
 * returns where to. Nothing is deleted and nothing repaired; `because` goes into `because.txt`. Nobody may have the
 * database open, and the place's lock is held.
 */
export async function setAside(place: Place, because: string): Promise<string> {
  const target = await freeName(`${place.database}${DAMAGED}${stamp(new Date())}`);
  if (await isDirectory(place.database)) await rename(place.database, target);
  else {
    await mkdir(target, { mode: 0o700 });
    if (await exists(place.database)) await rename(place.database, join(target, basename(place.database)));
  }
  if (await exists(place.header)) await rename(place.header, join(target, 'header.json'));
  await flush(place.directory);
  // For people alone: not worth failing for.
  await writeFile(join(target, BECAUSE), `${because}\n`).catch(() => undefined);
  return target;
}

/**
 * How a place comes to have no journal. One that was set aside by a process that was stopped, or failed, before it had begun
 * another is told by the next one.
 */
export async function originOfNone(place: Place): Promise<Origin> {
  const prefix = basename(place.database) + DAMAGED;
  const names = await readdir(place.directory).catch(() => []);
  const last = names
    .filter((name) => name.startsWith(prefix))
    .sort()
    .at(-1);
  if (last === undefined) return { state: 'new' };
  const movedTo = join(place.directory, last);
  const because = await readFile(join(movedTo, BECAUSE), 'utf8').catch(() => 'it was damaged');
  return { state: 'set-aside', because: because.trimEnd(), movedTo };
}

/** `20250501T100000Z`. */
function stamp(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

async function freeName(wanted: string): Promise<string> {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? wanted : `${wanted}-${n}`;
    if (!(await exists(name))) return name;
  }
}
