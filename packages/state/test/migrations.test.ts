import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import type { ContentRow, Path, Row } from '@syncline/model';
import { decodeRecord } from '../src/directory-record.js';
import { findJournal } from '../src/find.js';
import { directoryKey } from '../src/keys.js';
import { JOURNAL_FORMAT } from '../src/ledger.js';
import { Page } from '../src/page.js';
import type { Migration } from '../src/migrations.js';
import { MIGRATIONS } from '../src/migrations.js';
import { placeOf } from '../src/place.js';
import { decodeTextRow } from '../src/row-text.js';
import type { Store } from '../src/store.js';
import { openJournal } from '../src/index.js';
import { snapshot } from './journals.js';
import { path } from './rows.js';

/** A journal of each format that there was, as its version left it: closed in order, and killed. */
const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));
const WANTED = { pair: '00000000000000f1', itemName: 'fixture' } as const;

async function withFixture(name: string, run: (directory: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'syncline-state-test-'));
  try {
    await cp(join(FIXTURES, name), join(root, 'item'), { recursive: true });
    await run(join(root, 'item'));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const open = (directory: string, mode: 'write' | 'copy' = 'write') =>
  openJournal({ ...WANTED, directory, mode, indexSides: ['source', 'destination'] });

const formatIn = async (directory: string): Promise<unknown> =>
  JSON.parse((await readFile(placeOf(directory).header, 'utf8')).split('\n')[0]!).format;

for (const left of ['1/closed', '1/killed', '2/closed', '2/killed']) {
  t.test(`a journal of format ${left} is read whole, and is of this format from then on`, (t) =>
    withFixture(`format-${left}`, async (directory) => {
      const journal = await open(directory);
      t.same(journal.origin, { state: 'intact' });
      t.equal(journal.rowCount, 8);
      t.equal(journal.contentCount, 5);
      t.same(
        (await journal.children(path(''))).map(({ name }) => name),
        ['docs', 'link', 'mnt', '\xff\xfe'],
      );
      t.match(journal.get(path('docs/a.txt')), { size: 11, source: { token: 's-a', identity: 'is-a' } });
      t.match(journal.get(path('docs/odd\x1f\x1ename')), { source: { token: 'with\x1fseparator' } });
      t.match(journal.get(path('mnt')), { kind: 'directory', mountPoint: { source: true } });
      t.equal(journal.findIdentity('destination', 'id-a'), 'docs/a.txt');
      t.same(journal.getFact('roots'), { source: 'root-s', destination: 'root-d' });
      t.equal((await journal.listNotes('unfinished')).length, 1);
      const before = journal.get(path('docs'));
      const row: Row = { kind: 'directory', identity: { source: '/1' } };
      await journal.commit([{ path: path('docs'), row, previous: before }]);
      await journal.verify();
      await journal.close();
      t.equal(await formatIn(directory), JOURNAL_FORMAT);
      const again = await open(directory);
      t.equal(again.findIdentity('source', '/1'), 'docs');
      await again.close();
    }),
  );

  t.test(`a copy of one of format ${left} is converted, the original is not touched`, (t) =>
    withFixture(`format-${left}`, async (directory) => {
      const before = await snapshot(directory);
      const copy = await open(directory, 'copy');
      t.same(copy.origin, { state: 'intact' });
      t.equal(copy.rowCount, 8);
      await copy.close();
      t.same(await snapshot(directory), before);
    }),
  );
}

/** The steps after the first. */
const later = MIGRATIONS.slice(1);

/** The real step, which then adds to the size of a row, so that a step done twice, or by half, would show. */
const GROWS: Migration = {
  from: 1,
  async convert(draft, store) {
    await MIGRATIONS[0]!.convert(draft, store);
    const row = decodeTextRow(store.get('r\0docs\0a.txt')!) as ContentRow;
    draft.changeRow({ path: path('docs/a.txt'), row: { ...row, size: row.size + 1 }, previous: row });
  },
};

function rowIn(store: Store, directory: Path, name: Path): Row {
  const record = decodeRecord(store.getBytes(directoryKey(directory))!);
  if (record.type !== 'rows') throw new Error('more rows than one page holds');
  const page = new Page(record.rows);
  return page.row(page.find(name));
}

t.test('a step changes all rows or none, and once, wherever it is stopped', async (t) => {
  const stops: Readonly<Record<string, Migration>> = {
    'before the first row': { from: 1, convert: () => Promise.reject(new Error('stopped')) },
    'after the last row': {
      from: 1,
      async convert(draft, store) {
        await GROWS.convert(draft, store);
        throw new Error('stopped');
      },
    },
  };
  for (const [where, stopped] of Object.entries(stops)) {
    await withFixture('format-1/killed', async (directory) => {
      const place = placeOf(directory);
      await t.rejects(findJournal(place, WANTED, [stopped, ...later]), { message: 'stopped' }, where);
      t.equal(await formatIn(directory), JOURNAL_FORMAT, 'an older version leaves it alone by now');
      for (const look of ['the next opening does it', 'another one does not do it again']) {
        const found = (await findJournal(place, WANTED, [GROWS, ...later]))!;
        t.match(rowIn(found.store, path('docs'), path('a.txt')), { size: 12 }, `${where}: ${look}`);
        t.equal(found.ledger.format, JOURNAL_FORMAT);
        await found.store.close();
      }
    });
  }
});

t.test('a format that no step begins with is set aside, not guessed at', (t) =>
  withFixture('format-1/killed', async (directory) => {
    await t.rejects(findJournal(placeOf(directory), WANTED, []), { message: /no format 1/ });
  }),
);
