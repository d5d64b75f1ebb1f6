import t from 'tap';
import type { ThrottleClock } from '../src/throttle.js';
import { createThrottle } from '../src/throttle.js';
import { signal } from './support.js';

/** A clock that only sleeping moves; its timers fire `lateMs` late. */
function clock(lateMs = 0): ThrottleClock & { readonly sleeps: number[]; pass(ms: number): void } {
  let nowMs = 1_000_000;
  const sleeps: number[] = [];
  return {
    sleeps,
    nowMs: () => nowMs,
    pass: (ms) => void (nowMs += ms),
    async sleep(ms, by) {
      by.throwIfAborted();
      sleeps.push(ms);
      nowMs += ms + lateMs;
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

t.test('a pause earns no more than a burst of 50 ms, however long it was', async (t) => {
  for (const pauseMs of [50, 60_000]) {
    const time = clock();
    const paid = createThrottle(1_000, time, signal);
    time.pass(pauseMs);
    const startMs = time.nowMs();
    await paid(2_000);
    t.equal(time.nowMs() - startMs, 1_950, `${pauseMs} ms`);
  }
});

t.test('a timer that fires late is made up for, so that the rate is kept on average', async (t) => {
  const time = clock(30);
  const startMs = time.nowMs();
  const paid = createThrottle(1_000, time, signal);
  for (let n = 0; n < 100; n += 1) await paid(100);
  t.equal(time.nowMs() - startMs, 100 * 100 + 30, 'late once, not a hundred times');
});

t.test('what the burst pays for costs no turn of the event loop', async (t) => {
  const time = clock();
  const paid = createThrottle(1_000, time, signal);
  time.pass(50);
  t.equal(paid(50), undefined);
  t.type(paid(1), Promise);
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
