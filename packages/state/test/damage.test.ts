import {
  cp,
  mkdir,
  open as openFile,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import t from 'tap';
import { JournalDamaged } from '../src/index.js';
import { encodeHeader } from '../src/header.js';
import { JOURNAL_FORMAT } from '../src/ledger.js';
import { inItem, open, snapshot, withState } from './journals.js';
import { fileRow, path } from './rows.js';

/** How the last process ended. `stopped`: hard, so that there is no list of the files to check against. */
type Ending = 'closed' | 'stopped';
const endings: readonly Ending[] = ['closed', 'stopped'];

/** A state directory with tables, a log and 3 000 rows, in which nobody has the journal open. */
async function prepare(state: string, ending: Ending): Promise<void> {
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

async function addRows(
  journal: Awaited<ReturnType<typeof open>>,
  from: number,
  count: number,
): Promise<void> {
  const names = Array.from({ length: count }, (_, n) => `d${(from + n) % 7}/file-${from + n}`);
  await journal.commit(names.map((name) => ({ path: path(name), row: fileRow(name), previous: undefined })));
}

async function databaseFile(state: string, ending: string): Promise<string> {
  const names = (await readdir(inItem(state, 'journal'))).filter(
    (name) => name.endsWith(ending) || name.startsWith(ending),
  );
  return inItem(state, 'journal', names.sort().at(-1)!);
}

async function overwrite(file: string, at: number, bytes: Buffer): Promise<void> {
  const handle = await openFile(file, 'r+');
  await handle.write(bytes, 0, bytes.length, at);
  await handle.close();
}

async function flip(file: string, share: number): Promise<void> {
  const bytes = await readFile(file);
  const at = Math.floor(bytes.length * share);
  await overwrite(file, at, Buffer.from([bytes[at]! ^ 4]));
}

async function asDirectory(file: string): Promise<void> {
  await rm(file);
  await mkdir(file);
}

const damages: readonly (readonly [title: string, damage: (state: string) => Promise<unknown>])[] = [
  ['J1 the database is missing', (state) => rm(inItem(state, 'journal'), { recursive: true })],
  [
    'J1 the database is an empty directory',
    async (state) => {
      await rm(inItem(state, 'journal'), { recursive: true });
      await mkdir(inItem(state, 'journal'));
    },
  ],
  ['J2 CURRENT is empty', (state) => truncate(inItem(state, 'journal', 'CURRENT'))],
  ['J2 CURRENT is missing', (state) => rm(inItem(state, 'journal', 'CURRENT'))],
  [
    'J2 CURRENT names nothing',
    (state) => writeFile(inItem(state, 'journal', 'CURRENT'), 'MANIFEST-999999\n'),
  ],
  ['J2 MANIFEST is empty', async (state) => truncate(await databaseFile(state, 'MANIFEST'))],
  ['J2 MANIFEST is cut', async (state) => truncate(await databaseFile(state, 'MANIFEST'), 60)],
  ['J2 MANIFEST is missing', async (state) => rm(await databaseFile(state, 'MANIFEST'))],
  ['J2 MANIFEST has a flipped bit', async (state) => flip(await databaseFile(state, 'MANIFEST'), 0.5)],
  ['J2 a table is empty', async (state) => truncate(await databaseFile(state, '.ldb'))],
  ['J2 a table is cut', async (state) => truncate(await databaseFile(state, '.ldb'), 10_000)],
  ['J2 a table is missing', async (state) => rm(await databaseFile(state, '.ldb'))],
  [
    'J2 a table is all zeros',
    async (state) => {
      const file = await databaseFile(state, '.ldb');
      await writeFile(file, Buffer.alloc((await readFile(file)).length));
    },
  ],
  [
    'J2 a page of a table is zeros',
    async (state) => {
      // The rows lie at the end, behind the index of identities.
      const file = await databaseFile(state, '.ldb');
      const page = Math.floor(((await readFile(file)).length * 0.85) / 4096) * 4096;
      await overwrite(file, page, Buffer.alloc(4096));
    },
  ],
  ['J3 a record of the log is flipped', async (state) => flip(await databaseFile(state, '.log'), 0.1)],
  [
    'J3 the last record of the log is flipped',
    async (state) => flip(await databaseFile(state, '.log'), 0.99),
  ],
  ['J3 the log is empty', async (state) => truncate(await databaseFile(state, '.log'))],
  ['J3 the log is missing', async (state) => rm(await databaseFile(state, '.log'))],
  ['J2 CURRENT is a directory', (state) => asDirectory(inItem(state, 'journal', 'CURRENT'))],
  ['J2 MANIFEST is a directory', async (state) => asDirectory(await databaseFile(state, 'MANIFEST'))],
  ['J2 a table is a directory', async (state) => asDirectory(await databaseFile(state, '.ldb'))],
  ['J2 the log is a directory', async (state) => asDirectory(await databaseFile(state, '.log'))],
  [
    'J2 the database is a file',
    async (state) => {
      await rm(inItem(state, 'journal'), { recursive: true });
      await writeFile(inItem(state, 'journal'), '');
    },
  ],
  ['the header is a directory', (state) => asDirectory(inItem(state, 'header.json'))],
  ['the header is missing', (state) => rm(inItem(state, 'header.json'))],
  ['the header is empty', (state) => truncate(inItem(state, 'header.json'))],
  ['the header has a flipped bit', (state) => flip(inItem(state, 'header.json'), 0.4)],
];

t.test(
  'J1, J2: a journal that was set aside by a process that could not begin another is told by the next',
  async (t) => {
    await withState(async (state) => {
      await prepare(state, 'closed');
      await rm(inItem(state, 'journal'), { recursive: true });
      await symlink('nowhere', inItem(state, 'journal'));
      await t.rejects(open(state), { code: 'state' });
      await rm(inItem(state, 'journal'));
      const told = { state: 'set-aside', because: 'its database is missing' };
      const copy = await open(state, { mode: 'copy' });
      t.match(copy.origin, told, 'a dry run says so, too');
      await copy.close();
      const journal = await open(state);
      t.match(journal.origin, { ...told, movedTo: /journal\.damaged-/ });
      await journal.close();
      const later = await open(state);
      t.same(later.origin, { state: 'intact' }, 'and no other');
      await later.close();
    });
  },
);

for (const ending of endings) {
  for (const [title, damage] of damages) {
    void t.test(`${title}, the last run having been ${ending}: set aside, kept and begun anew`, async (t) => {
      await withState(async (state) => {
        await prepare(state, ending);
        await damage(state);
        const copy = await open(state, { mode: 'copy' });
        t.match(copy.origin, { state: 'set-aside', movedTo: undefined }, 'a dry run says so, too');
        await copy.close();
        const header = await readFile(inItem(state, 'header.json'), 'utf8').catch(() => undefined);
        const journal = await open(state);
        if (journal.origin.state !== 'set-aside')
          throw new Error(`the journal was taken as ${journal.origin.state}`);
        t.match(basename(journal.origin.movedTo!), /^journal\.damaged-\d{8}T\d{6}Z/);
        t.ok(journal.origin.because.length > 0, journal.origin.because);
        t.equal(
          await readFile(join(journal.origin.movedTo!, 'header.json'), 'utf8').catch(() => undefined),
          header,
        );
        t.equal(journal.rowCount, 0);
        await addRows(journal, 0, 1);
        await journal.close();
        await using again = await open(state);
        t.same(again.origin, { state: 'intact' });
      });
    });
  }

  void t.test(`J4 a journal of another pair is set aside, the last run having been ${ending}`, async (t) => {
    await withState(async (state) => {
      await prepare(state, ending);
      await using journal = await open(state, { pair: 'another pair' });
      t.match(journal.origin, { state: 'set-aside', because: /another pair/ });
    });
  });

  void t.test(
    `J4 an older backup of the database is found out, the last run having been ${ending}`,
    async (t) => {
      await withState(async (state) => {
        await prepare(state, ending);
        await cp(inItem(state, 'journal'), inItem(state, 'backup'), { recursive: true });
        const journal = await open(state);
        t.same(journal.origin, { state: 'intact' });
        await addRows(journal, 5000, 1);
        await journal.close();
        await rm(inItem(state, 'journal'), { recursive: true });
        await rename(inItem(state, 'backup'), inItem(state, 'journal'));
        await using again = await open(state);
        t.match(again.origin, { state: 'set-aside' });
      });
    },
  );

  void t.test(
    `J5 a journal of a newer version is refused and left alone, the last run having been ${ending}`,
    async (t) => {
      await withState(async (state) => {
        await prepare(state, ending);
        const header = JSON.parse((await readFile(inItem(state, 'header.json'), 'utf8')).split('\n')[0]!);
        await writeFile(
          inItem(state, 'header.json'),
          encodeHeader({ ...header, format: JOURNAL_FORMAT + 1 }),
        );
        const before = await snapshot(state);
        for (const mode of ['write', 'copy'] as const) {
          await t.rejects(open(state, { mode }), {
            code: 'refused',
            scope: 'item',
            message: new RegExp(`${inItem(state, 'header.json')} was written by a newer version.*Update`),
          });
        }
        t.same(await snapshot(state), before);
      });
    },
  );

  void t.test(
    `a copy of a damaged journal says so and moves nothing, the last run having been ${ending}`,
    async (t) => {
      await withState(async (state) => {
        await prepare(state, ending);
        await flip(await databaseFile(state, '.log'), 0.1);
        const before = await snapshot(state);
        const copy = await open(state, { mode: 'copy' });
        t.match(copy.origin, { state: 'set-aside', movedTo: undefined });
        t.equal(copy.rowCount, 0);
        await copy.close();
        t.same(await snapshot(state), before);
      });
    },
  );
}

void t.test('a second journal that is set aside within the same second gets a name of its own', async (t) => {
  await withState(async (state) => {
    for (let n = 0; n < 3; n += 1) {
      await (await open(state)).close();
      await rm(inItem(state, 'header.json'));
    }
    await (await open(state)).close();
    const aside = (await readdir(inItem(state))).filter((name) => name.startsWith('journal.damaged-'));
    t.equal(aside.length, 3);
  });
});

void t.test(
  'what an interrupted compaction left behind is no damage once its number is given out again',
  async (t) => {
    await withState(async (state) => {
      const journal = await open(state);
      await addRows(journal, 0, 100);
      // Tables that no manifest knows, under the numbers that the next opening gives out.
      for (let number = 4; number < 20; number += 1) {
        const table = inItem(state, 'journal', `${String(number).padStart(6, '0')}.ldb`);
        await writeFile(table, 'unfinished', { flag: 'wx' }).catch(() => undefined);
      }
      await journal.close();
      for (let run = 1; run < 4; run += 1) {
        const again = await open(state);
        t.same(again.origin, { state: 'intact' });
        await addRows(again, run * 100, 100);
        t.equal(again.rowCount, (run + 1) * 100);
        await again.close();
      }
    });
  },
);

void t.test(
  'damage found in the middle of a run is told from other errors, and the journal can be set aside',
  async (t) => {
    await withState(async (state) => {
      await prepare(state, 'closed');
      const journal = await open(state);
      const table = await databaseFile(state, '.ldb');
      for (let share = 0.6; share < 0.9; share += 0.01) await flip(table, share);
      const readAll = async () => {
        for (let n = 0; n < 7; n += 1) await journal.children(path(`d${n}`));
      };
      const error = await readAll().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      t.type(error, JournalDamaged);
      t.match(error, { code: 'state', scope: 'item', damaged: true });
      const movedTo = await journal.setAside('a test damaged it');
      t.equal(await readFile(join(movedTo, 'because.txt'), 'utf8'), 'a test damaged it\n');
      await journal.close();
      await using again = await open(state);
      t.match(
        again.origin,
        { state: 'set-aside', because: 'a test damaged it' },
        'the next opening tells it',
      );
    });
  },
);
