import { mkdirSync, renameSync, rmSync } from 'node:fs';
import t, { type Test } from 'tap';
import { bench } from '../support/bench.ts';
import { snapshot } from '../support/observe.ts';
import { bound, cannotMount, mounted, unmount } from '../support/mount.ts';
import { plant } from '../support/plant.ts';
import { only } from '../support/only.ts';
import { files } from './sized-files.ts';

for (const side of ['source', 'destination'] as const) {
  t.test(
    `a ${side} root that is not the one of the last run: deletes are held until approved once`,
    async (t) => {
      const the = bench(t, { source: files(12) });
      const { run } = the;
      await run('--mode', 'clone');
      renameSync(the[side], `${the[side]}.old`);
      plant(the[side], files(12));
      plant(the.source, { f3: undefined, added: 'new, and of a size of its own' });
      t.match(await run('--mode', 'clone'), { exit: 3, summary: { copied: 1, deleted: 0, held: 1 } });
      t.match(
        await run('--mode', 'clone'),
        { exit: 3, summary: { deleted: 0, held: 1 } },
        'still not approved',
      );
      t.match(await run('--mode', 'clone', '--approve-deletes'), {
        exit: 0,
        summary: { deleted: 1, held: 0 },
      });
      plant(the.source, { f4: undefined });
      t.match(
        await run('--mode', 'clone'),
        { exit: 0, summary: { deleted: 1, held: 0 } },
        'approved once for all',
      );
      rmSync(`${the[side]}.old`, { recursive: true });
    },
  );
}

for (const { what, mountAt } of [
  { what: 'a file system', mountAt: (t, m) => mounted(t, m, '1m') },
  { what: 'a folder of the same file system', mountAt: (t, m, root) => bindNew(t, m, root) },
] satisfies readonly { what: string; mountAt: (t: Test, m: string, root: string) => void }[]) {
  for (const mode of ['clone', 'two-way']) {
    t.test(
      `F16: ${what} that is no longer mounted at the source deletes nothing, ${mode}`,
      { skip: cannotMount },
      async (t) => {
        const { run, root, source, destination } = bench(t, { source: { a: '1', b: '2' } });
        mountAt(t, `${source}/m`, root);
        plant(source, { 'm/x': 'mounted', 'm/d/y': 'mounted too' });
        t.match(await run('--mode', mode), { exit: 0, lines: { length: 6 } });
        t.match(await run('--mode', mode), { exit: 0, lines: only([]) });
        const before = snapshot(destination);
        unmount(`${source}/m`);
        const ran = await run('--mode', mode, '--approve-deletes');
        t.match(ran, { exit: 1, lines: only(['skip m']) });
        t.same(snapshot(destination), before);
      },
    );
  }
}

function bindNew(t: Test, directory: string, root: string): void {
  mkdirSync(`${root}/elsewhere`);
  bound(t, `${root}/elsewhere`, directory);
}

t.test(
  'F16: a folder that a service sees bound to itself is a plain one, and what is mounted below it is not',
  { skip: cannotMount },
  async (t) => {
    const { run, root, source } = bench(t, { source: { 'd/a': '1' } });
    bindNew(t, `${source}/d/m`, root);
    plant(source, { 'd/m/x': 'mounted' });
    const clone = async (): Promise<void> => {
      const ran = await run('--mode', 'clone', '--approve-deletes');
      t.match(ran, { exit: 0, summary: { deleted: 0, skipped: 0 } });
    };
    for (const seenBound of [source, `${source}/d`, `${source}/d/m`]) {
      bound(t, seenBound, seenBound);
      await clone();
      unmount(seenBound);
      await clone();
    }
    bound(t, source, source);
    unmount(`${source}/d/m`);
    t.match(await run('--mode', 'clone'), { exit: 1, lines: only(['skip d/m']) });
  },
);
