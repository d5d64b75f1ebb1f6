import t from 'tap';
import { bench } from '../support/bench.ts';
import { differences, entriesBelow, snapshot, trashed } from '../support/observe.ts';
import { FIFO, file, inFolders, link, plant, rowFolder, type Tree } from '../support/plant.ts';
import { linesBelow } from '../support/report.ts';
import { only } from '../support/only.ts';

interface Swap {
  readonly title: string;
  readonly before: Tree;
  readonly after: Tree;
  /** Done in clone. */
  readonly lines: readonly string[];
  readonly trash: Record<string, string[]>;
}

const swaps: readonly Swap[] = [
  {
    title: 'a file that became a folder',
    before: { x: 'a file' },
    after: { 'x/inside': 'new' },
    lines: ['copy x/inside', 'delete x', 'mkdir x'],
    trash: { x: ['a file'] },
  },
  {
    title: 'a file that became an empty folder',
    before: { x: 'a file' },
    after: { 'x/': '' },
    lines: ['delete x', 'mkdir x'],
    trash: { x: ['a file'] },
  },
  {
    title: 'a folder that became a file',
    before: { 'x/inside': 'old', 'x/deeper/y': 'older' },
    after: { x: 'now a file' },
    lines: ['copy x', 'delete x/deeper/y', 'delete x/inside', 'rmdir x', 'rmdir x/deeper'],
    trash: { 'x/inside': ['old'], 'x/deeper/y': ['older'] },
  },
  {
    title: 'a file that became a link',
    before: { x: 'a file' },
    after: { x: link('keep') },
    lines: ['copy x', 'delete x'],
    trash: { x: ['a file'] },
  },
  {
    title: 'a link that became a file',
    before: { x: link('keep') },
    after: { x: 'a file' },
    lines: ['copy x', 'delete x'],
    trash: { x: ['-> keep'] },
  },
  {
    title: 'a folder that became a link',
    before: { 'x/inside': 'old' },
    after: { x: link('y') },
    lines: ['copy x', 'delete x/inside', 'rmdir x'],
    trash: { 'x/inside': ['old'] },
  },
  {
    title: 'a link that became a folder',
    before: { x: link('keep') },
    after: { 'x/inside': 'new' },
    lines: ['copy x/inside', 'delete x', 'mkdir x'],
    trash: { x: ['-> keep'] },
  },
  {
    title: 'a file and a folder that swapped names',
    before: { 'x/y': 'in x', z: 'file z' },
    after: { x: 'now a file', 'z/y': 'now in z' },
    lines: ['copy x', 'copy z/y', 'delete x/y', 'delete z', 'mkdir z', 'rmdir x'],
    trash: { 'x/y': ['in x'], z: ['file z'] },
  },
];

const KEEP = { keep: file('stays', { mtime: 1_600_000_000 }) };
const before = inFolders(swaps, (swap) => ({ ...KEEP, ...swap.before }));
const after = inFolders(swaps, (swap) => swap.after);

/** Makes a root show the trees after the swap, and nothing of those before it. */
function swapKinds(root: string): void {
  plant(
    root,
    inFolders(swaps, () => ({ x: undefined, z: undefined })),
  );
  plant(root, after);
}

const CLONE = ['--mode', 'clone', '--max-delete', '100%'];

t.test('F8: clone replaces another kind through the trash', async (t) => {
  const { run, source, destination } = bench(t, { source: before });
  await run(...CLONE);
  const old = snapshot(destination);
  swapKinds(source);
  const planned = await run(...CLONE, '--dry-run');
  const ran = await run(...CLONE);
  t.equal(ran.exit, 0, ran.stderr);
  t.equal(planned.exit, 0);
  const kept = trashed(destination);
  const now = snapshot(destination);
  for (const [row, { title, lines, trash }] of swaps.entries()) {
    t.test(title, async (t) => {
      t.same(linesBelow(ran.lines, rowFolder(row)), lines);
      t.same(linesBelow(planned.lines, rowFolder(row)), lines, 'the dry run said so');
      t.same(differences(`${source}/${rowFolder(row)}`, `${destination}/${rowFolder(row)}`), []);
      t.same(entriesBelow(kept, rowFolder(row)), trash);
      t.equal(now[`${rowFolder(row)}/keep`], old[`${rowFolder(row)}/keep`], 'its neighbour is not touched');
    });
  }
  t.match(await run(...CLONE), { exit: 0, lines: only([]) });
});

t.test('F8: clone replaces another kind at the first run too', async (t) => {
  const { run, source, destination } = bench(t, {
    source: { ...after, ...inFolders(swaps, () => KEEP) },
    destination: before,
  });
  t.equal((await run(...CLONE)).exit, 0);
  t.same(differences(source, destination), []);
  const kept = trashed(destination);
  for (const [row, { title, trash }] of swaps.entries())
    t.same(entriesBelow(kept, rowFolder(row)), trash, title);
  t.match(await run(...CLONE), { exit: 0, lines: only([]) });
});

t.test('F8: simple reports another kind and leaves it, and the rest goes on', async (t) => {
  const { run, source, destination } = bench(t, { source: before });
  await run();
  const old = snapshot(destination);
  swapKinds(source);
  plant(source, { 'z-new': 'new' });
  const [planned, first, second] = [await run('--dry-run'), await run(), await run()];
  t.same(planned.lines, first.lines, 'the dry run said so');
  t.same([planned.exit, first.exit, second.exit], [1, 1, 1]);
  const now = snapshot(destination);
  for (const [row, { title }] of swaps.entries()) {
    t.test(title, async (t) => {
      const skipped = title.includes('swapped') ? ['skip x', 'skip z'] : ['skip x'];
      t.same(linesBelow(first.lines, rowFolder(row)), skipped);
      t.same(linesBelow(second.lines, rowFolder(row)), skipped, 'and again at the next run');
      t.same(entriesBelow(now, rowFolder(row)), entriesBelow(old, rowFolder(row)), 'nothing is touched');
      t.match(first.stderr, `${rowFolder(row)}/x`, 'it is named for people');
    });
  }
  t.ok(first.lines.includes('copy z-new'));
  t.match(first.summary, { skipped: swaps.length + 1, failed: 0 });
});

for (const [what, below] of [
  ['is ignored', { 'x/mine.bak': 'stays' }],
  ['cannot be synchronized', { 'x/deeper/pipe': FIFO }],
] as const) {
  t.test(`F8: what ${what} keeps its folder, and clone says so of the file that has no place`, async (t) => {
    const { run, destination } = bench(t, {
      source: { x: 'a file', y: 'another' },
      destination: { ...below, 'x/other': 'goes' },
    });
    const options = [...CLONE, '--ignore', String.raw`\.bak$`];
    const [planned, first] = [await run(...options, '--dry-run'), await run(...options)];
    t.same(planned.lines, first.lines, 'the dry run said so');
    t.same([planned.exit, first.exit], [1, 1]);
    t.ok(
      first.lines.includes('skip x') &&
        first.lines.includes('copy y') &&
        first.lines.includes('delete x/other'),
    );
    t.match(
      first.stderr,
      /x \(destination\): the source has a file here, and the folder on the destination holds/,
    );
    const left = snapshot(destination);
    t.ok(Object.keys(below).every((path) => path in left));
    const second = await run(...options);
    t.match(second, { exit: 1 });
    t.ok(second.lines.includes('skip x') && second.lines.every((line) => line.startsWith('skip')));
    t.same(snapshot(destination), left);
  });
}
