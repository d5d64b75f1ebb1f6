import { cp, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import t from 'tap';
import { encodeHeader } from '../src/header.js';
import { JOURNAL_FORMAT } from '../src/ledger.js';
import { inItem, open, snapshot, withState } from './journals.js';
import { addRows, databaseFile, type Ending, flip, overwrite, prepare } from './damaging.js';

const endings: readonly Ending[] = ['closed', 'stopped'];

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
