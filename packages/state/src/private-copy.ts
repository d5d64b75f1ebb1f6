import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Side } from '@syncline/model';
import { messageOf, systemCode } from '@syncline/model';
import { copyJournal, fingerprint } from './copy-files.js';
import { CopyCustody } from './custody.js';
import { copyImpossible, JournalDamaged } from './errors.js';
import type { Found, Wanted } from './find.js';
import { beginJournal, findJournal } from './find.js';
import type { Journal, Origin } from './journal.js';
import { COPY_PREFIX, removeLeftCopies } from './left-copies.js';
import { LevelJournal } from './level-journal.js';
import { lockedError } from './lock.js';
import type { Place } from './place.js';
import { placeOf } from './place.js';
import { originOfNone } from './set-aside.js';

/** How often a copy is tried while a writer keeps changing the original, and the pause between. */
const ATTEMPTS = 40;
const PAUSE_MS = 25;

/** Met while copying, these are about where the copy goes: the original is only read. */
const ABOUT_THE_COPY: ReadonlySet<string | undefined> = new Set([
  'ENOSPC',
  'EROFS',
  // Of a used-up quota, for which Node has no name.
  `Unknown system error -${constants.errno.EDQUOT}`,
]);

interface Copied {
  readonly found: Found;
  readonly origin: Origin;
}

/** Opens a private copy of a journal; see `OpenJournalOptions.mode`. The original is only read. */
export async function openCopy(
  original: Place,
  options: Wanted & { readonly indexSides: readonly Side[] },
): Promise<Journal> {
  const temporary = tmpdir();
  await removeLeftCopies(temporary, Date.now());
  const directory = await mkdtemp(join(temporary, COPY_PREFIX)).catch((error: unknown) => {
    throw copyImpossible(temporary, error);
  });
  // The best that can be done for a process that ends without closing.
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', remove);
  const ended = async () => {
    process.off('exit', remove);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const place = placeOf(directory);
    const { found, origin } = await copyAndFind(original, place, options);
    const custody = new CopyCustody(original, ended);
    return new LevelJournal({ ...found, place, origin, indexSides: options.indexSides, custody });
  } catch (error) {
    await ended();
    throw ABOUT_THE_COPY.has(systemCode(error)) ? copyImpossible(temporary, error) : error;
  }
}

async function copyAndFind(original: Place, copy: Place, wanted: Wanted): Promise<Copied> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await fingerprint(original);
    try {
      await copyJournal(original, copy);
      const found = await findJournal(copy, wanted);
      if (found !== undefined) return { found, origin: { state: 'intact' } };
      const origin = await originOfNone(original);
      return { found: await beginJournal(copy, wanted), origin };
    } catch (error) {
      if (!(error instanceof JournalDamaged) && systemCode(error) !== 'ENOENT') throw error;
      // RACE: a writer may rewrite, replace or remove files meanwhile. What looks damaged is so if nothing moved.
      const moved = before !== (await fingerprint(original));
      if (!moved) return withoutOriginal(copy, wanted, error);
      if (attempt === ATTEMPTS) throw await lockedError(original, wanted.itemName, error);
    }
    await delay(PAUSE_MS);
  }
}

async function withoutOriginal(copy: Place, wanted: Wanted, error: unknown): Promise<Copied> {
  await rm(copy.directory, { recursive: true, force: true });
  const because = error instanceof JournalDamaged ? error.because : messageOf(error);
  return {
    found: await beginJournal(copy, wanted),
    origin: { state: 'set-aside', because, movedTo: undefined },
  };
}
