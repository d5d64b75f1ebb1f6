import t from 'tap';
import { bench } from '../support/bench.ts';
import { differences, snapshot, texts } from '../support/observe.ts';
import { pair } from '../support/pair.ts';
import { plant, type Tree } from '../support/plant.ts';
import { only } from '../support/only.ts';
import { files } from './sized-files.ts';

function without(count: number, prefix = 'f'): Tree {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`${prefix}${n}`, undefined]));
}

interface Row {
  readonly title: string;
  /** Files at first, and how many of them the source then loses. */
  readonly files: number;
  readonly lost: number;
  readonly options?: readonly string[];
  readonly held: boolean;
}

const rows: readonly Row[] = [
  { title: 'ten of twelve are few enough', files: 12, lost: 10, held: false },
  { title: 'eleven of twelve are too many', files: 12, lost: 11, held: true },
  { title: 'half of many is not more than half', files: 24, lost: 12, held: false },
  { title: 'more than half of many is too much', files: 24, lost: 13, held: true },
  {
    title: '--max-delete 10% stands alone: two of twelve are too many',
    files: 12,
    lost: 2,
    options: ['--max-delete', '10%'],
    held: true,
  },
  {
    title: '--max-delete 10%: one of twelve is few enough',
    files: 12,
    lost: 1,
    options: ['--max-delete', '10%'],
    held: false,
  },
  {
    title: '--max-delete 0% holds a single one',
    files: 12,
    lost: 1,
    options: ['--max-delete', '0%'],
    held: true,
  },
  {
    title: '--max-delete 100% holds none',
    files: 24,
    lost: 23,
    options: ['--max-delete', '100%'],
    held: false,
  },
  { title: '--approve-deletes holds none', files: 12, lost: 11, options: ['--approve-deletes'], held: false },
  { title: 'an emptied source', files: 3, lost: 3, held: true },
  {
    title: 'an emptied source with --max-delete 100%',
    files: 3,
    lost: 3,
    options: ['--max-delete', '100%'],
    held: true,
  },
  {
    title: 'an emptied source with --approve-deletes',
    files: 3,
    lost: 3,
    options: ['--approve-deletes'],
    held: false,
  },
];

for (const row of rows) {
  t.test(`deletes in clone: ${row.title}: ${row.held ? 'held' : 'done'}`, async (t) => {
    const { run, source, destination } = bench(t, { source: files(row.files) });
    await run('--mode', 'clone');
    plant(source, without(row.lost));
    if (row.lost < row.files)
      plant(source, { added: 'a new file of a size that no other has, so it is copied'.repeat(9) });
    const ran = await run('--mode', 'clone', ...(row.options ?? []));
    const { deleted, held } = ran.summary;
    t.same(
      { exit: ran.exit, deleted, held },
      row.held ? { exit: 3, deleted: 0, held: row.lost } : { exit: 0, deleted: row.lost, held: 0 },
    );
    t.equal(
      Object.keys(texts(destination)).includes('added'),
      row.lost < row.files,
      'the rest of the run proceeds',
    );
    if (row.held) {
      t.same(
        ran.lines.filter((line) => line.startsWith('held')).length,
        row.lost,
        'every held path is listed',
      );
      t.match(ran.stderr, /--approve-deletes/);
    } else t.same(differences(source, destination), []);
  });
}

t.test('what is held waits until it is approved, and is planned by a dry run alike', async (t) => {
  const { run, source, destination } = bench(t, {
    source: { ...files(20), 'd/x': 'in a folder', 'd/e/': '' },
  });
  await run('--mode', 'clone');
  plant(source, { ...without(19), d: undefined });
  const held = await run('--mode', 'clone');
  t.match(held, { exit: 3, summary: { held: 20, deleted: 0, removed: 0 } });
  const planned = await run('--mode', 'clone', '--dry-run');
  t.equal(planned.exit, 3);
  t.same(planned.lines, held.lines);
  t.match(await run('--mode', 'clone'), { exit: 3, summary: { held: 20 } });
  t.match(await run('--mode', 'clone', '--approve-deletes'), {
    exit: 0,
    summary: { held: 0, deleted: 20, removed: 2 },
  });
  t.same(differences(source, destination), []);
  t.match(await run('--mode', 'clone'), { exit: 0, lines: only([]) });
});

t.test('a hold is dropped when its files come back', async (t) => {
  const { run, source } = bench(t, { source: files(20) });
  await run('--mode', 'clone');
  plant(source, without(15));
  t.equal((await run('--mode', 'clone')).exit, 3);
  plant(source, files(20));
  t.match(await run('--mode', 'clone'), { exit: 0, summary: { held: 0, deleted: 0, bytes: 0 } });
});

t.test('a first clone onto a full destination is guarded', async (t) => {
  const { run, destination } = bench(t, { source: { 'a file': 'of the source' }, destination: files(20) });
  const before = snapshot(destination);
  const ran = await run('--mode', 'clone');
  t.match(ran, { exit: 3, summary: { copied: 1, deleted: 0, held: 20 } });
  for (const name of Object.keys(files(20))) t.equal(snapshot(destination)[name], before[name]);
  t.match(await run('--mode', 'clone', '--approve-deletes'), { exit: 0, summary: { deleted: 20 } });
});

t.test('a first clone counts what the destination has as known', async (t) => {
  const { run, source, destination } = bench(t, { source: files(20), destination: files(32) });
  t.match(await run('--mode', 'clone'), { exit: 0, summary: { deleted: 12, held: 0 } });
  t.same(texts(destination), texts(source));
});

t.test('replacements by another kind count as deletes', async (t) => {
  const { run, source, destination } = bench(t, { source: { ...files(12), stays: 'here' } });
  await run('--mode', 'clone');
  for (let n = 0; n < 12; n += 1) plant(source, { [`f${n}`]: undefined, [`f${n}/`]: '' });
  const ran = await run('--mode', 'clone');
  t.match(ran, { exit: 3, summary: { held: 12, deleted: 0, made: 0 } });
  const outcomes = new Set(ran.operations.map(({ outcome }) => outcome));
  t.same([...outcomes], ['held'], 'what is to take their place waits with them');
  t.equal(texts(destination).f3, 'fxxx');
  t.equal((await run('--mode', 'clone', '--approve-deletes')).exit, 0);
  t.same(differences(source, destination), []);
});

t.test('a delete whose size equals that of a new file of the run is not counted', async (t) => {
  const { run, source, destination } = bench(t, { source: files(20) });
  await run('--mode', 'clone');
  plant(source, without(20));
  const anew = Object.entries(files(20)).map(([name, text]) => [`new ${name}`, text] as const);
  plant(source, Object.fromEntries(anew));
  t.match(await run('--mode', 'clone'), { exit: 0, summary: { held: 0 } });
  t.same(differences(source, destination), []);
});

t.test('a new file stands for one delete of its size, and for no more', async (t) => {
  const alike = (count: number): Tree =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, `${n + 100}`]));
  const { run, source } = bench(t, { source: { ...alike(24), stays: 'here' } });
  await run('--mode', 'clone');
  plant(source, { ...without(24), new: 'abc' });
  t.match(await run('--mode', 'clone'), { exit: 3, summary: { copied: 1, held: 24, deleted: 0 } });
});

t.test('folders are not counted, however many of them go', async (t) => {
  const folders = (node: string | undefined): Tree =>
    Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`d${n}/`, node]));
  const { run, source, destination } = bench(t, { source: { ...files(8), ...folders(''), stays: 'here' } });
  await run('--mode', 'clone');
  plant(source, { ...without(8), ...folders(undefined) });
  t.match(await run('--mode', 'clone'), { exit: 0, summary: { deleted: 8, removed: 8, held: 0 } });
  t.same(differences(source, destination), []);
});

t.test('a source in which there never was a file is not an emptied one', async (t) => {
  const { run, destination } = bench(t, { source: {}, destination: files(3) });
  t.match(await run('--mode', 'clone'), { exit: 0, summary: { deleted: 3, held: 0 } });
  t.same(texts(destination), {});
});

t.test(
  'a source whose only files are in a folder that took the place of one is not an emptied one',
  async (t) => {
    for (const mode of ['clone', 'two-way']) {
      const the = pair(t, undefined, undefined, { source: { x: 'file', 'd/': '' } });
      t.equal((await the.run('--mode', mode)).exit, 0);
      plant(the.source, { x: undefined });
      plant(the.source, { 'x/below/k': 'in a folder' });
      const changes = { exit: 0, lines: only(['copy x/below/k', 'delete x', 'mkdir x', 'mkdir x/below']) };
      t.match(await the.run('--mode', mode, '--dry-run'), changes, mode);
      t.match(await the.run('--mode', mode), changes, mode);
      plant(the.source, { x: undefined });
      plant(the.source, { 'x/below/': '' });
      t.match(await the.run('--mode', mode), { exit: 3, summary: { held: 1 } }, `${mode}: emptied after all`);
    }
  },
);

for (const side of ['source', 'destination'] as const) {
  const other = side === 'source' ? 'destination' : 'source';
  t.test(`two-way, what the ${side} lost is guarded on the ${other}`, async (t) => {
    const the = pair(t, undefined, undefined, { source: files(24) });
    await the.run('--mode', 'two-way');
    plant(the[side], without(13));
    // What is new on the other side goes to the one that lost something, where nothing is to be deleted.
    const anew = Object.entries(files(13)).map(([name, text]) => [`new ${name}`, text] as const);
    plant(the[other], Object.fromEntries(anew));
    const ran = await the.run('--mode', 'two-way', '--max-delete', '30%');
    t.match(ran, { exit: 3, summary: { copied: 13, held: 13, deleted: 0 } });
    t.equal(texts(the[other]).f12, files(13).f12);
  });

  t.test(`two-way, an emptied ${side} deletes nothing on the ${other}`, async (t) => {
    const the = pair(t, undefined, undefined, { source: files(3) });
    await the.run('--mode', 'two-way');
    plant(the[side], without(3));
    t.match(await the.run('--mode', 'two-way'), { exit: 3, summary: { held: 3, deleted: 0 } });
    t.equal(texts(the[other]).f2, 'fxx');
  });
}

t.test('deletes of simple are none, whatever is gone', async (t) => {
  const { run, source, destination } = bench(t, { source: files(20) });
  await run();
  plant(source, without(20));
  t.match(await run(), { exit: 0, lines: only([]) });
  t.equal(Object.keys(texts(destination)).length, 20);
});
