import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, lstatSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import t from 'tap';
import { bench, unprivileged } from '../support/bench.ts';
import { cli } from '../support/cli.ts';
import { differences, snapshot, texts } from '../support/observe.ts';
import {
  exists,
  file,
  folder,
  inFolders,
  link,
  noise,
  plant,
  rowFolder,
  type Tree,
} from '../support/plant.ts';
import { only } from '../support/only.ts';

const MODES = ['simple', 'clone'] as const;

const names: Tree = {
  'plain.txt': 'plain',
  '.hidden': 'dot',
  '.Maildir.sub/cur/1700000000.M1P1.host:2,S': 'mail',
  'with space/ leading and trailing ': 'spaces',
  'quotes \' " `.txt': 'quotes',
  'hash # percent %41 % question ? star *': 'marks',
  [String.raw`back\x5cslash`]: 'backslash',
  '$(touch x);&|<>': 'shell',
  '-rf': 'dash',
  'line\nbreak\ttab\r\u001b[31m': 'controls',
  'ünïcödé/日本語/😀.txt': 'unicode',
  'e\u0301': 'decomposed',
  '\u00e9': 'composed',
  case: 'lower',
  Case: 'upper',
  '...': 'dots',
  con: 'reserved elsewhere',
  ['n'.repeat(255)]: '255 bytes',
  [`${'ü'.repeat(127)}/${'m'.repeat(255)}`]: 'long below long',
};

const contents: Tree = {
  empty: '',
  'a byte': Buffer.of(0),
  'line ends': 'one\r\ntwo\nthree\r',
  'exactly 256 KiB': noise(256 * 1024),
  'exactly 1 MiB': noise(1024 * 1024),
  'more than 1 MiB': noise(3 * 1024 * 1024 + 17),
};

const times: Tree = {
  'long ago': file('1', { mtime: 86_400 }),
  'with µs': file('2', { mtime: 1_600_000_000.123456 }),
  'in 2090': file('3', { mtime: 3_786_912_000.5 }),
  'at the epoch': file('4', { mtime: 0 }),
};

const modes: Tree = {
  'group may read': file('1', { mode: 0o640 }),
  executable: file('2', { mode: 0o755 }),
  'read-only': file('3', { mode: 0o400 }),
  'world-writable': file('4', { mode: 0o666 }),
  'a private folder/x': '6',
  'a private folder/': folder(0o700),
  'a read-only folder/below/x': '7',
  'a read-only folder/below/': folder(0o555),
  'a read-only folder/': folder(0o555),
};

const shapes: Tree = {
  'empty/': '',
  'deep/empty/below/': '',
  [`${'d/'.repeat(200)}bottom`]: 'deep',
  'a.b/x': 'between a and a/',
  'a/x': 'order',
  'a-b/x': 'order',
  link: link('plain'),
};

const trees: readonly [title: string, tree: Tree][] = [
  ['every odd name', names],
  ['every size', contents],
  ['every time', times],
  ['every mode', modes],
  ['every shape', shapes],
];

const everything = inFolders(trees, ([, tree]) => tree);

for (const mode of MODES) {
  t.test(
    `F1, F3: ${mode}: the first copy, of every name, size and time`,
    { skip: unprivileged.skip },
    async (t) => {
      const the = bench(t, { source: everything, user: unprivileged.user });
      const first = await the.run('--mode', mode);
      t.equal(first.exit, 0, first.stderr);
      for (const [row, [title]] of trees.entries()) {
        t.same(
          differences(`${the.source}/${rowFolder(row)}`, `${the.destination}/${rowFolder(row)}`),
          [],
          title,
        );
      }
      t.notOk(
        exists(the.destination, '.syncline'),
        'a first copy keeps nothing and leaves no folder of ours',
      );
      const before = snapshot(the.destination);
      const second = await the.run('--mode', mode);
      t.equal(second.exit, 0);
      t.same(second.lines, [], 'the next run does nothing');
      t.same(snapshot(the.destination), before);
    },
  );
}

t.test('the lines of a first copy name every file and folder, and its bytes', async (t) => {
  const { run } = bench(t, {
    source: { 'a.txt': 'four', 'd/b.txt': 'seven..', 'd/e/': '', l: link('a.txt') },
  });
  const { lines, summary } = await run();
  t.same(lines, ['copy a.txt', 'copy d/b.txt', 'copy l', 'mkdir d', 'mkdir d/e']);
  t.match(summary, { exit: 0, copied: 3, made: 2, bytes: 11, scanned: 5 });
});

t.test('an empty source makes an empty destination', async (t) => {
  const { run, destination } = bench(t, { source: {} });
  t.match(await run(), { exit: 0, lines: only([]) });
  t.same(texts(destination), {});
});

t.test('F2: names that are not UTF-8 round-trip, and are escaped in the lines', async (t) => {
  const name = String.raw`caf\xe9/\xff\xfe \x5c ü.txt`;
  const { run, source, destination } = bench(t, { source: { [name]: 'bytes', 'plain ü.txt': 'text' } });
  const first = await run('--mode', 'clone');
  t.equal(first.exit, 0);
  t.same(differences(source, destination), []);
  const escaped = first.operations.filter(({ encoding }) => encoding === 'escaped').map(({ path }) => path);
  t.same(escaped.sort(), [String.raw`caf\xe9`, name]);
  t.ok(first.lines.includes('copy plain ü.txt'), 'a name that is UTF-8 is shown as it is');
  plant(source, { [name]: undefined, [String.raw`caf\xe9/new`]: 'x' });
  const second = await run('--mode', 'clone');
  t.match(second, { exit: 0, lines: only([String.raw`copy caf\xe9/new`, `delete ${name}`]) });
});

t.test('T7: a time before 1970 is carried or clamped, and never copied again', async (t) => {
  const { run, source, destination } = bench(t, { source: { old: 'x' } });
  execFileSync('touch', ['-d', '1950-06-01T00:00:00Z', `${source}/old`]);
  t.equal((await run()).exit, 0);
  t.equal(readFileSync(`${destination}/old`, 'utf8'), 'x');
  t.match(await run(), { exit: 0, lines: only([]) });
  t.match(await run(), { exit: 0, lines: only([]) });
});

t.test('F10: two hard links become two files', async (t) => {
  const { run, source, destination } = bench(t, { source: { a: 'shared' } });
  linkSync(`${source}/a`, `${source}/b`);
  t.match(await run('--mode', 'clone'), { exit: 0, lines: only(['copy a', 'copy b']) });
  t.not(lstatSync(`${destination}/a`).ino, lstatSync(`${destination}/b`).ino);
  t.match(await run('--mode', 'clone'), { exit: 0, lines: only([]) });
});

t.test('F10: what became two names of one file on the destination is two files again', async (t) => {
  const { run, source, destination } = bench(t, {
    source: { a: file('same', { mtime: 1_600_000_000 }), b: file('same', { mtime: 1_700_000_000 }) },
  });
  t.equal((await run('--mode', 'clone')).exit, 0);
  rmSync(`${destination}/b`);
  linkSync(`${destination}/a`, `${destination}/b`);
  t.match(await run('--mode', 'clone'), { exit: 0, lines: only(['update b time']), summary: { bytes: 4 } });
  t.same(differences(source, destination), []);
  t.match(await run('--mode', 'clone'), { exit: 0, lines: only([]) });
});

t.test('F19: setuid, setgid and sticky bits are dropped', async (t) => {
  const { run, source, destination } = bench(t, { source: { tool: 'x', 'd/y': 'y' } });
  chmodSync(`${source}/tool`, 0o6755);
  chmodSync(`${source}/d`, 0o3775);
  t.equal((await run()).exit, 0);
  t.equal(statSync(`${destination}/tool`).mode & 0o7777, 0o755);
  t.equal(statSync(`${destination}/d`).mode & 0o7777, 0o775);
  t.match(await run(), { exit: 0, lines: only([]) });
});

t.test('a root that is given through a symbolic link is its target', async (t) => {
  const { root, source: from, destination, state } = bench(t, { source: { a: '1' }, destination: {} });
  symlinkSync(from, `${root}/from`);
  symlinkSync(destination, `${root}/to`);
  const ended = await cli(['sync', `${root}/from`, `${root}/to`, '--state', state, '--mode', 'clone']);
  t.equal(ended.exit, 0, ended.stderr);
  t.same(texts(destination), { a: '1' });
  t.ok(lstatSync(`${root}/to`).isSymbolicLink());
});
