import { renameSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { bench } from '../support/bench.ts';
import { cli, start, type Ended, type Started } from '../support/cli.ts';
import { differences, temps, texts, trashed } from '../support/observe.ts';
import { folder as folderOf, inFolders, noise, plant, rowFolder, type Tree } from '../support/plant.ts';
import { readReport } from '../support/report.ts';
import { pair as pairOf, pairWith } from '../support/pair.ts';
import { serverFor, skipReason } from '../support/servers.ts';
import { tempAppears } from '../support/watch.ts';
import { only } from '../support/only.ts';

const MiB = 1024 * 1024;
/** A slow run of some seconds, in which a temp file stands for most of the time. */
const SLOW = ['--bandwidth', '1MiB/s'];

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(
    `K5: ${signal} in the middle of a copy: 130, a summary, no temp file, and the next run converges`,
    async (t) => {
      const { begin, finish, run, source, destination } = bench(t, {
        source: { big: noise(20 * MiB), small: 's' },
      });
      const started = begin(...SLOW);
      await tempAppears(destination);
      const asked = performance.now();
      started.child.kill(signal);
      const ran = await finish(started);
      t.ok(performance.now() - asked < 10_000, 'within ten seconds');
      t.match(ran, { exit: 130, summary: { exit: 130 } });
      t.same(temps(destination), []);
      t.notOk('big' in texts(destination), 'no partial file');
      t.match(await run(), { exit: 0 });
      t.same(differences(source, destination), []);
      t.same(temps(destination), []);
    },
  );
}

for (const kind of [undefined, 'openssh', 'vsftpd'] as const)
  t.test(
    `I4: what was copied before a signal ended the run is known, and does not come back once it is deleted (${kind ?? 'directories'})`,
    { skip: kind !== undefined && skipReason(kind) },
    async (t) => {
      const source = {
        ...Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`f${n}`, `${n}`])),
        z: noise(20 * MiB),
      };
      const the =
        kind === undefined
          ? pairOf(t, undefined, undefined, { source })
          : pairWith(t, await serverFor(t, kind), 'to', { source });
      const started = the.begin('--mode', 'two-way', ...SLOW);
      while (!['f0', 'f4'].every((name) => name in texts(the.destination))) await delay(20);
      started.child.kill('SIGINT');
      t.equal((await the.finish(started)).exit, 130);
      the.plant('source', { f0: undefined });
      t.match(await the.run('--mode', 'two-way'), { exit: 0, summary: { deleted: 1 } });
      t.notOk('f0' in texts(the.source) || 'f0' in texts(the.destination));
    },
  );

t.test('C4: a second process on the same item is refused, and names the first', async (t) => {
  const { begin, finish, run, source, destination } = bench(t, { source: { big: noise(3 * MiB) } });
  const first = begin(...SLOW);
  await tempAppears(destination);
  const second = await run();
  t.match(second, { exit: 5, lines: only([]), summary: { exit: 5, copied: 0, reason: String } });
  t.match(second.stderr, String(first.child.pid), 'its process is named');
  t.equal((await finish(first)).exit, 0, 'the first one is not disturbed');
  t.same(differences(source, destination), []);
  t.match(await run(), { exit: 0, lines: only([]) });
});

t.test(
  'C4: another item that writes into the same folder is refused meanwhile, and may run afterwards',
  async (t) => {
    const { begin, finish, root, state, source, destination } = bench(t, { source: { big: noise(3 * MiB) } });
    plant(join(root, 'other'), { extra: 'x' });
    const other = (): Promise<Ended> =>
      cli(['sync', join(root, 'other'), join(destination, 'sub'), '--state', state]);
    const first = begin(...SLOW);
    await tempAppears(destination);
    const second = await other();
    t.match(second, { exit: 5, stderr: /writes into .*, and so does the item .*, which process/ });
    t.match(
      second.stderr,
      `so does the item ${source} -> ${destination}, which`,
      'it is named by its endpoints',
    );
    t.equal((await finish(first)).exit, 0);
    t.match(await other(), { exit: 0 });
  },
);

const files: Tree = inFolders(Array.from({ length: 20 }), () => ({
  ...Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`f${n}`, noise(n * 97, n)])),
  'deep/below/big': noise(600_000),
}));

/** Kills a run after it has told of some operations; resolves when it is gone. */
async function killAfter(started: Started, lines: number): Promise<void> {
  let seen = 0;
  const reader = createInterface(started.child.stdout);
  if (lines === 0) started.child.kill('SIGKILL');
  reader.on('line', () => {
    seen += 1;
    if (seen === lines) started.child.kill('SIGKILL');
  });
  await started.ended;
}

const atRandom = (count: number): number => Math.floor(Math.random() * count);

interface Pair {
  readonly source: string;
  readonly destination: string;
  readonly state: string;
}

const argumentsOf = ({ source, destination, state }: Pair): string[] => [
  'sync',
  source,
  destination,
  '--state',
  state,
  '--mode',
  'clone',
  '--json',
  '--max-delete',
  '100%',
];

/** The next run after a kill converges, and the one after it has nothing to do. */
async function converges(t: Test, pair: Pair): Promise<void> {
  const next = await cli(argumentsOf(pair));
  t.match(readReport(next.stdout, false).summary, { exit: 0, failed: 0, skipped: 0 }, next.stderr);
  t.same(temps(pair.destination), []);
  t.same(differences(pair.source, pair.destination), []);
  t.same(readReport((await cli(argumentsOf(pair))).stdout, false).operations, []);
}

t.test('K1: kill -9 at random moments of a first copy, ten times: the next run converges', async (t) => {
  const { root, source } = bench(t, { source: files });
  for (let round = 0; round < 10; round += 1) {
    const pair = { source, destination: `${root}/destination ${round}`, state: `${root}/state ${round}` };
    const lines = atRandom(500);
    await t.test(`after ${lines} lines`, async (t) => {
      await killAfter(start(argumentsOf(pair)), lines);
      await converges(t, pair);
    });
  }
});

/** Edits, deletes, renames, swapped kinds and new files, in every folder. */
function change(source: string): void {
  for (let row = 0; row < 20; row += 1) {
    const folder = `${source}/${rowFolder(row)}`;
    plant(folder, {
      f1: `edited ${row}`,
      f2: undefined,
      f3: undefined,
      'f3/now a folder': `${row}`,
      new: `new ${row}`,
    });
    renameSync(`${folder}/f4`, `${folder}/renamed`);
    renameSync(`${folder}/deep`, `${folder}/shallow`);
  }
}

t.test(
  'K1: kill -9 at random moments of a run with changes: it converges, and no version is lost',
  async (t) => {
    for (let round = 0; round < 5; round += 1) {
      const { source, destination, state } = bench(t, { source: files });
      const pair = { source, destination, state };
      await cli(argumentsOf(pair));
      change(source);
      const lines = atRandom(220);
      await t.test(`after ${lines} lines`, async (t) => {
        await killAfter(start(argumentsOf(pair)), lines);
        await converges(t, pair);
        const kept = trashed(destination);
        const lost = Array.from({ length: 20 }, (_, row) => rowFolder(row)).filter(
          (folder) => !(['f1', 'f2', 'f3'] as const).every((name) => `${folder}/${name}` in kept),
        );
        t.same(lost, [], 'every replaced and deleted version is in the trash');
      });
    }
  },
);

t.test('K2: kill -9 twice in a row, then a run', async (t) => {
  const { source, destination, state } = bench(t, { source: files });
  const pair = { source, destination, state };
  await killAfter(start(argumentsOf(pair)), 100 + atRandom(100));
  await killAfter(start(argumentsOf(pair)), atRandom(100));
  await converges(t, pair);
});

t.test(
  'a folder that is read-only at the source is so in the end, however often the run was killed',
  async (t) => {
    const { begin, run, source, destination } = bench(t, {
      source: { 'd/big': noise(4 * MiB), 'd/': folderOf(0o555) },
      destination: {},
    });
    const started = begin(...SLOW);
    await tempAppears(`${destination}/d`);
    started.child.kill('SIGKILL');
    await started.ended;
    t.equal((await run()).exit, 0);
    t.same(differences(source, destination), []);
  },
);

for (const kind of [undefined, 'openssh'] as const)
  t.test(
    `I4: a file of which a killed run had carried the new time does not come back once it is deleted (${kind ?? 'directories'})`,
    { skip: kind !== undefined && skipReason(kind) },
    async (t) => {
      const source = { deleted: '1', 'a folder now': '2', stays: '3' };
      const the =
        kind === undefined
          ? pairOf(t, undefined, undefined, { source })
          : pairWith(t, await serverFor(t, kind), 'to', { source });
      const args = ['--mode', 'two-way', '--max-delete', '100%'];
      t.match(await the.run(...args), { exit: 0, summary: { copied: 3 } });
      for (const name of ['deleted', 'a folder now'])
        utimesSync(join(the.source, name), 1_600_000_000, 1_600_000_000);
      await killAfter(the.begin(...args), 2);
      for (const name of ['deleted', 'a folder now'])
        t.equal(statSync(join(the.destination, name)).mtimeMs, 1_600_000_000_000, 'the time was carried');
      the.plant('source', { deleted: undefined, 'a folder now': undefined });
      the.plant('source', { 'a folder now/x': 'inside' });
      t.match(await the.run(...args), { exit: 0, summary: { conflicts: 0, deleted: 2 } });
      const found = { 'a folder now/': '', 'a folder now/x': 'inside', stays: '3' };
      t.same([texts(the.source), texts(the.destination)], [found, found]);
    },
  );
