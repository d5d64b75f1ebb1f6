import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { bench, unprivileged, type Bench } from '../support/bench.ts';
import { cannotMount, mounted } from '../support/mount.ts';
import { differences, temps, texts } from '../support/observe.ts';
import { plant } from '../support/plant.ts';
import { only } from '../support/only.ts';

t.test(
  'D3: a file system that became read-only fails its files alone, and is in step once it can be written',
  { skip: cannotMount },
  async (t) => {
    const the = bench(t, { source: { 'd/edited': 'old', 'd/gone': 'gone', beside: 'old' }, destination: {} });
    mounted(t, `${the.destination}/d`, '1m');
    t.match(await the.run('--mode', 'clone'), { exit: 0 });
    plant(the.source, {
      'd/edited': 'new version',
      'd/gone': undefined,
      'd/new': 'n',
      beside: 'new version',
    });
    remount(`${the.destination}/d`, 'ro');
    const dry = await the.run('--mode', 'clone', '--dry-run');
    t.match(dry, { exit: 1, summary: { updated: 1, failed: 3, deleted: 0 } });
    const ran = await the.run('--mode', 'clone');
    t.match(ran, { exit: 1, summary: { updated: 1, failed: 3, deleted: 0 } });
    t.match(ran.stderr, /read-only/);
    t.same(dry.lines, ran.lines, 'a dry run tells what would fail');
    t.same(texts(the.destination), { 'd/': '', 'd/edited': 'old', 'd/gone': 'gone', beside: 'new version' });
    remount(`${the.destination}/d`, 'rw');
    t.match(await the.run('--mode', 'clone'), { exit: 0, summary: { failed: 0 } });
    t.same([temps(the.destination), differences(the.source, the.destination)], [[], []]);
    t.match(await the.run('--mode', 'clone'), { exit: 0, lines: only([]) });
  },
);

t.test(
  'F13: a dry run exits as the run that may not write into a folder',
  { skip: unprivileged.skip },
  async (t) => {
    const cases: readonly (readonly [title: string, change: (the: Bench) => void])[] = [
      ['a new file', (the) => plant(the.source, { 'd/new': '' })],
      ['a new folder', (the) => plant(the.source, { 'd/new/x': '' })],
      ['another version', (the) => plant(the.source, { 'd/x': 'another version' })],
      ['a file that is gone', (the) => plant(the.source, { 'd/x': undefined })],
      ['a file that was moved out', ({ source }) => renameSync(`${source}/d/x`, `${source}/x`)],
      ['a file that was moved in', ({ source }) => renameSync(`${source}/y`, `${source}/d/y`)],
    ];
    for (const [title, change] of cases)
      t.test(title, async (t) => {
        const the = bench(t, { source: { 'd/x': 'x', y: 'y' }, ...unprivileged });
        await the.run('--mode', 'clone');
        change(the);
        for (const root of [the.source, the.destination]) chmodSync(`${root}/d`, 0o555);
        const dry = await the.run('--mode', 'clone', '--dry-run');
        const ran = await the.run('--mode', 'clone');
        t.match([dry, ran], [{ exit: 1 }, { exit: 1 }]);
        t.same(dry.lines, ran.lines);
      });

    t.test('times and modes are set where no name may be given', async (t) => {
      const the = bench(t, { source: { 'd/x': 'x', y: 'y' }, ...unprivileged });
      await the.run('--mode', 'clone');
      utimesSync(`${the.source}/d/x`, 1, 1);
      for (const root of [the.source, the.destination]) chmodSync(`${root}/d`, 0o555);
      for (const further of [['--dry-run'], []])
        t.match(await the.run('--mode', 'clone', ...further), { exit: 0, lines: only(['update d/x time']) });
    });
  },
);

t.test(
  'F13: a dry run exits as the run that may not make the destination',
  { skip: unprivileged.skip },
  async (t) => {
    const the = bench(t, { source: { a: 'a' }, ...unprivileged });
    await the.run();
    rmSync(the.state, { recursive: true });
    rmSync(the.destination, { recursive: true });
    chmodSync(the.root, 0o555);
    const state = mkdtempSync(join(tmpdir(), 'syncline-state-'));
    t.teardown(() => rmSync(state, { recursive: true }));
    chmodSync(state, 0o777);
    const dry = await the.run('--state', state, '--dry-run');
    const ran = await the.run('--state', state);
    chmodSync(the.root, 0o755);
    t.match(ran, { lines: only([]), summary: { reason: /the root cannot be made/ } });
    t.same([dry.exit, dry.summary.reason], [ran.exit, ran.summary.reason]);
  },
);

t.test('D1: a dry run says that a file would not fit', { skip: cannotMount }, async (t) => {
  const the = bench(t, { source: { large: 'x'.repeat(2 * 1024 * 1024), small: 's' } });
  mounted(t, the.destination, '1m');
  const dry = await the.run('--dry-run');
  const ran = await the.run();
  t.match(ran, { exit: 1, lines: only(['copy small', 'failed copy large']) });
  t.same([dry.exit, dry.lines], [ran.exit, ran.lines]);
});

function remount(directory: string, how: 'ro' | 'rw'): void {
  execFileSync('mount', ['-o', `remount,${how}`, directory]);
}
