import { linkSync, mkdirSync, symlinkSync } from 'node:fs';
import t from 'tap';
import { bench } from '../support/bench.ts';
import { differences, snapshot, texts, trashed } from '../support/observe.ts';
import { link, plant, type Tree } from '../support/plant.ts';
import { only } from '../support/only.ts';

const links: Tree = {
  'real/file': 'content',
  'to a file': link('real/file'),
  'to a folder': link('real'),
  outside: link('../outside/secret'),
  absolute: link('/etc/hostname'),
  dangling: link('no such thing'),
  'to itself': link('to itself'),
  'to the parent': link('..'),
  'real/up': link('../to a file'),
  'odd target': link('a b\'"\\ü'),
};

for (const mode of ['simple', 'clone']) {
  t.test(`F9: ${mode}: links are carried as links and never followed`, async (t) => {
    const { run, root, source, destination } = bench(t, { source: links });
    plant(`${root}/outside`, { secret: 'not ours' });
    const first = await run('--mode', mode);
    t.match(first, { exit: 0, summary: { copied: 10, made: 1, bytes: 7 } });
    t.same(differences(source, destination), []);
    t.match(await run('--mode', mode), { exit: 0, lines: only([]) });
  });
}

t.test('clone: all extra names of one file go in one run', async (t) => {
  const { run, source, destination } = bench(t, { source: { kept: 'kept', file: 'one file' } });
  await run('--mode', 'clone');
  for (const name of ['second', 'third', 'fourth']) linkSync(`${destination}/kept`, `${destination}/${name}`);
  t.match(await run('--mode', 'clone', '--approve-deletes'), { exit: 0, summary: { deleted: 3, failed: 0 } });
  t.same(differences(source, destination), []);
  t.match(await run('--mode', 'clone'), { exit: 0, lines: only([]) });
});

const outside: Tree = { 'x.txt': 'outside', 'sub/y.txt': 'outside too' };

t.test('F9: a destination folder that was replaced by a link to the outside', async (t) => {
  const source = { 'd/x.txt': 'ours', 'd/sub/y.txt': 'ours too', keep: 'kept' };

  t.test('simple: is left and reported; nothing outside is touched', async (t) => {
    const { run, root, destination } = bench(t, { source });
    await run();
    plant(`${root}/outside`, outside);
    plant(destination, { d: link('../outside') });
    const before = snapshot(`${root}/outside`);
    const ran = await run();
    t.match(ran, { exit: 1, lines: only(['skip d']) });
    t.same(snapshot(`${root}/outside`), before);
    t.equal(texts(destination).d, '-> ../outside');
  });

  t.test(
    'clone: the link goes to the trash and the folder comes back; nothing outside is touched',
    async (t) => {
      const { run, root, source: from, destination } = bench(t, { source });
      await run('--mode', 'clone');
      plant(`${root}/outside`, outside);
      plant(destination, { d: link(`${root}/outside`) });
      const before = snapshot(`${root}/outside`);
      t.equal((await run('--mode', 'clone')).exit, 0);
      t.same(snapshot(`${root}/outside`), before);
      t.same(differences(from, destination), []);
      t.same(trashed(destination), { d: [`-> ${root}/outside`] });
      t.match(await run('--mode', 'clone'), { exit: 0, lines: only([]) });
    },
  );
});

t.test('F9: clone: an extra link on the destination is removed, not what it points to', async (t) => {
  const { run, root, destination } = bench(t, { source: { keep: 'kept' }, destination: { keep: 'kept' } });
  plant(`${root}/outside`, outside);
  symlinkSync(`${root}/outside`, `${destination}/extra`);
  const before = snapshot(`${root}/outside`);
  t.match(await run('--mode', 'clone'), { exit: 0, lines: only(['delete extra']) });
  t.same(snapshot(`${root}/outside`), before);
});

t.test('clone: a source folder that became a link to a folder outside deletes nothing outside', async (t) => {
  const { run, root, source, destination } = bench(t, { source: { 'd/x.txt': 'ours', keep: 'kept' } });
  await run('--mode', 'clone');
  plant(`${root}/outside`, outside);
  plant(source, { d: link('../outside') });
  const before = snapshot(`${root}/outside`);
  t.equal((await run('--mode', 'clone')).exit, 0);
  t.same(snapshot(`${root}/outside`), before);
  t.same(differences(source, destination), []);
  t.match(await run('--mode', 'clone'), { exit: 0, lines: only([]) });
});

t.test('a trash folder that is a link to the outside is not written through', async (t) => {
  for (const planted of ['.syncline', '.syncline/trash']) {
    const { run, root, source, destination } = bench(t, { source: { f: 'old' } });
    await run('--mode', 'clone');
    mkdirSync(`${root}/outside`);
    plant(destination, { [planted]: link(`${root}/outside`) });
    plant(source, { f: 'new content' });
    const before = snapshot(`${root}/outside`);
    const { exit } = await run('--mode', 'clone');
    t.same(snapshot(`${root}/outside`), before, `${planted}: nothing outside is touched`);
    t.ok(exit === 1 || texts(destination).f === 'new content', `${planted}: done, or reported as not done`);
    if (texts(destination).f === 'new content') t.same(trashed(destination), { f: ['old'] }, 'no loss');
  }
});
