import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import t from 'tap';
import { bench } from '../support/bench.ts';
import { differences, snapshot, texts } from '../support/observe.ts';
import { bound, cannotMount, mounted, unmount } from '../support/mount.ts';
import { exists, noise, plant } from '../support/plant.ts';
import { tempAppears } from '../support/watch.ts';
import { only } from '../support/only.ts';

const MiB = 1024 * 1024;

for (const side of ['source', 'destination'] as const) {
  t.test(
    `F17: a ${side} that the journal knows and that is gone refuses the run, until it is back`,
    async (t) => {
      const the = bench(t, { source: { a: '1' } });
      await the.run('--mode', 'clone');
      rmSync(the[side], { recursive: true });
      const other = side === 'source' ? the.destination : the.source;
      const before = snapshot(other);
      for (const more of [[], ['--approve-deletes']]) {
        const ran = await the.run('--mode', 'clone', ...more);
        t.match(ran, { exit: 3, lines: only([]), summary: { reason: String } });
        t.notOk(exists(the[side]), 'it is not made');
        t.same(snapshot(other), before);
      }
      plant(the[side], { a: '1' });
      t.equal((await the.run('--mode', 'clone')).exit, 0);
    },
  );
}

for (const side of ['source', 'destination'] as const) {
  for (const [mode, what] of [
    ['simple', 'file system'],
    ['clone', 'file system'],
    ['two-way', 'file system'],
    ['clone', 'folder of the same file system'],
  ] as const) {
    t.test(
      `F17: a ${side} where a ${what} is no longer mounted refuses the run, ${mode}, until a plain directory is approved`,
      { skip: cannotMount },
      async (t) => {
        const the = bench(t);
        const run = (...more: readonly string[]) => the.finish(the.begin('--mode', mode, ...more));
        const other = side === 'source' ? 'destination' : 'source';
        if (what === 'file system') mounted(t, the[side], '1m');
        else {
          plant(the.root, { 'elsewhere/': '' });
          bound(t, `${the.root}/elsewhere`, the[side]);
        }
        plant(the[other], { b: '2' });
        plant(the.source, { a: '1' });
        t.equal((await run()).exit, 0);
        unmount(the[side]);
        const before = [snapshot(the.source), snapshot(the.destination)];
        for (const more of [[], ['--dry-run']]) {
          const ran = await run(...more);
          t.match(ran, { exit: 3, lines: only([]), summary: { reason: /was mounted.*mount it again/ } });
        }
        t.same([snapshot(the.source), snapshot(the.destination)], before);
        plant(the[side], { new: 'n' });
        t.equal((await run('--approve-deletes')).exit, 0);
        t.equal((await run()).exit, 0, 'approved once for all');
      },
    );
  }
}

for (const side of ['source', 'destination'] as const) {
  t.test(
    `F17: a ${side} that another directory takes the place of in mid-run deletes nothing later`,
    async (t) => {
      const the = bench(t, { source: { old: '1' } });
      const run = (...more: readonly string[]) => the.finish(the.begin('--mode', 'two-way', ...more));
      t.equal((await run()).exit, 0);
      const other = side === 'source' ? the.destination : the.source;
      const added = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, noise(MiB)]));
      plant(other, added);
      const started = the.begin('--mode', 'two-way', '--connections', '1', '--bandwidth', '2MiB/s');
      await tempAppears(the[side]);
      renameSync(the[side], `${the.root}/away`);
      mkdirSync(the[side]);
      const ran = await the.finish(started);
      t.match(ran, { exit: 3, summary: { reason: /is another directory than a moment ago/ } });
      t.same(readdirSync(the[side]), [], 'nothing is written there');
      rmSync(the[side], { recursive: true });
      renameSync(`${the.root}/away`, the[side]);
      t.match(await run(), { exit: 0, summary: { deleted: 0, conflicts: 0 } });
      t.same(differences(the.source, the.destination), []);
      t.same(Object.keys(texts(other)).sort(), ['a', 'b', 'c', 'd', 'old']);
    },
  );
}
