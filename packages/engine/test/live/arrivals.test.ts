import { pathFromText, unknownEntry, type Answer, type Path, type Side } from '@syncline/model';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { Arrivals } from '../../src/live/arrivals.js';

const SETTLE_MS = 60;

interface Bench {
  readonly arrivals: Arrivals;
  /** What stands under each name now. */
  readonly there: Map<string, Answer>;
  readonly ready: string[];
  /** How many waited whenever some were dropped. */
  readonly left: number[];
  turns(): Promise<void>;
}

function bench(t: Test, isNews: (found: Answer) => boolean = () => true): Bench {
  const there = new Map<string, Answer>();
  const ready: string[] = [];
  const left: number[] = [];
  const arrivals: Arrivals = new Arrivals({
    settleMs: SETTLE_MS,
    nowMs: () => performance.now(),
    look: async (_side: Side, path: Path) => there.get(path) ?? { kind: 'absent', name: path },
    isNews: (_side: Side, _path: Path, found: Answer) => isNews(found),
    ready: (path: Path, _sinceMs: number, tree: boolean) => void ready.push(tree ? `${path}/` : path),
    dropped: () => void left.push(arrivals.size),
  });
  t.teardown(() => arrivals.close());
  return {
    arrivals,
    there,
    ready,
    left,
    async turns() {
      for (let turn = 0; turn < 4; turn += 1) await nextTurn();
    },
  };
}

function file(size: number, token = String(size)): Answer {
  return { kind: 'file', name: pathFromText('x'), size, token, mtime: 0, racy: false };
}

const a = pathFromText('a');

t.test('what came whole by rename passes at once', async (t) => {
  const { arrivals, there, ready, turns } = bench(t);
  there.set('a', file(10));
  arrivals.add('source', a, false);
  await turns();
  t.same(ready, ['a']);
  t.equal(arrivals.size, 0);
});

t.test('a write that is told one turn later keeps a name back', async (t) => {
  const { arrivals, there, ready, turns } = bench(t);
  there.set('a', file(10));
  arrivals.add('source', a, false);
  await nextTurn();
  arrivals.add('source', a, true);
  await turns();
  t.same(ready, []);
  await sleep(SETTLE_MS * 3);
  t.same(ready, ['a']);
});

t.test('an empty file waits, for what is to be written into it', async (t) => {
  const { arrivals, there, ready, turns } = bench(t);
  there.set('a', file(0));
  arrivals.add('source', a, false);
  await turns();
  t.same(ready, []);
  await sleep(SETTLE_MS * 3);
  t.same(ready, ['a']);
});

t.test('a file that keeps changing does not pass until it stays as it is', async (t) => {
  const { arrivals, there, ready } = bench(t);
  let size = 1;
  const writing = setInterval(() => there.set('a', file((size += 1))), 5);
  t.teardown(() => clearInterval(writing));
  arrivals.add('source', a, true);
  await sleep(SETTLE_MS * 6);
  t.same(ready, []);
  t.ok((arrivals.sinceMs ?? Infinity) < performance.now(), 'its age is known');
  clearInterval(writing);
  await sleep(SETTLE_MS * 20);
  t.same(ready, ['a']);
});

t.test('what is gone waits longer than the new name that it may have', async (t) => {
  const { arrivals, there, ready } = bench(t);
  arrivals.add('source', pathFromText('old'), false);
  there.set('new', file(5));
  arrivals.add('source', pathFromText('new'), true);
  while (ready.length < 2) await sleep(5);
  // Where both are due by then, they come together.
  t.same([...ready].sort(), ['new', 'old']);
});

t.test('its age is that of the oldest that waits', async (t) => {
  const { arrivals, turns } = bench(t);
  arrivals.add('source', a, true);
  const since = arrivals.sinceMs;
  await sleep(2);
  arrivals.add('source', pathFromText('b'), true);
  await turns();
  t.equal(arrivals.sinceMs, since);
});

t.test('nothing passes any more once it is closed, not even what is being looked at', async (t) => {
  const { arrivals, there, ready, turns } = bench(t);
  there.get = () => {
    arrivals.close();
    return file(10);
  };
  arrivals.add('source', a, false);
  await turns();
  t.same([ready, arrivals.size], [[], 0]);
});

t.test('what the journal has already is dropped', async (t) => {
  const { arrivals, there, ready, turns } = bench(t, () => false);
  there.set('a', file(10));
  arrivals.add('destination', a, true);
  await turns();
  t.equal(arrivals.size, 0);
  t.same(ready, []);
});

t.test('folders and what is unknown wait for nothing', async (t) => {
  const { arrivals, there, ready, turns } = bench(t);
  there.set('a', { kind: 'directory', name: a });
  there.set('b', unknownEntry(pathFromText('b'), pathFromText('b'), 'special', 'a pipe'));
  arrivals.add('source', a, true);
  arrivals.add('source', pathFromText('b'), true);
  await turns();
  t.same(ready, ['a', 'b']);
});

t.test('of more names than are waited for one by one the folder is looked at', async (t) => {
  const { arrivals, ready } = bench(t);
  for (let index = 0; index <= 10_000; index += 1)
    arrivals.add('source', pathFromText(`folder/${index}`), true);
  t.same(ready, ['folder/']);
  t.equal(arrivals.size, 10_000);
});

t.test('of what is no news it is told that it does not wait any more', async (t) => {
  const { arrivals, there, ready, left, turns } = bench(t, (found) => found.kind === 'absent');
  there.set('a', file(10));
  arrivals.add('source', a, false);
  await turns();
  t.same([ready, left], [[], [0]]);
  arrivals.add('source', pathFromText('gone'), false);
  await sleep(SETTLE_MS * 3);
  t.same([ready, left], [['gone'], [0]], 'what passes is told as such');
});
