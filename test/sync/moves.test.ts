import { chmodSync, linkSync, mkdirSync, renameSync, statSync } from 'node:fs';
import t from 'tap';
import { bench } from '../support/bench.ts';
import { differences, entriesBelow, identity, trashed } from '../support/observe.ts';
import { file, inFolders, link, plant, rowFolder, type Tree } from '../support/plant.ts';
import { linesBelow } from '../support/report.ts';
import { only } from '../support/only.ts';

interface Renaming {
  readonly title: string;
  readonly tree: Tree;
  /** Works in the row's folder of the source. */
  readonly change: (folder: string) => void;
  /** The lines in clone, where they are the only right ones. */
  readonly lines?: readonly string[];
  /** No content is moved. */
  readonly free?: boolean;
}

const rename = (folder: string, ...pairs: readonly (readonly [from: string, to: string])[]): void => {
  for (const [from, to] of pairs) renameSync(`${folder}/${from}`, `${folder}/${to}`);
};

const renamings: readonly Renaming[] = [
  {
    title: 'a file that got another name',
    tree: { a: 'content a' },
    change: (folder) => rename(folder, ['a', 'b']),
    lines: ['move a -> b'],
    free: true,
  },
  {
    title: 'a file that went to another folder',
    tree: { 'from/a': 'content b', 'to/x': 'x' },
    change: (folder) => rename(folder, ['from/a', 'to/a']),
    lines: ['move from/a -> to/a'],
    free: true,
  },
  {
    title: 'a file that went to a new folder',
    tree: { a: 'content c' },
    change: (folder) => {
      mkdirSync(`${folder}/new`);
      rename(folder, ['a', 'new/a']);
    },
    lines: ['mkdir new', 'move a -> new/a'],
    free: true,
  },
  {
    title: 'a file that left a folder which is gone',
    tree: { 'old/a': 'content d' },
    change: (folder) => {
      rename(folder, ['old/a', 'a']);
      plant(folder, { old: undefined });
    },
    lines: ['move old/a -> a', 'rmdir old'],
    free: true,
  },
  {
    title: 'a message of a mail folder that was read',
    tree: { 'new/1700000000.M1P1.host': 'a message', 'cur/': '' },
    change: (folder) => rename(folder, ['new/1700000000.M1P1.host', 'cur/1700000000.M1P1.host:2,S']),
    lines: ['move new/1700000000.M1P1.host -> cur/1700000000.M1P1.host:2,S'],
    free: true,
  },
  {
    title: 'an empty file',
    tree: { 'empty a': '' },
    change: (folder) => rename(folder, ['empty a', 'empty b']),
    lines: ['move empty a -> empty b'],
    free: true,
  },
  {
    title: 'a whole folder',
    tree: { 'd/x': 'content e', 'd/sub/y': 'content f', 'd/empty/': '' },
    change: (folder) => rename(folder, ['d', 'e']),
    free: true,
  },
  {
    title: 'a folder that went into another',
    tree: { 'd/x': 'content g', 'other/y': 'content h' },
    change: (folder) => rename(folder, ['d', 'other/d']),
    free: true,
  },
  {
    title: 'a file that was edited after it was renamed',
    tree: { a: 'content i' },
    change: (folder) => {
      rename(folder, ['a', 'b']);
      plant(folder, { b: 'content i, edited' });
    },
  },
  {
    title: 'a file whose old name was taken at once by a new one',
    tree: { a: 'content j' },
    change: (folder) => {
      rename(folder, ['a', 'b']);
      plant(folder, { a: 'another' });
    },
    lines: ['copy a', 'move a -> b'],
  },
  {
    title: 'a file whose old name was taken by a folder',
    tree: { a: 'content j2' },
    change: (folder) => {
      rename(folder, ['a', 'b']);
      plant(folder, { 'a/x': 'another' });
    },
    lines: ['copy a/x', 'mkdir a', 'move a -> b'],
  },
  {
    title: 'logs that were rotated, of which the oldest is no more',
    tree: { log: 'newest', 'log.1': 'newer', 'log.2': 'old', 'log.3': 'oldest' },
    change: (folder) => {
      rename(folder, ['log.2', 'log.3'], ['log.1', 'log.2'], ['log', 'log.1']);
      plant(folder, { log: 'brand-new' });
    },
    lines: ['copy log', 'move log -> log.1', 'move log.1 -> log.2', 'move log.2 -> log.3'],
  },
  {
    title: 'logs that were rotated and not begun anew',
    tree: { log: 'newest!', 'log.1': 'newer!!', 'log.2': 'oldest!!!' },
    change: (folder) => rename(folder, ['log.1', 'log.2'], ['log', 'log.1']),
    lines: ['move log -> log.1', 'move log.1 -> log.2'],
  },
  {
    title: 'two files that swapped names',
    tree: { a: 'content of a', b: 'content of b!' },
    change: (folder) => rename(folder, ['a', 'tmp'], ['b', 'a'], ['tmp', 'b']),
    lines: ['update a', 'update b'],
  },
  {
    title: 'a chain of names',
    tree: { a: 'content 1', b: 'content 22', c: 'content 333' },
    change: (folder) => rename(folder, ['c', 'd'], ['b', 'c'], ['a', 'b']),
    lines: ['move a -> b', 'move b -> c', 'move c -> d'],
    free: true,
  },
  {
    title: 'a file that was renamed over another',
    tree: { a: 'content k', b: 'replaced' },
    change: (folder) => rename(folder, ['a', 'b']),
    lines: ['move a -> b'],
  },
  {
    title: 'a file that was renamed over one in another folder',
    tree: { 'here/a': 'content k2', 'there/b': 'replaced!' },
    change: (folder) => rename(folder, ['here/a', 'there/b']),
    lines: ['move here/a -> there/b'],
  },
  {
    title: 'one of two hard links',
    tree: { a: 'content l' },
    change: (folder) => {
      linkSync(`${folder}/a`, `${folder}/b`);
      rename(folder, ['a', 'c']);
    },
  },
  {
    title: 'a file whose renamed copy on the destination is edited there',
    tree: { a: 'content m' },
    change: (folder) => {
      rename(folder, ['a', 'b']);
      plant(folder.replace('/source/', '/destination/'), { a: 'their edit' });
    },
  },
  {
    title: 'a file whose new name the destination has taken',
    tree: { a: 'content n' },
    change: (folder) => {
      rename(folder, ['a', 'b']);
      plant(folder.replace('/source/', '/destination/'), { b: 'theirs' });
    },
  },
  {
    title: 'a file of equal content that was written anew',
    tree: { a: file('content o', { mtime: 1_600_000_000 }) },
    change: (folder) => plant(folder, { a: undefined, b: file('content o', { mtime: 1_600_000_000 }) }),
  },
  {
    title: 'a link',
    tree: { l: link('target') },
    change: (folder) => rename(folder, ['l', 'm']),
    free: true,
  },
];

const ALL = ['--mode', 'clone', '--max-delete', '100%'];

t.test('clone carries renames', async (t) => {
  const { run, source, destination } = bench(t, {
    source: { ...inFolders(renamings, ({ tree }) => tree), 'stays as it is': 'so the source is never empty' },
  });
  await run(...ALL);
  const inode = identity(destination, `${rowFolder(0)}/a`);
  renamings.forEach(({ change }, row) => change(`${source}/${rowFolder(row)}`));
  const planned = await run(...ALL, '--dry-run');
  const ran = await run(...ALL);
  t.equal(ran.exit, 0, ran.stderr);
  t.equal(identity(destination, `${rowFolder(0)}/b`), inode, 'a renamed file is the same file');
  const kept = trashed(destination);
  for (const [row, { title, lines, free }] of renamings.entries()) {
    t.test(title, async (t) => {
      const folder = rowFolder(row);
      t.same(differences(`${source}/${folder}`, `${destination}/${folder}`), []);
      const mine = ran.operations.filter(({ path }) => path.startsWith(`${folder}/`));
      if (lines !== undefined) t.same(linesBelow(ran.lines, folder), lines);
      t.same(linesBelow(planned.lines, folder), linesBelow(ran.lines, folder), 'the dry run said so');
      if (free !== true) return;
      t.same(
        mine.filter(({ op }) => op === 'copy' || op === 'delete' || op === 'update'),
        [],
        'no copy, no delete',
      );
      t.same(
        mine.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
        0,
      );
      t.ok(mine.some(({ op }) => op === 'move'));
      t.same(entriesBelow(kept, folder), {}, 'nothing goes to the trash');
    });
  }
  t.match(await run(...ALL), { exit: 0, lines: only([]) });
});

for (const mode of ['clone', 'two-way'])
  t.test(
    `a file that is renamed and gets another mode has it on the other side in the same run (${mode})`,
    async (t) => {
      const { run, source, destination } = bench(t, { source: { 'a/mail': 'content', keep: 'kept' } });
      await run('--mode', mode);
      chmodSync(`${source}/a/mail`, 0o640);
      renameSync(`${source}/a/mail`, `${source}/a/read`);
      for (const further of [['--dry-run'], []])
        t.match(await run('--mode', mode, ...further), { exit: 0, lines: only(['move a/mail -> a/read']) });
      t.equal(statSync(`${destination}/a/read`).mode & 0o777, 0o640);
      t.same(differences(source, destination), []);
      t.match(await run('--mode', mode), { exit: 0, lines: only([]) });
    },
  );

t.test('no version is lost to a rename: it is in the tree or in the trash', async (t) => {
  const tree = { a: 'theirs later', b: 'old b' };
  const { run, source, destination } = bench(t, { source: { ...tree, keep: 'kept' } });
  await run(...ALL);
  renameSync(`${source}/a`, `${source}/b`);
  plant(destination, { a: 'edited there' });
  t.equal((await run(...ALL)).exit, 0);
  t.same(differences(source, destination), []);
  t.same(trashed(destination), { a: ['edited there'], b: ['old b'] });
});

t.test('simple: a renamed file is a new file, and the old one stays', async (t) => {
  const { run, source, destination } = bench(t, { source: { a: 'content' } });
  await run();
  renameSync(`${source}/a`, `${source}/b`);
  t.match(await run(), { exit: 0, lines: only(['copy b']), summary: { bytes: 7, moved: 0 } });
  t.same(differences(source, destination), ['a: nothing / file of 7 bytes, ed7002b439e9ac84']);
});

t.test('moves are not counted as deletes', async (t) => {
  const names = Array.from({ length: 30 }, (_, index) => `n${index}`);
  const { run, source } = bench(t, { source: Object.fromEntries(names.map((name) => [name, name])) });
  await run('--mode', 'clone', '--max-delete', '0%');
  for (const name of names) renameSync(`${source}/${name}`, `${source}/moved ${name}`);
  const ran = await run('--mode', 'clone', '--max-delete', '0%');
  t.match(ran, { exit: 0, summary: { moved: 30, deleted: 0, copied: 0, held: 0, bytes: 0 } });
});
