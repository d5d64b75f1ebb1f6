import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, flush } from './files.js';
import type { Place } from './place.js';

/**
 * Moves a journal that cannot be believed out of the way, header and all, to `journal.damaged-<UTC stamp>` beside it, and
 * returns where to. Nothing is deleted and nothing repaired; `because` goes into `because.txt`. Nobody may have the
 * database open, and the place's lock is held.
 */
export async function setAside(place: Place, because: string): Promise<string> {
  const target = await freeName(`${place.database}.damaged-${stamp(new Date())}`);
  if (await exists(place.database)) await rename(place.database, target);
  else await mkdir(target, { mode: 0o700 });
  if (await exists(place.header)) await rename(place.header, join(target, 'header.json'));
  await flush(place.directory);
  // For people alone: not worth failing for.
  await writeFile(join(target, 'because.txt'), `${because}\n`).catch(() => undefined);
  return target;
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
