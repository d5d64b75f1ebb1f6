import { hash } from 'node:crypto';
import t from 'tap';
import type { ContentRow, Token } from '@syncline/model';
import { bytesOfFiles, packToken, TOKEN_BYTES, tokenText } from '@syncline/model';
import type { Journal } from '../src/index.js';
import { open, withState } from './journals.js';
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
  void t.test(`it is forgotten when ${title}, and that of another directory is not`, (t) =>
    withRows(async (journal) => {
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
