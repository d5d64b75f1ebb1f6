import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { bench } from '../support/bench.ts';
import { differences } from '../support/observe.ts';
import { pair } from '../support/pair.ts';
import { folder as folderOf } from '../support/plant.ts';
import { only } from '../support/only.ts';

t.test('a changed mode of a folder is carried', async (t) => {
  const { run, source, destination } = bench(t, { source: { 'd/x': '1', 'e/': '' } });
  await run();
  chmodSync(`${source}/d`, 0o700);
  chmodSync(`${source}/e`, 0o750);
  t.match(await run(), { exit: 0, summary: { bytes: 0 } });
  t.same(differences(source, destination), []);
  t.match(await run(), { exit: 0, lines: only([]) });
});

t.test('a destination that is made is open to no more people than the source', async (t) => {
  for (const [given, expected] of [
    [0o700, '700'],
    [0o750, '750'],
    [0o500, '700'],
    [0o777, '755'],
  ] as const) {
    const { run, source, destination } = bench(t, { source: { 'd/x': '1' } });
    chmodSync(source, given);
    t.match(await run('--mode', 'clone'), { exit: 0, summary: { copied: 1 } });
    t.equal((statSync(destination).mode & 0o777).toString(8), expected);
    chmodSync(destination, 0o711);
    t.match(await run('--mode', 'clone'), { exit: 0, lines: only([]) });
    t.equal((statSync(destination).mode & 0o777).toString(8), '711', 'one that is there is left as it is');
  }
});

t.test('two-way, the mode of a folder is carried from the side on which it was changed', async (t) => {
  const tree = { 'here/x': '1', 'there/': '', 'both/': '', 'made/in/': '', 'new/': folderOf(0o750) };
  const { run, source, destination } = pair(t, undefined, undefined, {
    source: tree,
    destination: { 'both/': '' },
  });
  const sync = (...args: readonly string[]) => run('--mode', 'two-way', ...args);
  const modes = (root: string, ...names: readonly string[]) =>
    names.map((name) => (statSync(join(root, name)).mode & 0o777).toString(8));
  await sync();
  t.match(await sync(), { exit: 0, lines: only([]) });
  t.same(modes(destination, 'new'), ['750']);
  chmodSync(join(source, 'here'), 0o700);
  chmodSync(join(destination, 'there'), 0o711);
  chmodSync(join(source, 'both'), 0o700);
  chmodSync(join(destination, 'both'), 0o711);
  t.match(await sync('--dry-run'), { exit: 0, lines: only([]) });
  t.same(modes(destination, 'here'), ['755'], 'a dry run carries nothing');
  t.match(await sync(), { exit: 0, lines: only([]), summary: { bytes: 0 } });
  for (const root of [source, destination]) t.same(modes(root, 'here', 'there'), ['700', '711']);
  t.same([modes(source, 'both'), modes(destination, 'both')], [['700'], ['711']], 'it never conflicts');
  chmodSync(join(source, 'here'), 0o755);
  chmodSync(join(destination, 'both'), 0o700);
  await sync();
  chmodSync(join(source, 'both'), 0o755);
  await sync();
  for (const root of [source, destination]) t.same(modes(root, 'here', 'both'), ['755', '755']);
  t.match(await sync(), { exit: 0, lines: only([]) });
});
