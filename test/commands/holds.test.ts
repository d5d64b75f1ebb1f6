import t from 'tap';
import { texts, trashed } from '../support/observe.ts';
import { exists, plant } from '../support/plant.ts';
import { files, gone, two, type Said, type Two } from './two.ts';

const MANY = files(15);

/** A pair that holds the delete of `MANY`, `d` and what is in it, of 17 files in all. */
async function holding(t: Parameters<typeof two>[0], mode: 'clone' | 'two-way' = 'two-way'): Promise<Two> {
  const pair = two(t, { mode, source: { ...MANY, 'd/x': 'deep', keep: 'kept' } });
  t.equal((await pair.on('sync')).exit, 0);
  plant(pair.source, { ...gone(MANY), d: undefined });
  t.equal((await pair.on('sync')).exit, 3);
  return pair;
}

function idOf({ lines }: Said): string {
  return String(lines[0]?.id);
}

for (const mode of ['two-way', 'clone'] as const) {
  t.test(`${mode}: held deletes are listed, approved, and then done`, async (t) => {
    const pair = await holding(t, mode);
    const listed = await pair.reading(() => pair.json('holds'));
    t.equal(listed.exit, 0);
    t.match(listed.lines[0], {
      type: 'hold',
      mode,
      files: 16,
      folders: 1,
      approved: false,
      because: { destination: /16 of 17/ },
    });
    t.same(
      listed.lines.slice(1).map(({ path }) => path),
      ['d', 'd/x', ...Object.keys(MANY).sort()],
    );
    t.match(listed.lines[2], {
      type: 'held',
      path: 'd/x',
      side: 'destination',
      kind: 'file',
      size: 4,
      proof: /on the source d was not in.*is not there; the version.*both had at the last run/,
    });
    t.equal(
      (await pair.reading(() => pair.bare('holds', '--json'))).stdout,
      listed.stdout,
      'the holds of all items',
    );

    const id = idOf(listed);
    t.match(await pair.bare('holds', 'approve', id), { exit: 0, stdout: /approved/ });
    t.match((await pair.json('holds')).lines[0], { id, approved: true });
    const dry = await pair.reading(() => pair.json('sync', '--dry-run'));
    t.match(
      dry.lines.at(-1),
      { exit: 0, deleted: 16, removed: 1, held: 0 },
      'a dry run is the plan of the real one',
    );
    const ran = await pair.json('sync');
    t.match(ran, { exit: 0, lines: { 17: { deleted: 16, removed: 1, held: 0 } } });
    t.same(texts(pair.destination), { keep: 'kept' });
    t.equal((await pair.on('holds')).stdout, 'No deletes are held.\n');
  });
}

t.test('only the listed versions are deleted, and the rest is held anew', async (t) => {
  const pair = await holding(t);
  const id = idOf(await pair.json('holds'));
  await pair.bare('holds', 'approve', id);
  plant(pair.destination, { f1: 'edited since', 'd/new': 'came since' });
  plant(pair.source, { keep: undefined });
  const ran = await pair.json('sync');
  t.equal(ran.exit, 3);
  const deleted = ran.lines
    .filter(({ op, outcome }) => op === 'delete' && outcome === 'applied')
    .map(({ path }) => path);
  t.same(deleted.sort(), [
    'd/x',
    ...Object.keys(MANY)
      .filter((name) => name !== 'f1')
      .sort(),
  ]);
  t.same(texts(pair.destination), { f1: 'edited since', keep: 'kept', 'd/': '', 'd/new': 'came since' });
  t.equal(texts(pair.source).f1, 'edited since', 'an edit beats a delete');
  const listed = await pair.json('holds');
  t.not(idOf(listed), id, 'another hold has another id');
  t.match(listed.lines[0], { approved: false, files: 1 });
  t.match(listed.lines[1], { path: 'keep' });
  t.match(await pair.bare('holds', 'approve', id), { exit: 2, stderr: /no hold.*'syncline holds' lists/ });
});

t.test('a folder in which something new is held stays until that is approved too', async (t) => {
  const pair = two(t, { mode: 'clone', source: { ...MANY, 'd/x': 'deep', keep: 'k' } });
  await pair.on('sync');
  plant(pair.source, { ...gone(MANY), d: undefined });
  await pair.on('sync');
  await pair.bare('holds', 'approve', idOf(await pair.json('holds')));
  plant(pair.destination, { 'd/extra': 'came since' });
  t.match(await pair.on('sync'), { exit: 3 });
  t.same(texts(pair.destination), { 'd/': '', 'd/extra': 'came since', keep: 'k' });
  t.same(
    (await pair.json('holds')).lines.slice(1).map(({ path }) => path),
    ['d', 'd/extra'],
  );
});

t.test('an approval is used up by one run', async (t) => {
  const pair = await holding(t);
  await pair.bare('holds', 'approve', idOf(await pair.json('holds')));
  await pair.on('sync');
  plant(pair.source, MANY);
  await pair.on('sync');
  plant(pair.source, gone(MANY));
  t.equal((await pair.on('sync')).exit, 3);
  t.ok(exists(pair.destination, 'f1'));
});

t.test('a dropped hold is forgotten, and the next run decides anew', async (t) => {
  const pair = await holding(t);
  const id = idOf(await pair.json('holds'));
  t.match(await pair.bare('holds', 'drop', id), { exit: 0, stdout: /dropped/ });
  t.equal((await pair.bare('holds')).stdout, 'No deletes are held.\n');
  t.equal((await pair.on('sync')).exit, 3);
  t.not(idOf(await pair.json('holds')), id);
  t.match(await pair.on('sync', '--max-delete', '100%'), { exit: 0 });
  t.equal(
    (await pair.bare('holds')).stdout,
    'No deletes are held.\n',
    'a run that holds nothing keeps no hold',
  );
});

t.test('a hold of the same deletes keeps its id; others replace it', async (t) => {
  const pair = await holding(t);
  const first = await pair.json('holds');
  t.equal((await pair.on('sync')).exit, 3);
  t.equal((await pair.json('holds')).stdout, first.stdout);
  await pair.reading(() => pair.on('sync', '--dry-run'));
  plant(pair.source, { f1: 'f 1' });
  t.equal((await pair.on('sync')).exit, 3);
  const second = await pair.json('holds');
  t.not(idOf(second), idOf(first));
  t.equal(second.lines.length, first.lines.length - 1);
  t.match(await pair.on('sync', '--approve-deletes'), { exit: 0 });
  t.equal((await pair.bare('holds')).stdout, 'No deletes are held.\n');
});

t.test('a root that was swapped is held until its hold is approved, once', async (t) => {
  const pair = two(t, { source: files(3) });
  await pair.on('sync');
  const { renameSync } = await import('node:fs');
  renameSync(pair.source, `${pair.root}/old`);
  plant(pair.source, { f1: 'f 1' });
  t.match(await pair.on('sync'), { exit: 3, stderr: /not the directory that was synchronized before/ });
  await pair.bare('holds', 'approve', idOf(await pair.json('holds')));
  t.equal((await pair.on('sync')).exit, 0);
  plant(pair.source, { f1: undefined, new: 'n' });
  t.equal((await pair.on('sync')).exit, 0, 'the new root is known from then on');
  t.same(texts(pair.destination), { new: 'n' });
  t.same(Object.keys(trashed(pair.destination)).sort(), ['f1', 'f2', 'f3']);
});

t.test('what takes the place of something held waits, and comes with its approval', async (t) => {
  const pair = two(t, { mode: 'clone', source: { ...MANY, n: 'a file' }, destination: {} });
  await pair.on('sync');
  plant(pair.source, { ...gone(MANY), n: undefined, 'n/inside': 'a folder now' });
  t.equal((await pair.on('sync')).exit, 3);
  t.equal(texts(pair.destination).n, 'a file');
  await pair.bare('holds', 'approve', idOf(await pair.json('holds')));
  t.equal((await pair.on('sync')).exit, 0);
  t.same(texts(pair.destination), { 'n/': '', 'n/inside': 'a folder now' });
});

t.test('what takes the place of something approved comes, whatever else is held', async (t) => {
  const pair = two(t, { mode: 'clone', source: { ...MANY, n: 'a file' }, destination: {} });
  await pair.on('sync');
  plant(pair.source, { ...gone(MANY), n: undefined, 'n/inside': 'a folder now' });
  t.equal((await pair.on('sync')).exit, 3);
  await pair.bare('holds', 'approve', idOf(await pair.json('holds')));
  plant(pair.destination, { extra: 'came since' });
  t.equal((await pair.on('sync')).exit, 3);
  t.same(texts(pair.destination), { 'n/': '', 'n/inside': 'a folder now', extra: 'came since' });
});

t.test('holds that are not understood: exit 2, and nothing changes', async (t) => {
  const pair = await holding(t);
  await pair.reading(async () => {
    t.match(await pair.bare('holds', 'approve', 'deadbeef-1'), { exit: 2, stderr: /no hold 'deadbeef-1'/ });
    t.match(await pair.bare('holds', 'approve'), { exit: 2, stderr: /ID/ });
    t.match(await pair.bare('holds', 'mail'), { exit: 2, stderr: /no item 'mail'/ });
  });
});
