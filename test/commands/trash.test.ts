import { chmodSync, readFileSync } from 'node:fs';
import t from 'tap';
import { differences, snapshot, texts, trashed } from '../support/observe.ts';
import { exists, link, plant, type Tree } from '../support/plant.ts';
import { two, type Fields, type Two } from './two.ts';

const BEFORE: Tree = {
  'f.txt': 'first',
  'd/gone': 'deleted',
  'd/e/deep': 'deep',
  l: link('f.txt'),
  other: 'o',
  'empty/': '',
};

/** A pair whose last run replaced and deleted things on both sides. Returns that run's id. */
async function changed(t: Parameters<typeof two>[0]): Promise<Two & { readonly run: string }> {
  const pair = two(t, { source: BEFORE });
  t.equal((await pair.on('sync')).exit, 0);
  plant(pair.source, { 'f.txt': 'second!', d: undefined, l: undefined, empty: undefined });
  plant(pair.destination, { other: 'edited there' });
  t.equal((await pair.on('sync')).exit, 0);
  return { ...pair, run: pair.runs('destination').at(-1)! };
}

function paths(lines: readonly Fields[], side?: string): unknown[] {
  return lines
    .filter((line) => line.type !== 'summary' && (side === undefined || line.side === side))
    .map(({ path }) => path);
}

t.test('what runs replaced or deleted is listed by side and run', async (t) => {
  const pair = await changed(t);
  const listed = await pair.reading(() => pair.json('trash list'));
  t.equal(listed.exit, 0);
  t.same(paths(listed.lines, 'source'), ['other']);
  t.same(paths(listed.lines, 'destination').sort(), ['d/e/deep', 'd/gone', 'empty', 'f.txt', 'l']);
  t.match(
    listed.lines.find(({ path }) => path === 'f.txt'),
    {
      type: 'kept',
      run: pair.run,
      kind: 'file',
      size: 5,
      started: /Z$/,
      time: /Z$/,
      original: 'f.txt',
      later: false,
    },
  );
  t.match(
    (await pair.on('trash list')).stdout,
    new RegExp(`^${pair.run} on the source.*\n  other .*\n${pair.run} on the destination`),
  );
  const empty = two(t, { source: { a: 'x' } });
  t.match(await empty.on('trash list'), { exit: 0, stdout: /keeps nothing/ });
});

t.test('a version comes back under its name, and the next run carries it as an edit', async (t) => {
  const pair = await changed(t);
  const restored = await pair.json('trash restore', pair.run, 'f.txt');
  t.match(restored, {
    exit: 0,
    lines: [
      { type: 'restored', side: 'destination', path: 'f.txt', outcome: 'restored' },
      { type: 'summary', restored: 1, failed: 0 },
    ],
  });
  t.equal(texts(pair.destination)['f.txt'], 'first');
  const newer = String(restored.lines[1]?.run);
  t.equal(
    readFileSync(`${pair.destination}/.syncline/trash/${newer}/f.txt`, 'utf8'),
    'second!',
    'what stood there is kept',
  );
  t.match(await pair.json('sync'), { exit: 0, lines: [{ op: 'update', side: 'source', path: 'f.txt' }, {}] });
  t.equal(texts(pair.source)['f.txt'], 'first');
  t.equal(texts(pair.destination)['f.txt'], 'first');

  t.match(await pair.on('trash restore', newer, 'f.txt', '--to', 'kept/copy.txt'), { exit: 0 });
  t.equal(texts(pair.destination)['kept/copy.txt'], 'second!');
  t.notOk(exists(pair.destination, `.syncline/trash/${newer}`), 'an empty folder of the trash goes');
});

t.test('a deleted file comes back with the folders that it was in', async (t) => {
  const pair = await changed(t);
  t.equal((await pair.on('trash restore', pair.run, 'd/e/deep')).exit, 0);
  t.equal(texts(pair.destination)['d/e/deep'], 'deep');
  t.equal((await pair.on('sync')).exit, 0);
  t.equal(texts(pair.source)['d/e/deep'], 'deep');
  t.same(differences(pair.source, pair.destination), []);
});

t.test('undo brings back all that a run replaced or deleted, on both sides', async (t) => {
  const pair = await changed(t);
  const undone = await pair.json('trash undo', pair.run);
  t.equal(undone.exit, 0);
  t.same(paths(undone.lines).sort(), ['d/e/deep', 'd/gone', 'empty', 'f.txt', 'l', 'other']);
  const before = {
    'f.txt': 'first',
    'd/': '',
    'd/gone': 'deleted',
    'd/e/': '',
    'd/e/deep': 'deep',
    l: '-> f.txt',
    'empty/': '',
  };
  t.match(texts(pair.destination), before);
  t.equal(texts(pair.source).other, 'o');
  t.notOk(exists(pair.destination, `.syncline/trash/${pair.run}`));
  t.equal((await pair.on('sync', '--conflict', 'source')).exit, 0);
  t.match(texts(pair.source), before);
  t.same(differences(pair.source, pair.destination), []);

  const redo = String(undone.lines.at(-1)?.run);
  t.equal((await pair.on('trash undo', redo)).exit, 0, 'an undo can be undone');
  t.equal(texts(pair.destination)['f.txt'], 'second!');
});

t.test(
  'what stands in the way goes to the trash; what must not be touched is said, and the rest goes on',
  async (t) => {
    const pair = two(t, { mode: 'clone', source: { a: 'file', 'b/x': 'x', c: 'c' } });
    await pair.on('sync');
    plant(pair.source, { a: undefined, 'a/in': 'side', b: undefined, c: undefined, 'c/keep.bak': 'ignored' });
    plant(pair.source, { b: 'a file now' });
    t.equal((await pair.on('sync', '--approve-deletes')).exit, 0);
    const [run] = pair.runs('destination');
    const undone = await pair.json('trash undo', run!, '--ignore', 'bak$');
    t.equal(undone.exit, 1);
    t.match(
      undone.lines.filter(({ outcome }) => outcome === 'failed'),
      [{ path: 'c', message: /"c\/keep\.bak" in it is ignored/ }],
    );
    t.same(texts(pair.destination), { a: 'file', 'b/': '', 'b/x': 'x', 'c/': '', 'c/keep.bak': 'ignored' });
    t.same(trashed(pair.destination), { 'a/in': ['side'], b: ['a file now'], c: ['c'] });
  },
);

t.test('one way the source is never written, and the advice says what the next run does', async (t) => {
  const pair = two(t, { mode: 'clone', source: { a: 'first' } });
  await pair.on('sync');
  plant(pair.source, { a: 'second' });
  await pair.on('sync');
  const [run] = pair.runs('destination');
  t.match(await pair.on('trash restore', run!, 'a', '--side', 'source'), {
    exit: 2,
    stderr: /never writes its source/,
  });
  t.match(await pair.on('trash restore', run!, 'a'), {
    exit: 0,
    stdout: /In clone mode the next run brings back/,
  });
  t.same(texts(pair.source), { a: 'second' });
  t.notOk(exists(pair.source, '.syncline'));
  await pair.on('sync');
  t.same(texts(pair.destination), { a: 'second' });
});

t.test(
  'a second version of a path in one run is shown as such, restored by its path, and left by undo',
  async (t) => {
    const pair = await changed(t);
    const trash = `${pair.destination}/.syncline/trash/${pair.run}`;
    plant(trash, { 'f.txt~2': 'second version', 'other~2': 'a name of its own' });
    const listed = await pair.json('trash list');
    t.match(
      listed.lines.find(({ path }) => path === 'f.txt~2'),
      { original: 'f.txt', later: true },
    );
    t.match(
      listed.lines.find(({ path }) => path === 'other~2'),
      { original: 'other~2', later: false },
    );
    const undone = await pair.json('trash undo', pair.run);
    t.equal(undone.exit, 1);
    t.match(
      undone.lines.filter(({ outcome }) => outcome === 'failed'),
      [{ from: 'f.txt~2', message: /a later version of the same run/ }],
    );
    t.equal(texts(pair.destination)['f.txt'], 'first');
    t.equal(texts(pair.destination)['other~2'], 'a name of its own');
  },
);

t.test('names that are not UTF-8 are restored as they are shown', async (t) => {
  const pair = two(t, { source: { 'caf\\xe9': 'first' } });
  await pair.on('sync');
  plant(pair.source, { 'caf\\xe9': 'second' });
  await pair.on('sync');
  t.equal((await pair.on('trash restore', pair.runs('destination')[0]!, 'caf\\xe9')).exit, 0);
  t.same(texts(pair.destination), { 'caf\\xe9': 'first' });
});

t.test('runs and paths that are not there: exit 2, advice, and nothing written', async (t) => {
  const pair = await changed(t);
  const before = [snapshot(pair.source), snapshot(pair.destination)];
  t.match(await pair.on('trash undo', '20200101-000000000-deadbeef'), {
    exit: 2,
    stderr: /no trash of a run.*trash list/,
  });
  t.match(await pair.on('trash undo', '../../x'), { exit: 2 });
  t.match(await pair.bare('trash'), { exit: 2, stderr: /help trash/ });
  t.match(await pair.bare('trash', 'list', 'mail'), { exit: 2, stderr: /no item 'mail'/ });
  t.match(await pair.on('trash restore', pair.run), { exit: 2, stderr: /PATH/ });
  t.match(await pair.on('trash restore', pair.run, 'f.txt', '--to', '../x'), {
    exit: 2,
    stderr: /not a path/,
  });
  t.match(await pair.on('trash restore', pair.run, 'f.txt', '--to', '.syncline/x'), {
    exit: 2,
    stderr: /keeps for itself/,
  });
  t.match(await pair.on('trash restore', pair.run, 'nope'), { exit: 2, stderr: /does not keep 'nope'/ });
  t.same([snapshot(pair.source), snapshot(pair.destination)], before);
});

t.test(
  'a folder that may not be written: exit 1, and the version stays in the trash',
  { skip: process.getuid?.() === 0 && 'root may write everywhere' },
  async (t) => {
    const pair = await changed(t);
    plant(pair.destination, { 'd/': '' });
    chmodSync(`${pair.destination}/d`, 0o500);
    t.match(await pair.on('trash restore', pair.run, 'd/gone'), {
      exit: 1,
      stdout: /not restored {2}d\/gone/,
    });
    chmodSync(`${pair.destination}/d`, 0o700);
    t.equal((await pair.on('trash restore', pair.run, 'd/gone')).exit, 0);
  },
);
