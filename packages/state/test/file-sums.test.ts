import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import type { ContentRow, Token } from '@syncline/model';
import { bytesOfFiles, packToken, TOKEN_BYTES, tokenText } from '@syncline/model';
import type { Journal } from '../src/index.js';
import { placeOf } from '../src/place.js';
import { Store } from '../src/store.js';
import { SumsAhead } from '../src/sums-ahead.js';
import { inItem, open, withState } from './journals.js';
import { directoryRow, fileRow, path } from './rows.js';

const packed = (version: number): Buffer => {
  const bytes = Buffer.alloc(TOKEN_BYTES);
  packToken(bytes, 0, { size: version, mtimeMs: 1, inode: version, birthMs: 1, changeMs: 1 });
  return bytes;
};

const token = (version: number): Token => tokenText(packed(version), 0);

/** As between two directories: with tokens that are packed. The destination's is told from the source's. */
function row(version: number, racy = false): ContentRow {
  const [source, destination] = [version, version + 0.5].map((each) => ({ token: token(each), racy }));
  return { kind: 'file', size: version, source: source!, destination: destination! };
}

const sumOf = (files: readonly (readonly [name: string, version: number])[], shift = 0): string => {
  const names = files.map(([name]) => name).join('\0');
  const tokens = Buffer.concat(files.map(([, version]) => packed(version + shift)));
  return hash('sha256', bytesOfFiles(names, tokens), 'base64');
};

const put = (journal: Journal, name: string, next: ContentRow | typeof directoryRow | undefined) =>
  journal.commit([{ path: path(name), row: next, previous: journal.get(path(name)) }]);

async function withRows(run: (journal: Journal, state: string) => Promise<void>): Promise<void> {
  await withState(async (state) => {
    await using journal = await open(state);
    const rows = ['d/b', 'd/a', 'd/c', 'e/x'].map((name, index) => ({
      path: path(name),
      row: row(index + 1),
      previous: undefined,
    }));
    await journal.commit(rows);
    await journal.sumFiles!([path('d'), path('e')], 'all');
    await run(journal, state);
  });
}

const files = [
  ['a', 2],
  ['b', 1],
  ['c', 3],
] as const;

void t.test('what the files of a directory come to is kept, for each side, and is found in order', (t) =>
  withRows(async (journal, state) => {
    const sums = { source: sumOf(files), destination: sumOf(files, 0.5), others: 0, selection: 'all' };
    t.same(journal.fileSums!(path('d')), sums);
    t.equal(journal.fileSums!(path('')), undefined);
    await journal.verify();
    await journal.close();
    await using again = await open(state);
    t.same(again.fileSums!(path('d')), sums);
    await again.verify();
  }),
);

const changes: Readonly<Record<string, (journal: Journal) => Promise<void>>> = {
  'a file changes': (journal) => put(journal, 'd/a', row(9)),
  'a file is new': (journal) => put(journal, 'd/z', row(9)),
  'a file is forgotten': (journal) => put(journal, 'd/b', undefined),
  'a folder is new': (journal) => put(journal, 'd/folder', directoryRow),
  'a file changes in the batch that sums up': async (journal) => {
    await Promise.all([put(journal, 'd/a', row(9)), journal.sumFiles!([path('d')], 'all')]);
  },
  'a file changes in the batch that sums up, after it': async (journal) => {
    await Promise.all([journal.sumFiles!([path('d')], 'other'), put(journal, 'd/a', row(9))]);
  },
};

for (const [title, change] of Object.entries(changes)) {
  for (const when of ['in the run that summed up', 'in a later run'] as const) {
    void t.test(`it is forgotten when ${title} ${when}, and that of another directory is not`, (t) =>
      withRows(async (first, state) => {
        if (when === 'in a later run') await first.close();
        await using journal = when === 'in a later run' ? await open(state) : first;
        await change(journal);
        t.equal(journal.fileSums!(path('d')), undefined);
        t.not(journal.fileSums!(path('e')), undefined);
        await journal.verify();
        await journal.sumFiles!([path('d')], 'all');
        t.not(journal.fileSums!(path('d')), undefined);
        await journal.verify();
      }),
    );
  }
}

void t.test('it is what was summed up last, in a later run as well, as often as it is asked for', (t) =>
  withRows(async (first, state) => {
    await first.close();
    await using journal = await open(state);
    for (let time = 0; time < 2; time += 1) t.match(journal.fileSums!(path('e')), { selection: 'all' });
    await journal.sumFiles!([path('d')], 'other');
    for (let time = 0; time < 2; time += 1) t.match(journal.fileSums!(path('d')), { selection: 'other' });
  }),
);

const manyDirectories = Array.from({ length: 400 }, (_, number) => path(`many/${number}`));

async function withManySums(run: (state: string) => Promise<void>): Promise<void> {
  await withState(async (state) => {
    await using journal = await open(state);
    const names = manyDirectories.map((directory) => path(`${directory}/file`));
    await journal.commit(names.map((name) => ({ path: name, row: row(1), previous: undefined })));
    await journal.sumFiles!(manyDirectories, 'all');
    await journal.close();
    await run(state);
  });
}

void t.test('asking for all of them after a change has the database write none of its tables anew', (t) =>
  withManySums(async (state) => {
    // The first opening makes a table of all, the second one of the change, whose keys surround the others.
    const changing = await open(state);
    for (const name of ['many/0/file', 'many/99/file']) await put(changing, name, row(2));
    await changing.close();
    await using journal = await open(state);
    const tables = async () =>
      (await readdir(inItem(state, 'journal'))).filter((name) => name.endsWith('.ldb')).sort();
    const before = await tables();
    t.equal(before.length, 2);
    const known = manyDirectories.filter((directory) => journal.fileSums!(directory) !== undefined);
    t.equal(known.length, manyDirectories.length - 2);
    // A merge would begin at once.
    await delay(200);
    t.same(await tables(), before);
    t.notMatch(await readFile(inItem(state, 'journal', 'LOG'), 'utf8'), /Compacting|Moved/);
  }),
);

void t.test('of more directories than are read ahead, the others are to be looked up', (t) =>
  withManySums(async (state) => {
    const store = await Store.open(placeOf(inItem(state)).database, { create: false });
    const ahead = await SumsAhead.read(store, 100);
    const found = manyDirectories.filter((directory) => ahead.take(directory) !== undefined);
    t.ok(found.length >= 100 && found.length < manyDirectories.length, `${found.length} were read`);
    t.equal(ahead.take(found[0]!), undefined, 'what was taken is let go of');
    await store.close();
  }),
);

void t.test('links and folders have no part in it, and are counted', (t) =>
  withRows(async (journal) => {
    await put(journal, 'd/folder', directoryRow);
    await put(journal, 'd/link', { ...row(8), kind: 'link' });
    await journal.sumFiles!([path('d')], 'all');
    t.match(journal.fileSums!(path('d')), { source: sumOf(files), others: 2 });
    t.same(
      journal.packedRows!(path('d'))
        .others()
        .map(({ name }) => name),
      ['folder', 'link'],
    );
  }),
);

void t.test('there is none where a file has to be looked at each time, or there is no file', (t) =>
  withRows(async (journal) => {
    await put(journal, 'd/racy', row(9, true));
    await put(journal, 'e/server', fileRow('text'));
    await journal.sumFiles!(['d', 'e', 'none', ''].map(path), 'all');
    for (const directory of ['d', 'e', 'none', ''])
      t.equal(journal.fileSums!(path(directory)), undefined, directory);
  }),
);
