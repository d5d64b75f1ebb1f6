import { chmodSync, utimesSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { bench } from '../support/bench.ts';
import { differences, entriesBelow, snapshot, trashed } from '../support/observe.ts';
import { file, inFolders, link, plant, rowFolder, type Tree } from '../support/plant.ts';
import { linesBelow } from '../support/report.ts';
import { only } from '../support/only.ts';

const OLD = 1_600_000_000;

/** Folders of one row on the two sides. */
interface Sides {
  readonly source: string;
  readonly destination: string;
}

interface Change {
  readonly title: string;
  readonly change: (sides: Sides) => void;
  readonly lines: readonly string[];
  /** Content written, in bytes. */
  readonly bytes?: number;
  /** Old versions that have to be in the trash. */
  readonly trash?: Record<string, string[]>;
}

const start: Tree = {
  'f.txt': file('first', { mtime: OLD, mode: 0o644 }),
  'd/g.txt': file('other', { mtime: OLD, mode: 0o644 }),
  l: link('f.txt'),
};

/** What both modes do alike: afterwards the destination equals the source. */
const alike: readonly Change[] = [
  {
    title: 'nothing: nothing is written',
    change: () => undefined,
    lines: [],
  },
  {
    title: 'a new file is copied',
    change: ({ source }) => plant(source, { 'd/new.txt': 'new' }),
    lines: ['copy d/new.txt'],
    bytes: 3,
  },
  {
    title: 'a new folder is made',
    change: ({ source }) => plant(source, { 'd/e/': '' }),
    lines: ['mkdir d/e'],
  },
  {
    title: 'an edited file is written anew, its old version kept',
    change: ({ source }) => plant(source, { 'f.txt': 'second version' }),
    lines: ['update f.txt'],
    bytes: 14,
    trash: { 'f.txt': ['first'] },
  },
  {
    title: 'an edit of the same size is found',
    change: ({ source }) => plant(source, { 'f.txt': 'FIRST' }),
    lines: ['update f.txt'],
    bytes: 5,
    trash: { 'f.txt': ['first'] },
  },
  {
    title: 'T6: an edit of the same size and time is found',
    change: ({ source }) => plant(source, { 'f.txt': file('FIRST', { mtime: OLD }) }),
    lines: ['update f.txt'],
    bytes: 5,
    trash: { 'f.txt': ['first'] },
  },
  {
    title: 'a file with an older time is an edit like any other',
    change: ({ source }) => plant(source, { 'f.txt': file('from the past', { mtime: OLD - 1000 }) }),
    lines: ['update f.txt'],
    bytes: 13,
    trash: { 'f.txt': ['first'] },
  },
  {
    title: 'a touched file gets its new time and moves no content',
    change: ({ source }) => utimesSync(`${source}/f.txt`, OLD + 5, OLD + 5),
    lines: ['update f.txt time'],
  },
  {
    title: 'a file rewritten with equal content gets its new time and moves no content',
    change: ({ source }) => writeFileSync(`${source}/f.txt`, 'first'),
    lines: ['update f.txt time'],
  },
  {
    title: 'a changed mode is carried and moves no content',
    change: ({ source }) => chmodSync(`${source}/f.txt`, 0o600),
    lines: ['update f.txt mode'],
  },
  {
    title: 'a file emptied at the source is emptied',
    change: ({ source }) => plant(source, { 'f.txt': '' }),
    lines: ['update f.txt'],
    trash: { 'f.txt': ['first'] },
  },
  {
    title: 'a link with another target is updated, the old link kept',
    change: ({ source }) => plant(source, { l: link('d') }),
    lines: ['update l'],
    trash: { l: ['-> f.txt'] },
  },
  {
    title: 'a file edited on the destination becomes the source’s again, the edit kept',
    change: ({ destination }) => plant(destination, { 'f.txt': 'their edit' }),
    lines: ['update f.txt'],
    bytes: 5,
    trash: { 'f.txt': ['their edit'] },
  },
  {
    title: 'a file edited on both sides becomes the source’s, the other edit kept',
    change: ({ source, destination }) => {
      plant(source, { 'f.txt': 'our edit' });
      plant(destination, { 'f.txt': 'their edit' });
    },
    lines: ['update f.txt'],
    bytes: 8,
    trash: { 'f.txt': ['their edit'] },
  },
  {
    title: 'a file edited to the same content on both sides moves no content',
    change: ({ source, destination }) => {
      plant(source, { 'f.txt': file('the same edit', { mtime: OLD + 9 }) });
      plant(destination, { 'f.txt': file('the same edit', { mtime: OLD + 9 }) });
    },
    lines: [],
  },
  {
    title: 'a file deleted on the destination is copied again',
    change: ({ destination }) => plant(destination, { 'f.txt': undefined }),
    lines: ['copy f.txt'],
    bytes: 5,
  },
  {
    title: 'a folder deleted on the destination is made again',
    change: ({ destination }) => plant(destination, { d: undefined }),
    lines: ['copy d/g.txt', 'mkdir d'],
    bytes: 5,
  },
  {
    title: 'a file touched on the destination moves no content',
    change: ({ destination }) => utimesSync(`${destination}/f.txt`, OLD + 5, OLD + 5),
    lines: ['update f.txt time'],
  },
  {
    title: 'a mode changed on the destination is set back',
    change: ({ destination }) => chmodSync(`${destination}/f.txt`, 0o600),
    lines: ['update f.txt mode'],
  },
  {
    title: 'a time changed on a folder is not carried',
    change: ({ source }) => utimesSync(`${source}/d`, OLD, OLD),
    lines: [],
  },
  {
    title: 'a file deleted on both sides is forgotten',
    change: ({ source, destination }) => {
      plant(source, { 'f.txt': undefined });
      plant(destination, { 'f.txt': undefined });
    },
    lines: [],
  },
];

/** What only clone carries; simple leaves the destination as it is. */
const removals: readonly Change[] = [
  {
    title: 'a file deleted at the source',
    change: ({ source }) => plant(source, { 'f.txt': undefined }),
    lines: ['delete f.txt'],
    trash: { 'f.txt': ['first'] },
  },
  {
    title: 'a folder deleted at the source',
    change: ({ source }) => plant(source, { d: undefined }),
    lines: ['delete d/g.txt', 'rmdir d'],
    trash: { 'd/g.txt': ['other'] },
  },
  {
    title: 'a link deleted at the source',
    change: ({ source }) => plant(source, { l: undefined }),
    lines: ['delete l'],
    trash: { l: ['-> f.txt'] },
  },
  {
    title: 'a file added on the destination',
    change: ({ destination }) => plant(destination, { 'd/extra.txt': 'theirs' }),
    lines: ['delete d/extra.txt'],
    trash: { 'd/extra.txt': ['theirs'] },
  },
  {
    title: 'folders added on the destination',
    change: ({ destination }) => plant(destination, { 'more/x': 'theirs', 'more/empty/': '' }),
    lines: ['delete more/x', 'rmdir more', 'rmdir more/empty'],
    trash: { 'more/x': ['theirs'] },
  },
];

const changes = [...alike, ...removals];

const sidesOf = ({ source, destination }: Sides, row: number): Sides => ({
  source: `${source}/${rowFolder(row)}`,
  destination: `${destination}/${rowFolder(row)}`,
});

for (const mode of ['simple', 'clone'] as const) {
  t.test(`${mode} carries changes`, async (t) => {
    const the = bench(t, { source: inFolders(changes, () => start) });
    const run = (...more: readonly string[]) => the.run('--mode', mode, ...more);
    t.equal((await run()).exit, 0);
    const before = snapshot(the.destination);
    changes.forEach(({ change }, row) => change(sidesOf(the, row)));
    const changed = snapshot(the.destination);
    const planned = await run('--dry-run');
    const ran = await run();
    t.equal(ran.exit, 0, ran.stderr);
    const after = snapshot(the.destination);
    const kept = trashed(the.destination);

    for (const [row, { title, lines, bytes = 0, trash = {} }] of changes.entries()) {
      t.test(title, async (t) => {
        const folder = rowFolder(row);
        const done = mode === 'simple' && row >= alike.length ? [] : lines;
        t.same(linesBelow(ran.lines, folder), done);
        t.same(linesBelow(planned.lines, folder), done, 'the dry run said so');
        const written = ran.operations.filter(({ path }) => path.startsWith(`${folder}/`));
        t.equal(
          written.reduce((sum, line) => sum + (line.bytes ?? 0), 0),
          done.length === 0 ? 0 : bytes,
        );
        t.same(entriesBelow(kept, folder), done.length === 0 ? {} : trash);
        if (done.length === 0)
          t.same(entriesBelow(after, folder), entriesBelow(changed, folder), 'nothing is touched');
        else {
          const { source, destination } = sidesOf(the, row);
          t.same(differences(source, destination), []);
        }
        if (!title.includes('folder')) {
          t.equal(
            after[`${folder}/d/g.txt`],
            before[`${folder}/d/g.txt`],
            'what did not change is not touched',
          );
        }
      });
    }
    t.same(planned.summary.bytes, ran.summary.bytes, 'the dry run knew the bytes');
    t.match(await run(), { exit: 0, lines: only([]) });
    t.same(snapshot(the.destination), after, 'the next run writes nothing');
  });
}

t.test('T5: edits that follow a run at once are never missed, whatever their time and size', async (t) => {
  const { run, source, destination } = bench(t, { source: { f: file('a', { mtime: OLD }) } });
  for (const letter of 'bcde') {
    await run();
    plant(source, { f: file(letter, { mtime: OLD }) });
  }
  await run();
  t.same(differences(source, destination), []);
});

t.test('what was synchronized in one mode is recognized in the other', async (t) => {
  const { run, destination } = bench(t, { source: start });
  await run('--mode', 'simple');
  const before = snapshot(destination);
  t.match(await run('--mode', 'clone'), { exit: 0, lines: only([]) });
  t.same(snapshot(destination), before);
});
