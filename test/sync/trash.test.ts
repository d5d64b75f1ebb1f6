import { chmodSync, readdirSync } from 'node:fs';
import t from 'tap';
import { bench } from '../support/bench.ts';
import { differences, identity, snapshot, texts, trashed } from '../support/observe.ts';
import { exists, link, plant, type Tree } from '../support/plant.ts';
import { cannotMount, mounted } from '../support/mount.ts';
import { only } from '../support/only.ts';

const before: Tree = {
  'f.txt': 'version 1',
  'gone.txt': 'deleted',
  'd/e/deep.txt': 'deep',
  l: link('f.txt'),
  keep: 'k',
};
const after: Tree = { 'f.txt': 'version 2!', 'gone.txt': undefined, d: undefined, l: undefined };

t.test('replaced and deleted versions are kept under the run that did it, by path', async (t) => {
  const { run, source, destination } = bench(t, { source: before });
  await run('--mode', 'clone');
  const inodes = ['f.txt', 'gone.txt', 'd/e/deep.txt'].map((path) => identity(destination, path));
  plant(source, after);
  t.equal((await run('--mode', 'clone')).exit, 0);
  const runs = readdirSync(`${destination}/.syncline/trash`);
  t.equal(runs.length, 1);
  t.same(trashed(destination), {
    'f.txt': ['version 1'],
    'gone.txt': ['deleted'],
    'd/e/deep.txt': ['deep'],
    l: ['-> f.txt'],
  });
  const trash = `${destination}/.syncline/trash/${runs[0]}`;
  t.same(
    ['f.txt', 'gone.txt', 'd/e/deep.txt'].map((path) => identity(trash, path)),
    inodes,
    'by rename, not by copy',
  );
  t.notOk(exists(source, '.syncline'));

  plant(source, { 'f.txt': 'version 3!!' });
  await run('--mode', 'clone');
  t.same(trashed(destination)['f.txt'], ['version 1', 'version 2!'], 'each run has its own');
  t.match(await run('--mode', 'clone'), { exit: 0, lines: only([]) });
  t.equal(
    readdirSync(`${destination}/.syncline/trash`).length,
    2,
    'a run that keeps nothing makes no folder',
  );
});

t.test('the trash of the destination is neither synchronized nor removed by clone', async (t) => {
  const { run, source, destination } = bench(t, { source: before });
  await run('--mode', 'clone');
  plant(source, after);
  await run('--mode', 'clone');
  const kept = snapshot(`${destination}/.syncline`);
  t.match(await run('--mode', 'clone'), { exit: 0, lines: only([]) });
  t.same(snapshot(`${destination}/.syncline`), kept);
});

for (const mode of ['simple', 'clone']) {
  t.test(`${mode} --no-trash keeps nothing and never makes a folder of ours`, async (t) => {
    const { run, source, destination } = bench(t, { source: before });
    await run('--mode', mode, '--no-trash');
    plant(source, after);
    const ran = await run('--mode', mode, '--no-trash');
    t.equal(ran.exit, 0);
    t.notOk(exists(destination, '.syncline'));
    t.equal(texts(destination)['f.txt'], 'version 2!');
    if (mode === 'clone') t.same(differences(source, destination), []);
    plant(source, { 'f.txt': undefined, 'f.txt/x': 'a folder now' });
    t.equal((await run('--mode', mode, '--no-trash')).exit, mode === 'clone' ? 0 : 1);
    t.notOk(exists(destination, '.syncline'));
  });
}

t.test('versions of a nested file system are kept at its own top', { skip: cannotMount }, async (t) => {
  const { run, source, destination } = bench(t, {
    source: { 'm/f': 'version 1', 'm/gone': 'x', g: 'other 1' },
  });
  mounted(t, `${destination}/m`, '1m');
  t.equal((await run('--mode', 'clone')).exit, 0);
  chmodSync(`${source}/m`, 0o777);
  plant(source, { 'm/f': 'version 2!', 'm/gone': undefined, g: 'other 2!' });
  t.equal((await run('--mode', 'clone')).exit, 0);
  t.same(differences(source, destination), []);
  t.same(trashed(destination), { g: ['other 1'] });
  t.same(
    Object.values(trashed(`${destination}/m`))
      .flat()
      .sort(),
    ['version 1', 'x'],
  );
  t.match(await run('--mode', 'clone'), { exit: 0, lines: only([]) });
});

t.test('F9: a trash that is a link is not written through, and what is in its place is named', async (t) => {
  const { root, run, source, destination } = bench(t, { source: { a: 'one', b: 'two', keep: 'k' } });
  t.equal((await run('--mode', 'clone')).exit, 0);
  plant(root, { 'elsewhere/file': 'x' });
  plant(destination, { '.syncline/trash': link('../../elsewhere') });
  plant(source, { a: 'another', b: undefined });
  const ran = await run('--mode', 'clone');
  t.match(ran, { exit: 1, summary: { failed: 2 } });
  t.match(ran.stderr, /^not updated a .* in the place of \.syncline\/trash; remove it$/m);
  t.same(readdirSync(`${root}/elsewhere`), ['file']);
  t.match(texts(destination), { a: 'one', b: 'two' });
  plant(destination, { '.syncline/trash': undefined });
  t.match(await run('--mode', 'clone'), { exit: 0, lines: only(['delete b', 'update a']) });
  t.match(trashed(destination), { a: ['one'], b: ['two'] });
});
