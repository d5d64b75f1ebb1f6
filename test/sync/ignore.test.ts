import { chmodSync } from 'node:fs';
import t from 'tap';
import { bench, unprivileged } from '../support/bench.ts';
import { differences, snapshot, texts } from '../support/observe.ts';
import { FIFO, plant, type Tree } from '../support/plant.ts';
import { only } from '../support/only.ts';

const tree: Tree = {
  'keep.txt': '1',
  'skip.bak': '2',
  'd/skip.bak': '3',
  'd/keep.txt': '4',
  'cache/a': '5',
  'd/cache/b': '6',
  'd/deep/x.log': '7',
};

/** What is left of the tree at the destination. */
const rows: readonly (readonly [title: string, options: string[], left: string[]])[] = [
  [
    'a name at any depth',
    ['--ignore', String.raw`\.bak$`],
    ['cache/', 'cache/a', 'd/', 'd/cache/', 'd/cache/b', 'd/deep/', 'd/deep/x.log', 'd/keep.txt', 'keep.txt'],
  ],
  [
    'a folder by its name, with all that is in it',
    ['--ignore', '^cache$'],
    ['d/', 'd/deep/', 'd/deep/x.log', 'd/keep.txt', 'd/skip.bak', 'keep.txt', 'skip.bak'],
  ],
  [
    'a path',
    ['--ignore', '^d/cache$'],
    [
      'cache/',
      'cache/a',
      'd/',
      'd/deep/',
      'd/deep/x.log',
      'd/keep.txt',
      'd/skip.bak',
      'keep.txt',
      'skip.bak',
    ],
  ],
  [
    'a pattern with a slash, on the path alone',
    ['--ignore', 'deep/.*log'],
    [
      'cache/',
      'cache/a',
      'd/',
      'd/cache/',
      'd/cache/b',
      'd/deep/',
      'd/keep.txt',
      'd/skip.bak',
      'keep.txt',
      'skip.bak',
    ],
  ],
  [
    'several patterns, those of one side too',
    ['--ignore', '^cache$', '--ignore-source', '^d$', '--ignore-destination', 'bak'],
    ['keep.txt'],
  ],
  [
    'a pattern of the destination, on the source too',
    ['--ignore-destination', '^(cache|d)$'],
    ['keep.txt', 'skip.bak'],
  ],
  [
    'a part of a name, where it is not anchored',
    ['--ignore', 'eep'],
    ['cache/', 'cache/a', 'd/', 'd/cache/', 'd/cache/b', 'd/skip.bak', 'skip.bak'],
  ],
  [
    'without case',
    ['--ignore', '(?i)^SKIP'],
    ['cache/', 'cache/a', 'd/', 'd/cache/', 'd/cache/b', 'd/deep/', 'd/deep/x.log', 'd/keep.txt', 'keep.txt'],
  ],
];

for (const [title, options, left] of rows) {
  t.test(`ignored: ${title}`, async (t) => {
    const { run, destination } = bench(t, { source: tree });
    const ran = await run('--mode', 'clone', ...options);
    t.equal(ran.exit, 0);
    t.equal(ran.stderr, '', 'no warning');
    t.same(Object.keys(texts(destination)).sort(), left);
    t.same(ran.operations.length, left.length, 'no line');
  });
}

t.test('clone: what is ignored on the destination stays, whichever side says so', async (t) => {
  for (const option of ['--ignore', '--ignore-source', '--ignore-destination']) {
    const extra = { 'their.bak': 'x', 'd/their.bak': 'y', 'cache/z': 'z', gone: 'extra' };
    const { run, destination } = bench(t, { source: { 'keep.txt': '1' }, destination: extra });
    const ran = await run('--mode', 'clone', option, String.raw`\.bak$`, option, '^cache$');
    t.match(ran, { exit: 0, lines: only(['copy keep.txt', 'delete gone']), stderr: '' }, option);
    t.same(Object.keys(texts(destination)), [
      'cache/',
      'cache/z',
      'd/',
      'd/their.bak',
      'keep.txt',
      'their.bak',
    ]);
  }
});

t.test('clone: a folder deleted at the source stays while something ignored is in it', async (t) => {
  const { run, source, destination } = bench(t, { source: { 'd/a': '1', 'd/b.bak': '2', keep: 'k' } });
  await run('--mode', 'clone');
  plant(source, { d: undefined });
  const ignoring = ['--mode', 'clone', '--ignore', 'bak$'];
  t.match(await run(...ignoring), { exit: 0, lines: only(['delete d/a']) });
  t.same(texts(destination), { 'd/': '', 'd/b.bak': '2', keep: 'k' });
  t.match(await run(...ignoring), { exit: 0, lines: only([]) });
});

t.test(
  'newly ignored paths are forgotten, un-ignored ones are looked at anew; neither deletes or moves content',
  async (t) => {
    const { run, source, destination } = bench(t, { source: { 'a.bak': 'one', 'd/x': '2', 'd/y': '3' } });
    await run('--mode', 'clone');
    const before = snapshot(destination);
    t.match(await run('--mode', 'clone', '--ignore', '^(a.bak|d)$'), { exit: 0, lines: only([]) });
    t.same(snapshot(destination), before);
    t.match(await run('--mode', 'clone'), { exit: 0, lines: only([]), summary: { bytes: 0 } });
    t.same(snapshot(destination), before);
    t.same(differences(source, destination), []);
  },
);

t.test('an ignored folder is not entered', { skip: unprivileged.skip }, async (t) => {
  const { user } = unprivileged;
  const { run, source } = bench(t, { source: { a: '1', 'private/x': '2', 'private/fifo': FIFO }, user });
  chmodSync(`${source}/private`, 0);
  t.match(await run('--ignore', '^private$'), { exit: 0, lines: only(['copy a']), stderr: '' });
});

t.test('--no-recursive', async (t) => {
  for (const mode of ['simple', 'clone']) {
    t.test(`${mode}: folders are neither made nor removed, nor a reason to fail`, async (t) => {
      const { run, destination } = bench(t, {
        source: { a: '1', 'ours/x': '2', both: 'a file' },
        destination: { 'theirs/y': '3', 'both/z': 'a folder' },
      });
      const ran = await run('--mode', mode, '--no-recursive');
      t.equal(ran.exit, 0);
      t.same(
        ran.lines.filter((line) => !line.includes('both')),
        ['copy a'],
      );
      t.match(texts(destination), { a: '1', 'theirs/y': '3', 'both/z': 'a folder' });
      t.notOk('ours/' in texts(destination));
    });
  }

  t.test(
    'folders that were synchronized before stay as they are, and are recognized afterwards',
    async (t) => {
      const { run, source, destination } = bench(t, { source: { a: '1', 'd/x': '2' } });
      await run('--mode', 'clone');
      const before = snapshot(destination);
      plant(source, { 'd/y': 'new' });
      t.match(await run('--mode', 'clone', '--no-recursive'), { exit: 0, lines: only([]) });
      t.same(snapshot(destination), before);
      t.match(await run('--mode', 'clone'), { exit: 0, lines: only(['copy d/y']) });
    },
  );
});
