import { renameSync, rmSync } from 'node:fs';
import t from 'tap';
import { bench } from '../support/bench.ts';
import { snapshot, texts } from '../support/observe.ts';
import { exists, noise, plant, type Tree } from '../support/plant.ts';
import { tempAppears } from '../support/watch.ts';
import { only } from '../support/only.ts';

const marks: Tree = {
  '.mark': 'disk 7 of 9\nsecond line\n',
  'a=b': 'equals',
  'folder/.mark': 'nested',
  empty: '',
  'late match': `${'x'.repeat(1024 * 1024)}MATCH`,
};

/** Checks of the source, one run each. */
const checks: readonly (readonly [check: string, passes: boolean, title: string])[] = [
  ['.mark', true, 'a file that is there'],
  ['folder/.mark', true, 'a file in a folder'],
  ['empty', true, 'an empty file'],
  ['nothing', false, 'a file that is missing'],
  ['folder', false, 'a folder is no file'],
  ['.mark=disk [0-9]', true, 'text that matches'],
  ['.mark=^disk 7 of 9', true, 'text that matches at the start'],
  ['.mark=disk 8', false, 'text that does not match'],
  ['.mark=[disk 7]', true, 'the bracket form'],
  ['.mark=[disk 8]', false, 'the bracket form, not matching'],
  ['a=b=[^equals$]', true, 'a path with = in the bracket form'],
  ['a=b=[^other$]', false, 'a path with = in the bracket form, not matching'],
  ['a=b', false, 'a path with = without brackets is cut at the first ='],
  ['.mark=disk=[7]', false, 'the bracket form is cut at its last =['],
  ['late match=MATCH', false, 'only the first MiB is looked at'],
];

t.test('G5: a File Check of the source', async (t) => {
  const the = bench(t, { source: marks });
  for (const [check, passes, title] of checks) {
    const ran = await the.run('--dry-run', '--file-check-source', check);
    t.equal(ran.exit, passes ? 0 : 3, `${title}: ${check}`);
    if (!passes) t.match(ran, { lines: only([]), summary: { reason: String, copied: 0 } });
  }
});

t.test('an absolute path is checked as it is', async (t) => {
  const { run, root, destination } = bench(t, { source: { a: '1' } });
  t.equal((await run('--file-check-source', `${root}/flag`)).exit, 3);
  t.notOk(exists(destination), 'before anything is touched');
  plant(root, { flag: 'up' });
  t.equal((await run('--file-check-source', `${root}/flag=up`)).exit, 0);
});

t.test('a File Check of the destination is its own', async (t) => {
  const { run, destination } = bench(t, { source: { mark: 'here' } });
  const check = ['--mode', 'clone', '--file-check-destination', 'mark=there'];
  const first = await run(...check);
  t.match(first, { exit: 3, lines: only([]), summary: { reason: /mark/ } });
  t.match(first.stderr, /mark/);
  t.notOk(exists(destination), 'the destination is not made');
  plant(destination, { mark: 'there', extra: 'x' });
  const before = snapshot(destination);
  t.equal((await run('--mode', 'clone', '--file-check-destination', 'mark=THERE')).exit, 3);
  t.same(snapshot(destination), before);
});

/** What the source does to what it had, and what of it must still stand on the destination. */
const goings: Readonly<Record<string, { readonly change: (source: string) => void; readonly left: string }>> =
  {
    deletes: { change: (source) => rmSync(`${source}/a`), left: 'a' },
    'renames of files': { change: (source) => renameSync(`${source}/a`, `${source}/z`), left: 'a' },
    'renames of folders': { change: (source) => renameSync(`${source}/d`, `${source}/e`), left: 'd/x' },
  };

for (const [what, { change, left }] of Object.entries(goings))
  t.test(`G5: a File Check that fails in mid-run stops ${what}`, async (t) => {
    const { root, source, destination, run, begin, finish } = bench(t, {
      source: { a: '1', b: '22', c: '333', 'd/x': 'in a folder' },
    });
    plant(root, { flag: 'up' });
    const check = ['--mode', 'clone', '--file-check-source', `${root}/flag`];
    await run(...check);
    const before = texts(destination)[left];
    change(source);
    plant(source, { big: noise(1024 * 1024) });
    const started = begin(...check, '--bandwidth', '1MiB/s');
    await tempAppears(destination);
    rmSync(`${root}/flag`);
    const ran = await finish(started);
    t.match(ran, { exit: 3, summary: { deleted: 0, moved: 0, copied: 1, reason: /flag/ } });
    t.equal(texts(destination)[left], before);
  });
