import t from 'tap';
import type { ThrottleClock } from '../src/throttle.js';
import { createThrottle } from '../src/throttle.js';
import { signal } from './support.js';

/** A clock that only sleeping moves. */
function clock(): ThrottleClock & { readonly sleeps: number[]; pass(ms: number): void } {
  let nowMs = 1_000_000;
  const sleeps: number[] = [];
  return {
    sleeps,
    nowMs: () => nowMs,
    pass: (ms) => void (nowMs += ms),
    async sleep(ms, by) {
      by.throwIfAborted();
      sleeps.push(ms);
      nowMs += ms;
    },
  };
}

t.test('without a limit nothing waits', async (t) => {
  const time = clock();
  t.equal(createThrottle(undefined, time, signal)(1e12), undefined);
  t.strictSame(time.sleeps, []);
});

t.test('bytes take the time that the rate gives them', async (t) => {
  const time = clock();
  const startMs = time.nowMs();
  const paid = createThrottle(1_000, time, signal);
  await paid(500);
  t.equal(time.nowMs() - startMs, 500);
  await paid(250);
  t.equal(time.nowMs() - startMs, 750);
});

t.test('transfers at the same time share the rate', async (t) => {
  const time = clock();
  const startMs = time.nowMs();
  const paid = createThrottle(1_000, time, signal);
  await Promise.all([paid(300), paid(300), paid(400)]);
  t.ok(time.nowMs() - startMs >= 1_000);
});

t.test('a pause earns no burst', async (t) => {
  const time = clock();
  const paid = createThrottle(1_000, time, signal);
  time.pass(60_000);
  const startMs = time.nowMs();
  await paid(2_000);
  t.equal(time.nowMs() - startMs, 2_000);
});

t.test('a long debt is paid in short waits, so that an interruption is noticed soon', async (t) => {
  const time = clock();
  await createThrottle(1_000, time, signal)(3_500);
  t.strictSame(time.sleeps, [1_000, 1_000, 1_000, 500]);
});

t.test('an interrupted run waits no longer', async (t) => {
  const time = clock();
  const abort = new AbortController();
  const waking: ThrottleClock = {
    ...time,
    async sleep(ms, by) {
      await time.sleep(ms, by);
      abort.abort();
    },
  };
  await t.rejects(async () => createThrottle(1_000, waking, abort.signal)(10_000), { name: 'AbortError' });
  t.equal(time.sleeps.length, 1);
});
