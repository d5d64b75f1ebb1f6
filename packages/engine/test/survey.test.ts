import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Item } from '@syncline/model';
import t from 'tap';
import { survey } from '../src/items/survey.js';
import { directory, item } from './support.js';

const BOUNDS = { maxEntries: 1_000, maxMs: 60_000 };

/** An item of two folders, and the files of its source. */
function withFiles(root: string, files: readonly string[], changes: Partial<Item> = {}): Item {
  for (const file of files) {
    const path = join(root, 'source', file);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, 'x');
  }
  const made = item(directory(join(root, 'source')), directory(join(root, 'destination')));
  return { ...made, ...changes };
}

function ignoring(made: Item, source: readonly string[], destination: readonly string[] = []): Item {
  return {
    ...made,
    source: { ...made.source, ignore: source },
    destination: { ...made.destination, ignore: destination },
  };
}

async function look(made: Item, root: string, bounds: Partial<typeof BOUNDS> = {}) {
  return survey(made, 'source', { ...BOUNDS, ...bounds, stateDirectory: join(root, 'state') });
}

t.test('each entry takes part or is left out, by the list of either side', async (t) => {
  const root = t.testdir({});
  const files = ['a.txt', 'cache.db', 'cache/deep/file', 'mail/new/1', 'mail/tmp/2', 'over~'];
  const made = ignoring(withFiles(root, files), ['\\.db$', '^mail/tmp$'], ['~$', '^cache$']);
  const { entries, found, endedBy, address } = await look(made, root);
  t.equal(address, join(root, 'source'));
  t.same(
    entries.map(({ path, kind, exclusion }) => [path, kind, exclusion?.pattern, exclusion?.side]),
    [
      ['a.txt', 'file', undefined, undefined],
      ['cache', 'directory', '^cache$', 'destination'],
      ['cache.db', 'file', '\\.db$', 'source'],
      ['mail', 'directory', undefined, undefined],
      ['mail/new', 'directory', undefined, undefined],
      ['mail/new/1', 'file', undefined, undefined],
      ['mail/tmp', 'directory', '^mail/tmp$', 'source'],
      ['over~', 'file', '~$', 'destination'],
    ],
  );
  t.match({ found, endedBy }, { found: 8, endedBy: undefined });
});

t.test(
  'folders are left out of an item that is not recursive, and a state directory of every item',
  async (t) => {
    const root = t.testdir({});
    const made = withFiles(root, ['a.txt', 'folder/b', 'state/items/x'], { recursive: false });
    const outcome = (entries: Awaited<ReturnType<typeof look>>['entries']) =>
      entries.map(({ path, exclusion }) => [path, exclusion?.because]);
    t.match(outcome((await look(made, root)).entries), [
      ['a.txt', undefined],
      ['folder', /folders are left out/],
      ['state', /folders are left out/],
    ]);
    const inside = await look({ ...made, recursive: true }, join(root, 'source'));
    t.match(outcome(inside.entries), [
      ['a.txt', undefined],
      ['folder', undefined],
      ['folder/b', undefined],
      ['state', /state directory/],
    ]);
  },
);

t.test('a bound ends it, and it says which and how much there is at least', async (t) => {
  const root = t.testdir({});
  const deep = Array.from({ length: 200 }, () => 'd').join('/');
  const made = withFiles(root, [...Array.from({ length: 50 }, (_, n) => `many/${n}`), `${deep}/file`]);
  t.match(await look(made, root, { maxEntries: 10 }), {
    entries: { length: 10 },
    found: 53,
    endedBy: 'entries',
  });
  t.match(await look(made, root, { maxEntries: 2 }), {
    entries: { length: 2 },
    found: 2,
    endedBy: 'entries',
  });
  t.match(await look(made, root, { maxMs: 1 }), { endedBy: 'time' });
  t.match(await look(made, root), { found: 252, endedBy: undefined });
});

t.test('a folder that cannot be listed is named', { skip: process.getuid?.() === 0 }, async (t) => {
  const root = t.testdir({});
  const made = withFiles(root, ['closed/a', 'open/b']);
  chmodSync(join(root, 'source', 'closed'), 0);
  t.teardown(() => chmodSync(join(root, 'source', 'closed'), 0o700));
  const { entries, unlisted } = await look(made, root);
  t.match(unlisted, [{ path: 'closed', because: /permission/i }]);
  t.ok(entries.some(({ path }) => path === 'open/b'));
});

t.test('a root that is not there holds nothing, and a file is no root', async (t) => {
  const root = t.testdir({ file: 'x' });
  const absent = withFiles(root, []);
  t.match(await look(absent, root), { root: 'absent', found: 0, endedBy: undefined });
  const file = item(directory(join(root, 'file')), directory(join(root, 'other')));
  t.match(await look(file, root), { root: 'not-directory', found: 0 });
});

t.test('a pattern that is not valid is named with its list', async (t) => {
  const root = t.testdir({});
  await t.rejects(look(ignoring(withFiles(root, ['a']), ['(']), root), {
    code: 'usage',
    message: /ignore list of the source: the pattern "\("/,
  });
});

t.test('it ends when whoever asked has gone', async (t) => {
  const root = t.testdir({});
  const made = withFiles(root, ['a']);
  const gone = AbortSignal.abort();
  const options = { ...BOUNDS, stateDirectory: root, signal: gone };
  await t.rejects(survey(made, 'source', options), { code: 'interrupted' });
});

t.test('names that are not UTF-8 are told as bytes', async (t) => {
  const root = t.testdir({});
  const made = withFiles(root, []);
  mkdirSync(join(root, 'source'));
  writeFileSync(Buffer.from(join(root, 'source', 'caf\xe9'), 'latin1'), 'x');
  t.match((await look(made, root)).entries, [{ path: 'caf\xe9' }]);
});
