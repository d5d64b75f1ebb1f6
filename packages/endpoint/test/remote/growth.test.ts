import t from 'tap';
import { growsAfterMs, lately } from '../../src/remote/growth.js';
import type { Demand } from '../../src/remote/growth.js';

/** At 1000 ms; of those that wait, since when. */
function due(waitingSinceMs: readonly number[], demand: Partial<Demand>): number {
  const waiting = waitingSinceMs.map((sinceMs) => ({ sinceMs }));
  const pressedSinceMs = Math.min(...waitingSinceMs);
  const still = { alive: 1, opening: 0, pressedSinceMs, openingMs: 100, workMs: undefined };
  return growsAfterMs({ ...still, waiting, ...demand }, 1_000);
}

t.test('the first connection is opened at once, and alone', async (t) => {
  t.equal(due([1_000, 1_000], { alive: 0 }), 0);
  t.equal(due([0, 0], { alive: 0, opening: 1, workMs: 1_000 }), Infinity);
});

t.test('a further one once something has waited as long as opening takes', async (t) => {
  t.equal(due([1_000], {}), 100);
  t.equal(due([960], {}), 60);
  t.ok(due([900], {}) <= 0);
  t.equal(due([990], { pressedSinceMs: 930 }), 30, 'or there was always something');
  t.equal(
    due([900, 980], { alive: 2, opening: 1, pressedSinceMs: 1_000 }),
    80,
    'for the first one is opened',
  );
});

t.test('as many at a time as there are', async (t) => {
  t.equal(due([0, 0], { opening: 1 }), Infinity);
  const pressed = { alive: 2, pressedSinceMs: 0 };
  t.ok(due([990, 990], pressed) <= 0);
  t.ok(due([990, 990], { ...pressed, opening: 1 }) <= 0, 'without another wait between them');
  t.equal(due([990, 990, 990], { ...pressed, opening: 2 }), Infinity);
});

t.test('at once, and more, where the queue is worth it', async (t) => {
  const now = [1_000, 1_000, 1_000, 1_000];
  t.equal(due(now, { workMs: 26 }), 0);
  t.ok(due(now, { workMs: 25 }) > 0);
  t.equal(due(now, { workMs: 51, opening: 1 }), 0, 'though as many are being opened as there are');
  t.equal(due(now, { workMs: 50, opening: 1 }), Infinity);
});

t.test('what work takes is told by the latest', async (t) => {
  t.equal(lately(undefined, 80), 80);
  t.equal(lately(80, 40), 70);
});
