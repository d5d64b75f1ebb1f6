import { appendFileSync, rmSync } from 'node:fs';
import t from 'tap';
import { bench } from '../support/bench.ts';
import { differences, temps, texts, trashed } from '../support/observe.ts';
import { cannotMount, mounted, resize } from '../support/mount.ts';
import { link, noise, plant, type Tree } from '../support/plant.ts';
import { tempAppears } from '../support/watch.ts';
import { only } from '../support/only.ts';

const MiB = 1024 * 1024;
const SLOW = ['--bandwidth', '2MiB/s'];

interface Interference {
  readonly title: string;
  /** What the destination holds from the run before. */
  readonly before: Tree;
  readonly change: (sides: { readonly source: string; readonly destination: string }) => void;
  /** A text that must be somewhere on the destination in the end: in place or in the trash. */
  readonly kept?: string;
}

const interferences: readonly Interference[] = [
  {
    title: 'C1: the source file grows while it is copied',
    before: {},
    change: ({ source }) => appendFileSync(`${source}/big`, 'more'),
  },
  {
    title: 'C1: the source file is replaced while it is copied',
    before: {},
    change: ({ source }) => plant(source, { big: undefined, 'other/': '' }),
  },
  {
    title: 'C1: the source file becomes shorter while it is copied',
    before: {},
    change: ({ source }) => plant(source, { big: 'short now' }),
  },
  {
    title: 'C2: the name is taken on the destination while the file is copied',
    before: {},
    change: ({ destination }) => plant(destination, { big: 'written meanwhile' }),
    kept: 'written meanwhile',
  },
  {
    title: 'C2: the destination file is edited while its new version is copied',
    before: { big: 'old version' },
    change: ({ destination }) => plant(destination, { big: 'edited meanwhile' }),
    kept: 'edited meanwhile',
  },
  {
    title: 'C2: the destination file is deleted while its new version is copied',
    before: { big: 'old version' },
    change: ({ destination }) => plant(destination, { big: undefined }),
  },
];

for (const { title, before, change, kept } of interferences) {
  t.test(`${title}: never a mixture, nothing lost, and the next run converges`, async (t) => {
    const { begin, finish, run, source, destination } = bench(t, {
      source: { ...before, keep: 'k' },
      destination: {},
    });
    await run('--mode', 'clone');
    const first = noise(2 * MiB);
    plant(source, { big: first });
    const started = begin('--mode', 'clone', ...SLOW);
    await tempAppears(destination);
    change({ source, destination });
    const ran = await finish(started);
    t.ok(ran.exit === 0 || ran.exit === 1, `exit ${ran.exit}`);
    t.same(temps(destination), []);
    const versions = [first.toString(), 'old version', texts(source).big, kept, undefined];
    t.ok(versions.includes(texts(destination).big), 'a whole version, or none');
    if (kept !== undefined) {
      const found = [texts(destination).big, ...(trashed(destination).big ?? [])];
      t.ok(found.includes(kept), 'what was written meanwhile is kept');
    }
    t.equal((await run('--mode', 'clone')).exit, 0);
    t.same(differences(source, destination), []);
    t.match(await run('--mode', 'clone'), { exit: 0, lines: only([]) });
  });
}

t.test(
  'the destination folder is swapped for a link to the outside while a file in it is copied',
  async (t) => {
    const { begin, finish, run, root, source, destination } = bench(t, {
      source: { 'd/big': noise(2 * MiB), keep: 'k' },
      destination: { 'd/': '' },
    });
    plant(`${root}/outside`, { x: 'theirs' });
    const started = begin('--mode', 'clone', ...SLOW);
    await tempAppears(`${destination}/d`);
    rmSync(`${destination}/d`, { recursive: true });
    plant(destination, { d: link(`${root}/outside`) });
    const ran = await finish(started);
    t.ok(ran.exit === 0 || ran.exit === 1, `exit ${ran.exit}`);
    t.same(texts(`${root}/outside`), { x: 'theirs' });
    t.equal((await run('--mode', 'clone')).exit, 0);
    t.same(differences(source, destination), []);
    t.same(texts(`${root}/outside`), { x: 'theirs' });
  },
);

t.test('--bandwidth slows the whole run down to its rate', async (t) => {
  const { run } = bench(t, { source: { a: noise(1.5 * MiB), b: noise(1.5 * MiB), c: 'small' } });
  const { exit, summary } = await run('--bandwidth', '1MiB/s');
  t.equal(exit, 0);
  t.ok(summary.seconds >= 1.5, `${summary.seconds} s for 3 MiB`);
  t.ok(summary.seconds <= 20, `${summary.seconds} s for 3 MiB`);
});

t.test(
  'D1: a file that does not fit fails alone, and is copied once there is room',
  { skip: cannotMount },
  async (t) => {
    const { run, source, destination } = bench(t, {
      source: { a: 'small', big: noise(3 * MiB), 'd/z': 'small too' },
    });
    mounted(t, destination, '2m');
    const ran = await run('--mode', 'clone');
    t.match(ran, {
      exit: 1,
      lines: only(['copy a', 'copy d/z', 'failed copy big', 'mkdir d']),
      summary: { failed: 1, bytes: 14 },
    });
    t.match(
      ran.operations.find(({ path }) => path === 'big'),
      { code: 'full' },
    );
    t.match(ran.stderr, /big.*(full|space|room|fit)/);
    t.same(texts(destination), { a: 'small', 'd/': '', 'd/z': 'small too' });
    t.same(temps(destination), []);
    resize(destination, '8m');
    t.match(await run('--mode', 'clone'), { exit: 0, lines: only(['copy big']) });
    t.same(differences(source, destination), []);
  },
);

t.test(
  'files that fit one by one and not together: as many as fit are copied',
  { skip: cannotMount },
  async (t) => {
    const six = Object.fromEntries(Array.from({ length: 6 }, (_, n) => [`f${n}`, noise(0.5 * MiB, n)]));
    const { run, destination } = bench(t, { source: six });
    mounted(t, destination, '2m');
    const { exit, summary } = await run();
    t.equal(exit, 1);
    t.ok(summary.copied >= 3 && summary.failed === 6 - summary.copied, `${summary.copied} copied`);
    t.equal(Object.keys(texts(destination)).length, summary.copied, 'no partial file');
    t.same(temps(destination), []);
  },
);

t.test('D1: an update that does not fit leaves the old version', { skip: cannotMount }, async (t) => {
  const { run, source, destination } = bench(t, { source: { f: 'old version', g: 'g' } });
  mounted(t, destination, '2m');
  await run();
  plant(source, { f: noise(3 * MiB), g: 'g edited' });
  t.match(await run(), { exit: 1, lines: only(['failed update f', 'update g']) });
  t.match(texts(destination), { f: 'old version', g: 'g edited' });
});
