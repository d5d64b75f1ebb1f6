import { execFileSync } from 'node:child_process';
import t from 'tap';
import { bench } from '../support/bench.ts';
import { cannotMount, mounted } from '../support/mount.ts';
import { differences, temps, texts } from '../support/observe.ts';
import { plant } from '../support/plant.ts';

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
    const ran = await the.run('--mode', 'clone');
    t.match(ran, { exit: 1, summary: { updated: 1, failed: 3, deleted: 0 } });
    t.match(ran.stderr, /read-only/);
    t.same(texts(the.destination), { 'd/': '', 'd/edited': 'old', 'd/gone': 'gone', beside: 'new version' });
    remount(`${the.destination}/d`, 'rw');
    t.match(await the.run('--mode', 'clone'), { exit: 0, summary: { failed: 0 } });
    t.same([temps(the.destination), differences(the.source, the.destination)], [[], []]);
    t.match(await the.run('--mode', 'clone'), { exit: 0, lines: [] });
  },
);

function remount(directory: string, how: 'ro' | 'rw'): void {
  execFileSync('mount', ['-o', `remount,${how}`, directory]);
}
