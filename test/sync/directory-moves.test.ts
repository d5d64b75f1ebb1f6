import { mkdirSync, renameSync, readdirSync } from 'node:fs';
import t from 'tap';
import { bench } from '../support/bench.ts';
import { differences, entriesBelow, identity, texts, trashed } from '../support/observe.ts';
import { inFolders, plant, rowFolder, type Tree } from '../support/plant.ts';
import { linesBelow } from '../support/report.ts';
import { two } from '../commands/two.ts';
import { only } from '../support/only.ts';

interface Renaming {
  readonly title: string;
  readonly tree: Tree;
  /** Works in the row's folder of the source. */
  readonly change: (folder: string) => void;
  readonly lines: readonly string[];
  /** Where the destination is changed too, which two-way decides otherwise. */
  readonly cloneOnly?: boolean;
}

const rename = (folder: string, ...pairs: readonly (readonly [from: string, to: string])[]): void => {
  for (const [from, to] of pairs) renameSync(`${folder}/${from}`, `${folder}/${to}`);
};
const there = (folder: string): string => folder.replace('/source/', '/destination/');

const renamings: readonly Renaming[] = [
  {
    title: 'a folder with folders in it',
    tree: { 'd/x': 'a1', 'd/sub/y': 'a2', 'd/sub/deeper/z': 'a3', 'd/empty/': '' },
    change: (folder) => rename(folder, ['d', 'e']),
    lines: ['move d -> e'],
  },
  {
    title: 'a mail folder, with files only further down',
    tree: { '.Sent/cur/1:2,S': 'b1', '.Sent/new/': '', '.Sent/tmp/': '' },
    change: (folder) => rename(folder, ['.Sent', '.Archive']),
    lines: ['move .Sent -> .Archive'],
  },
  {
    title: 'a folder that got another name in another folder',
    tree: { 'd/x': 'c1', 'other/y': 'c2' },
    change: (folder) => rename(folder, ['d', 'other/e']),
    lines: ['move d -> other/e'],
  },
  {
    title: 'a folder that went into a new one',
    tree: { 'd/x': 'd1' },
    change: (folder) => {
      mkdirSync(`${folder}/new`);
      rename(folder, ['d', 'new/d']);
    },
    lines: ['mkdir new', 'move d -> new/d'],
  },
  {
    title: 'a folder that left one which is gone',
    tree: { 'old/d/x': 'e1', 'old/y': 'e2' },
    change: (folder) => {
      rename(folder, ['old/d', 'd']);
      plant(folder, { old: undefined });
    },
    lines: ['delete old/y', 'move old/d -> d', 'rmdir old'],
  },
  {
    title: 'an empty folder',
    tree: { 'd/': '' },
    change: (folder) => rename(folder, ['d', 'e']),
    lines: ['move d -> e'],
  },
  {
    title: 'a folder in a folder, both renamed',
    tree: { 'd/x': 'g1', 'd/sub/y': 'g2' },
    change: (folder) => rename(folder, ['d/sub', 'd/s'], ['d', 'e']),
    lines: ['mkdir e', 'move d/sub -> e/s', 'move d/x -> e/x', 'rmdir d'],
  },
  {
    title: 'two folders, one renamed into the other',
    tree: { 'd/x': 'h1', 'e/y': 'h2' },
    change: (folder) => rename(folder, ['d', 'e/d'], ['e', 'f']),
    lines: ['mkdir f', 'move d -> f/d', 'move e/y -> f/y', 'rmdir e'],
  },
  {
    title: 'a folder in which a file was edited',
    tree: { 'd/x': 'i1', 'd/y': 'i2' },
    change: (folder) => {
      rename(folder, ['d', 'e']);
      plant(folder, { 'e/x': 'i1, edited' });
    },
    lines: ['copy e/x', 'delete d/x', 'mkdir e', 'move d/y -> e/y', 'rmdir d'],
  },
  {
    title: 'a folder to which a file was added',
    tree: { 'd/x': 'j1' },
    change: (folder) => {
      rename(folder, ['d', 'e']);
      plant(folder, { 'e/new': 'j2' });
    },
    lines: ['copy e/new', 'mkdir e', 'move d/x -> e/x', 'rmdir d'],
  },
  {
    title: 'a folder from which a file was deleted, and another went elsewhere',
    tree: { 'd/x': 'k1', 'd/y': 'k2', 'd/z': 'k3' },
    change: (folder) => {
      rename(folder, ['d/z', 'z'], ['d', 'e']);
      plant(folder, { 'e/y': undefined });
    },
    lines: ['delete d/y', 'mkdir e', 'move d/x -> e/x', 'move d/z -> z', 'rmdir d'],
  },
  {
    title: 'a folder whose old name a new one took at once',
    tree: { 'd/x': 'l1' },
    change: (folder) => {
      rename(folder, ['d', 'e']);
      plant(folder, { 'd/new': 'l2' });
    },
    lines: ['copy d/new', 'mkdir e', 'move d/x -> e/x'],
  },
  {
    title: 'a folder that went into a new one of its old name',
    tree: { 'd/x': 'm1' },
    change: (folder) => {
      rename(folder, ['d', 'tmp']);
      mkdirSync(`${folder}/d`);
      rename(folder, ['tmp', 'd/d']);
    },
    lines: ['mkdir d/d', 'move d/x -> d/d/x'],
  },
  {
    title: 'two folders that swapped names',
    tree: { 'a/x': 'n1', 'b/y': 'n2' },
    change: (folder) => rename(folder, ['a', 'tmp'], ['b', 'a'], ['tmp', 'b']),
    lines: ['move a/x -> b/x', 'move b/y -> a/y'],
  },
  {
    title: 'a chain of folders',
    tree: { 'a/x': 'o1', 'b/y': 'o2' },
    change: (folder) => rename(folder, ['b', 'c'], ['a', 'b']),
    lines: ['mkdir c', 'move a/x -> b/x', 'move b/y -> c/y', 'rmdir a'],
  },
  {
    title: 'a folder that took the name of a file',
    tree: { 'd/x': 'p1', e: 'p2' },
    change: (folder) => {
      plant(folder, { e: undefined });
      rename(folder, ['d', 'e']);
    },
    lines: ['copy e/x', 'delete d/x', 'delete e', 'mkdir e', 'rmdir d'],
  },
  {
    title: 'a folder in which the destination has more',
    tree: { 'd/x': 'q1' },
    change: (folder) => {
      rename(folder, ['d', 'e']);
      plant(there(folder), { 'd/extra': 'theirs' });
    },
    lines: ['delete d/extra', 'mkdir e', 'move d/x -> e/x', 'rmdir d'],
    cloneOnly: true,
  },
  {
    title: 'a folder in which the destination has another version',
    tree: { 'd/x': 'r1', 'd/y': 'r2' },
    change: (folder) => {
      rename(folder, ['d', 'e']);
      plant(there(folder), { 'd/x': 'theirs' });
    },
    lines: ['copy e/x', 'delete d/x', 'mkdir e', 'move d/y -> e/y', 'rmdir d'],
    cloneOnly: true,
  },
  {
    title: 'a folder whose new name the destination has taken',
    tree: { 'd/x': 's1' },
    change: (folder) => {
      rename(folder, ['d', 'e']);
      plant(there(folder), { 'e/theirs': 'theirs' });
    },
    lines: ['delete e/theirs', 'move d/x -> e/x', 'rmdir d'],
    cloneOnly: true,
  },
];

for (const mode of ['clone', 'two-way']) {
  t.test(`${mode}: renamed folders are renamed at once, where all that is in them is the same`, async (t) => {
    const rows = renamings.filter(({ cloneOnly }) => mode === 'clone' || cloneOnly !== true);
    const args = ['--mode', mode, '--max-delete', '100%'];
    const { run, source, destination } = bench(t, {
      source: { ...inFolders(rows, ({ tree }) => tree), 'stays as it is': 'so no side is ever empty' },
    });
    await run(...args);
    const inode = identity(destination, `${rowFolder(0)}/d/sub/y`);
    rows.forEach(({ change }, row) => change(`${source}/${rowFolder(row)}`));
    const planned = await run(...args, '--dry-run');
    const ran = await run(...args);
    t.equal(ran.exit, 0, ran.stderr);
    t.equal(identity(destination, `${rowFolder(0)}/e/sub/y`), inode, 'what is in it is the same');
    for (const [row, { title, lines }] of rows.entries()) {
      t.test(title, async (t) => {
        const folder = rowFolder(row);
        t.same(linesBelow(ran.lines, folder), lines);
        t.same(linesBelow(planned.lines, folder), lines, 'the dry run said so');
        t.same(differences(`${source}/${folder}`, `${destination}/${folder}`), []);
        if (lines.every((line) => line.startsWith('move') || line.startsWith('mkdir')))
          t.same(entriesBelow(trashed(destination), folder), {}, 'nothing goes to the trash');
      });
    }
    t.match(await run(...args), { exit: 0, lines: only([]) });
    rows.forEach((_, row) => plant(`${source}/${rowFolder(row)}`, { 'later/file': 'x' }));
    t.match(await run(...args), {
      exit: 0,
      summary: { copied: rows.length, bytes: rows.length, deleted: 0 },
    });
    t.same(differences(source, destination), []);
  });
}

t.test(
  'a folder with ignored files on the destination keeps them, and is not renamed as a whole',
  async (t) => {
    const { run, source, destination } = bench(t, { source: { 'd/x': '1', keep: '' } });
    const args = ['--mode', 'clone', '--ignore', '\\.bak$'];
    await run(...args);
    plant(destination, { 'd/x.bak': 'theirs' });
    renameSync(`${source}/d`, `${source}/e`);
    t.match(await run(...args), { exit: 0, lines: only(['mkdir e', 'move d/x -> e/x']) });
    t.same(texts(destination), { 'd/': '', 'd/x.bak': 'theirs', 'e/': '', 'e/x': '1', keep: '' });
  },
);

t.test('renamed folders are no deletes for the guard', async (t) => {
  const files = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`d/f${index}`, `${index}`]));
  const { run, source } = bench(t, { source: files });
  await run('--mode', 'clone', '--max-delete', '0%');
  renameSync(`${source}/d`, `${source}/e`);
  t.match(await run('--mode', 'clone', '--max-delete', '0%'), {
    exit: 0,
    lines: only(['move d -> e']),
    summary: { moved: 1, deleted: 0, copied: 0, made: 0, removed: 0, held: 0, bytes: 0 },
  });
});

t.test('a plan of a renamed folder is refused when something in it changed since', async (t) => {
  const pair = two(t, { mode: 'clone', source: { 'd/x': '1', 'd/y': '2', keep: '' } });
  const plan = `${pair.root}/plan`;
  await pair.on('sync');
  renameSync(`${pair.source}/d`, `${pair.source}/e`);
  await pair.on('plan', '--out', plan);
  plant(pair.source, { 'e/x': 'edited' });
  t.match((await pair.bare('apply', plan, '--json')).lines, [
    { op: 'move', path: 'e', from: 'd', outcome: 'stale', code: 'stale' },
    { type: 'summary', exit: 1, failed: 1 },
  ]);
  t.same(readdirSync(pair.destination), ['d', 'keep']);
});
