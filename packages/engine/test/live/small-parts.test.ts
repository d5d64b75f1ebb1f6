import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { pathFromText, type Outcome } from '@syncline/model';
import type { Spill, Spilled } from '@syncline/state';
import t from 'tap';
import { Bell } from '../../src/live/bell.js';
import { LightSpill } from '../../src/light-spill.js';
import { Misses } from '../../src/live/misses.js';
import { pauseMs } from '../../src/live/pauses.js';
import { Retries, undoneBy } from '../../src/live/retries.js';

const a = pathFromText('a');

t.test('a ring that nobody waited for wakes the next one who waits', async (t) => {
  const bell = new Bell();
  let woken = 0;
  const wait = (): Promise<void> =>
    bell.wait(60_000, AbortSignal.timeout(60_000)).then(() => void (woken += 1));
  bell.ring();
  const early = wait();
  await nextTurn();
  t.equal(woken, 1);
  await early;
  const late = wait();
  await nextTurn();
  t.equal(woken, 1, 'that ring is heard once');
  bell.ring();
  await nextTurn();
  t.equal(woken, 2);
  await late;
  const abort = new AbortController();
  const stopped = bell.wait(60_000, abort.signal);
  abort.abort();
  await stopped;
  await bell.wait(1, new AbortController().signal);
  t.pass();
});

const undone = { path: a, tree: false, left: false };

t.test('a path that fails is tried again, each time after twice as long', async (t) => {
  const retries = new Retries();
  retries.add({ ...undone, attempts: 0 }, 0);
  t.equal(retries.dueMs, 1_000);
  t.same([...retries.takeDue(999)], []);
  t.match([...retries.takeDue(1_000).values()], [{ path: a, attempts: 1 }]);
  t.equal(retries.size, 0);
  retries.add({ ...undone, attempts: 1 }, 1_000);
  t.equal(retries.dueMs, 3_000);
  retries.add({ ...undone, attempts: 30 }, 0);
  t.equal(retries.dueMs, 60_000);
  for (let index = 0; index < 2_000; index += 1)
    retries.add({ ...undone, path: pathFromText(`${index}`), attempts: 0 }, 0);
  t.ok(retries.size <= 1_000, 'and the memory is bounded');
});

t.test('what is only left alone waits for the audit after a few looks', async (t) => {
  const retries = new Retries();
  retries.add({ ...undone, left: true, attempts: 5 }, 0);
  t.equal(retries.takeDue(60_000).size, 1);
  retries.add({ ...undone, left: true, attempts: 6 }, 0);
  t.equal(retries.size, 0);
});

t.test('only what another look may change is tried again', async (t) => {
  const outcome = (given: Partial<Outcome>): Outcome => ({
    op: 'copy',
    side: 'destination',
    path: a,
    outcome: 'applied',
    bytes: 0,
    ...given,
  });
  t.equal(undoneBy(outcome({})), undefined);
  t.equal(undoneBy(outcome({ op: 'delete', outcome: 'held' })), undefined);
  t.equal(undoneBy(outcome({ op: 'skip', code: 'special' })), undefined);
  t.same(undoneBy(outcome({ op: 'skip', code: 'busy' })), { path: a, tree: false, left: true });
  t.same(undoneBy(outcome({ op: 'skip', code: 'unlistable' })), { path: a, tree: true, left: true });
  t.same(undoneBy(outcome({ outcome: 'failed', code: 'full' })), { path: a, tree: false, left: false });
  t.same(undoneBy(outcome({ outcome: 'stale', code: 'stale' })), { path: a, tree: false, left: false });
});

t.test('a side that is away is asked ever less often, one that refuses the login seldom', async (t) => {
  t.same(
    [0, 1, 2, 3, 10, 10_000].map((attempt) => pauseMs('unreachable', attempt, 1)),
    [500, 1_000, 2_000, 4_000, 15_000, 15_000],
  );
  t.same(
    [0, 1, 100].map((attempt) => pauseMs('login', attempt, 1)),
    [30_000, 60_000, 600_000],
  );
  t.equal(pauseMs('unreachable', 0, 0), 375);
});

t.test('misses are what was done and nobody had told of', async (t) => {
  const misses = new Misses();
  const done = (path: string, outcome: Outcome['outcome'] = 'applied', op: Outcome['op'] = 'copy'): void =>
    misses.note({ op, side: 'destination', path: pathFromText(path), outcome, bytes: 0 });
  done('known');
  done('missed');
  done('failed', 'failed');
  done('skipped', 'applied', 'skip');
  t.same(
    misses.count((path) => path === 'known'),
    { count: 1, first: 'missed' },
  );
  t.same(
    misses.count(() => false),
    { count: 0, first: undefined },
    'each is counted once',
  );
  t.equal(misses.total, 1);
});

/** What lies on disk, in the order of its keys. */
function diskOf(kept: Map<string, unknown>): Spill {
  return {
    put: async (entries) => entries.forEach(({ key, value }) => kept.set(key, value)),
    get: async (key) => kept.get(key),
    drop: async (key) => void kept.delete(key),
    async *iterate({ prefix = '' } = {}) {
      for (const key of [...kept.keys()].sort())
        if (key.startsWith(prefix)) yield { key, value: kept.get(key) };
    },
    clear: async () => kept.clear(),
  };
}

async function all(spill: Spill, options: Parameters<Spill['iterate']>[0]): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of spill.iterate(options)) keys.push(key);
  return keys;
}

t.test('what little is put off stays in memory; more goes to disk, with what was there', async (t) => {
  const kept = new Map<string, unknown>([['old', 'of an earlier pass']]);
  const spill = new LightSpill(diskOf(kept), 3);
  const entry = (key: string): Spilled => ({ key, value: key.toUpperCase() });
  t.ok(spill.isEmpty);
  await spill.put([entry('b'), entry('a'), entry('x/1')]);
  t.same(await all(spill, {}), ['a', 'b', 'x/1']);
  t.same(await all(spill, { prefix: 'x/' }), ['x/1']);
  t.same(await all(spill, { reverse: true }), ['x/1', 'b', 'a']);
  t.equal(await spill.get('a'), 'A');
  await spill.drop('a');
  t.equal(await spill.get('a'), undefined);
  t.same([...kept.keys()], ['old']);
  await spill.put([entry('c'), entry('d')]);
  t.same([...kept.keys()].sort(), ['b', 'c', 'd', 'x/1']);
  await spill.put([entry('e')]);
  await spill.drop('b');
  t.same(await all(spill, {}), ['c', 'd', 'e', 'x/1']);
  t.equal(await spill.get('e'), 'E');
  t.notOk(spill.isEmpty);
  await sleep(0);
});

t.test('what is put off while the rest goes to disk is not lost, and found at once', async (t) => {
  const kept = new Map<string, unknown>();
  const disk = diskOf(kept);
  const slow = {
    ...disk,
    clear: async (prefix?: string) => {
      await sleep(5);
      await disk.clear(prefix);
    },
  };
  const spill = new LightSpill(slow, 1);
  const keys = ['a', 'b', 'c', 'd'];
  const puts = keys.map((key) => spill.put([{ key, value: key }]));
  t.same(await Promise.all(keys.map((key) => spill.get(key))), keys);
  await spill.drop('a');
  await Promise.all(puts);
  t.same(await all(spill, {}), ['b', 'c', 'd']);
});
