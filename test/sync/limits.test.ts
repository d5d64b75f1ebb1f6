import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import t from 'tap';
import { bench, finish, readRun, unprivileged, type Bench } from '../support/bench.ts';
import { cli, start, type CliOptions } from '../support/cli.ts';
import { differences, temps, texts } from '../support/observe.ts';
import { noise, plant } from '../support/plant.ts';
import { pair } from '../support/pair.ts';
import { folderOn, serverFor, skipReason } from '../support/servers.ts';
import { tempAppears } from '../support/watch.ts';
import { only } from '../support/only.ts';

const GiB = 1024 ** 3;

const argumentsOf = ({ source, destination, state }: Bench, ...more: readonly string[]): string[] => [
  'sync',
  source,
  destination,
  '--state',
  state,
  '--json',
  ...more,
];

/** A file of this size, of which only the last bytes take room. */
function sparse(path: string, size: number, end: string): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, size);
  writeSync(file, end, size - end.length);
  closeSync(file);
}

async function runWith(the: Bench, options: CliOptions, ...more: readonly string[]) {
  return readRun(await cli(argumentsOf(the, ...more), options), false);
}

t.test('F7: a tree deeper, and paths longer, than the system takes in one piece', async (t) => {
  const the = bench(t, { source: { beside: 'x' } });
  const before = process.cwd();
  const parts = { 'a/b': 1_000, [`${'n'.repeat(200)}/m`]: 20 };
  for (const [names, depth] of Object.entries(parts)) {
    // The system takes no such path at once.
    process.chdir(the.source);
    for (let level = 0; level < depth; level += 1) {
      const name = names.split('/')[level % 2]!;
      mkdirSync(name, { recursive: true });
      process.chdir(name);
    }
    plant('.', { bottom: 'deep' });
    process.chdir(before);
  }
  const ran = readRun(await cli(argumentsOf(the)), false);
  t.match(ran.summary, { failed: 0, skipped: 0, exit: 0 }, ran.stderr);
  t.equal(ran.summary.made, 1_020);
  t.equal(ran.summary.copied, 3);
  t.match(readRun(await cli(argumentsOf(the)), false), { exit: 0, lines: only([]) });
});

t.test('F12: sizes beyond 2 and 4 GiB are told exactly, by directories and servers', async (t) => {
  const sizes = [0, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 5 * GiB];
  const kind = 'vsftpd';
  const server = skipReason(kind) === false ? await serverFor(t, kind) : undefined;
  for (const remote of server === undefined ? [undefined] : [undefined, folderOn(server)]) {
    const the = pair(t, undefined, remote, { source: {}, destination: {} });
    for (const size of sizes) {
      sparse(`${the.source}/f${size}`, size, size === 0 ? '' : 'the end');
      sparse(`${the.destination}/f${size}`, size, size === 0 ? '' : 'the end');
    }
    const ran = await the.run('--compare', 'size', '--dry-run');
    t.match(ran, { exit: 0, lines: only([]) }, 'equal sizes');
    t.equal(ran.summary.scanned >= sizes.length, true);
    sparse(`${the.destination}/f${2 ** 31}`, 2 ** 31 + 1, 'the end');
    t.match(await the.run('--compare', 'size', '--dry-run'), {
      exit: 0,
      lines: only([`update f${2 ** 31}`]),
      summary: { bytes: 2 ** 31 },
    });
  }
});

t.test('K5: SIGTERM and SIGINT in a transfer of 5 GiB stop it within ten seconds', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const the = bench(t, { source: { small: 's' } });
    sparse(`${the.source}/large`, 5 * GiB, 'the end');
    const started = start(argumentsOf(the, '--bandwidth', '200MiB/s'));
    await tempAppears(the.destination);
    const askedMs = performance.now();
    started.child.kill(signal);
    t.match(await finish(started), { exit: 130 }, signal);
    t.ok(performance.now() - askedMs < 10_000, `${signal}: within ten seconds`);
    t.same(temps(the.destination), []);
    rmSync(`${the.source}/large`);
    t.match(await the.run(), { exit: 0 });
    t.same(texts(the.destination), { small: 's' });
  }
});

t.test('D4: two hundred open files are enough for any number of folders', async (t) => {
  const folders = Array.from({ length: 400 }, (_, n) => [`d${n % 20}/e${n}/f`, noise(n, n + 1)] as const);
  const the = bench(t, { source: Object.fromEntries(folders) });
  t.match(await runWith(the, { openFiles: 200 }, '--mode', 'clone'), { exit: 0, summary: { copied: 400 } });
  t.same(differences(the.source, the.destination), []);
  t.match(await runWith(the, { openFiles: 200 }, '--mode', 'clone'), { exit: 0, lines: only([]) });
});

t.test('D4: too few open files fail paths alone, with the way out, and delete nothing', async (t) => {
  const folders = Array.from({ length: 60 }, (_, n) => [`d${n}/e/f`, noise(n * 900, n + 1)] as const);
  const tree = Object.fromEntries(folders);
  const the = bench(t, { source: tree, destination: tree });
  const ran = await runWith(the, { openFiles: 60 }, '--mode', 'clone');
  t.match(ran, { exit: 1, summary: { deleted: 0, removed: 0 } });
  t.match(ran.stderr, /too many files are open; raise the limit \(ulimit -n\)|EMFILE/);
  t.same(differences(the.source, the.destination, { withinNs: undefined, modes: false }), []);
  t.match(await the.run('--mode', 'clone'), { exit: 0, summary: { bytes: 0, deleted: 0 } });
  t.match(await the.run('--mode', 'clone'), { exit: 0, lines: only([]) });
});

/** An account of no one, so that nobody's processes count but those of the test. */
const STRANGER = 61_543;

t.test(
  'D4: no room for threads, or for a helper process, costs time alone',
  { skip: unprivileged.skip },
  async (t) => {
    const many = Array.from({ length: 300 }, (_, n) => [`d${n % 3}/f${n}`, noise(n, n + 1)] as const);
    // Node itself takes about ten, and does not start with fewer.
    for (let processes = 9; processes <= 15; processes += 1) {
      const the = bench(t, { source: Object.fromEntries(many), user: STRANGER, processes });
      const ended = await the.begin('--mode', 'clone').ended;
      if (ended.signal === 'SIGABRT') continue;
      t.match(ended, { exit: 0, stderr: '' }, `${processes} processes and threads`);
      t.same(differences(the.source, the.destination), []);
    }
  },
);

t.test('K4: a run that ends for want of memory is made good by the next', async (t) => {
  const the = bench(t, {
    source: Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`f${n}`, `${n}`])),
  });
  const ended = await cli(argumentsOf(the), { nodeArgs: ['--max-old-space-size=6'] });
  t.ok(ended.signal !== null || (ended.exit ?? 0) > 5, `it does not end by itself: ${ended.exit}`);
  t.match(await the.run(), { exit: 0, summary: { failed: 0 } });
  t.same([temps(the.destination), differences(the.source, the.destination)], [[], []]);
  t.match(await the.run(), { exit: 0, lines: only([]) });
});
