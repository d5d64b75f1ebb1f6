import { setMaxListeners } from 'node:events';
import t from 'tap';
import { createBudget } from '../../src/remote/budget.js';

const KIB = 1024;
const { signal } = new AbortController();
setMaxListeners(0, signal);

/** A clock that stands until it is told to pass; what is due happens in its order. */
function clock() {
  let nowMs = 1_000_000;
  const due: { readonly atMs: number; readonly work: () => void }[] = [];
  return {
    budget: createBudget({
      nowMs: () => nowMs,
      after: (ms, work) => void due.push({ atMs: nowMs + ms, work }),
    }),
    async pass(ms: number): Promise<void> {
      const endMs = nowMs + ms;
      for (;;) {
        // Whoever was waited for goes on.
        await new Promise(setImmediate);
        due.sort((left, right) => left.atMs - right.atMs);
        if (due.length === 0 || due[0]!.atMs > endMs) break;
        const { atMs, work } = due.shift()!;
        nowMs = atMs;
        work();
      }
      nowMs = endMs;
    },
  };
}

/** Moves chunks one after the other, as fast as it may; returns what was moved so far. */
function moving(spend: (bytes: number, signal: AbortSignal) => Promise<void>, chunk: number) {
  const moved = { bytes: 0 };
  const run = async (): Promise<never> => {
    for (;;) {
      await spend(chunk, signal);
      moved.bytes += chunk;
    }
  };
  void run().catch(() => undefined);
  return moved;
}

t.test('all together keep to the largest rate, each gets as much as the others', async (t) => {
  const { budget, pass } = clock();
  const large = [moving(budget.join(1_000 * KIB).spend, 1_000 * KIB)];
  const one = budget.join(200 * KIB);
  const small = Array.from({ length: 8 }, () => moving(one.spend, 10 * KIB));
  await pass(20_000);
  const [left, right] = [large, small].map((all) => all.reduce((sum, { bytes }) => sum + bytes, 0));
  t.ok(left! + right! <= 20_100 * KIB && left! + right! >= 19_000 * KIB, `${left} and ${right}`);
  t.ok(Math.abs(left! - right!) <= 1_100 * KIB, `${left} and ${right}`);
});

t.test('who rests leaves all to the others, and has saved nothing up', async (t) => {
  const { budget, pass } = clock();
  const [one, other] = [budget.join(1_000), budget.join(1_000)];
  const first = moving(one.spend, 100);
  await pass(10_000);
  t.ok(first.bytes >= 9_900, String(first.bytes));
  const second = moving(other.spend, 100);
  await pass(10_000);
  t.ok(Math.abs(first.bytes - 15_000) <= 300, String(first.bytes));
  t.ok(Math.abs(second.bytes - 5_000) <= 300, String(second.bytes));
});

t.test('the rate is that of those who take part', async (t) => {
  const { budget, pass } = clock();
  const quick = budget.join(10_000);
  const slow = moving(budget.join(1_000).spend, 100);
  await pass(1_000);
  t.ok(slow.bytes >= 9_900, `${slow.bytes}: its own limit is not the affair of the budget`);
  quick.leave();
  quick.leave();
  slow.bytes = 0;
  await pass(1_000);
  t.ok(slow.bytes <= 1_100, String(slow.bytes));
});

t.test('who is interrupted waits no longer, and holds nobody up', async (t) => {
  const { budget, pass } = clock();
  const [one, other] = [budget.join(1_000), budget.join(1_000)];
  const abort = new AbortController();
  const paying = one.spend(1_000, abort.signal);
  const waiting = one.spend(1_000_000, abort.signal);
  const next = other.spend(10, signal);
  abort.abort(new Error('stopped'));
  await t.rejects(paying, /stopped/);
  await t.rejects(waiting, /stopped/);
  await t.rejects(one.spend(1, abort.signal), /stopped/);
  await pass(1_100);
  await next;
});
