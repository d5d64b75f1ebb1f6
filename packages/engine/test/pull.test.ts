import t from 'tap';
import { firstValueFrom, lastValueFrom, Subject, toArray } from 'rxjs';
import { pull } from '../src/pull.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Numbers from 0, that tell how many of them were asked for, and whether they were let go. */
function numbers(count: number) {
  const seen = { asked: 0, released: false };
  async function* generate(): AsyncGenerator<number> {
    try {
      for (let n = 0; n < count; n += 1) {
        seen.asked += 1;
        yield n;
      }
    } finally {
      seen.released = true;
    }
  }
  return { seen, elements: generate() };
}

/** Work that a test ends by hand. */
function byHand() {
  const open = new Map<number, { readonly resolve: () => void; readonly reject: (error: Error) => void }>();
  return {
    open,
    work: (n: number) =>
      new Promise<number>((resolve, reject) => open.set(n, { resolve: () => resolve(n), reject })),
    async end(n: number): Promise<void> {
      open.get(n)!.resolve();
      open.delete(n);
      await turn();
    },
  };
}

t.test('every element is worked on, and the results come as they are ready', async (t) => {
  const { elements } = numbers(3);
  const results = lastValueFrom(pull(elements, 3, async (n) => n * 10).pipe(toArray()));
  t.strictSame((await results).sort(), [0, 10, 20]);
});

t.test('nothing to work on completes', async (t) => {
  const { elements } = numbers(0);
  t.strictSame(await lastValueFrom(pull(elements, 2, async (n) => n).pipe(toArray())), []);
});

t.test('the source is asked only for what is worked on', async (t) => {
  const { seen, elements } = numbers(100);
  const hand = byHand();
  const running = pull(elements, 4, hand.work).subscribe();
  await turn();
  t.equal(seen.asked, 4);
  t.strictSame([...hand.open.keys()], [0, 1, 2, 3]);
  await turn();
  t.equal(seen.asked, 4, 'however long the work takes');
  await hand.end(2);
  t.equal(seen.asked, 5);
  t.strictSame([...hand.open.keys()], [0, 1, 3, 4]);
  running.unsubscribe();
});

t.test('results do not wait for slower ones', async (t) => {
  const { elements } = numbers(2);
  const hand = byHand();
  const results: number[] = [];
  pull(elements, 2, hand.work).subscribe((n) => results.push(n));
  await turn();
  await hand.end(1);
  t.strictSame(results, [1]);
  await hand.end(0);
  t.strictSame(results, [1, 0]);
});

t.test('nothing is asked for before somebody subscribes', async (t) => {
  const { seen, elements } = numbers(1);
  pull(elements, 1, async (n) => n);
  await turn();
  t.equal(seen.asked, 0);
});

t.test('the first error ends all, and no more is asked for', async (t) => {
  const { seen, elements } = numbers(100);
  const hand = byHand();
  const result = lastValueFrom(pull(elements, 2, hand.work).pipe(toArray()));
  await turn();
  const rejected = t.rejects(result, /lost/);
  hand.open.get(0)!.reject(new Error('lost'));
  await turn();
  await hand.end(1);
  await rejected;
  t.equal(seen.asked, 2);
  t.ok(seen.released);
});

async function* broken(): AsyncGenerator<number> {
  yield 1;
  throw new Error('unreadable');
}

t.test('an error of the source is passed on', async (t) => {
  await t.rejects(lastValueFrom(pull(broken(), 2, async (n) => n).pipe(toArray())), /unreadable/);
});

t.test('unsubscribing lets the source go', async (t) => {
  const { seen, elements } = numbers(100);
  const hand = byHand();
  const running = pull(elements, 1, hand.work).subscribe();
  await turn();
  running.unsubscribe();
  await hand.end(0);
  t.equal(seen.asked, 1);
  t.ok(seen.released);
});

t.test('unsubscribing while the source is asked begins nothing with what it then gives', async (t) => {
  const answers = new Subject<IteratorResult<number>>();
  const elements = { [Symbol.asyncIterator]: () => ({ next: () => firstValueFrom(answers) }) };
  const begun: number[] = [];
  const running = pull(elements, 1, async (n) => begun.push(n)).subscribe();
  await turn();
  running.unsubscribe();
  answers.next({ done: false, value: 1 });
  await turn();
  t.strictSame(begun, []);
});

t.test('an error is given only when what was under way has ended', async (t) => {
  const { elements } = numbers(100);
  const hand = byHand();
  const events: string[] = [];
  pull(elements, 3, hand.work).subscribe({
    next: (n) => events.push(`result ${n}`),
    error: (error: Error) => events.push(error.message),
  });
  await turn();
  hand.open.get(1)!.reject(new Error('lost'));
  await turn();
  t.strictSame(events, [], 'two are under way');
  await hand.end(0);
  t.strictSame(events, ['result 0'], 'one is under way');
  await hand.end(2);
  t.strictSame(events, ['result 0', 'result 2', 'lost']);
  t.notOk(hand.open.has(3), 'nothing new was begun');
});
