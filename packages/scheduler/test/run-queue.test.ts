import * as fc from 'fast-check';
import t from 'tap';

import { backoffMs } from '../src/backoff.js';
import type { Wanted } from '../src/run-queue.js';
import { RunQueue } from '../src/run-queue.js';
import type { Touched } from '../src/subtrees.js';
import { bothWrite, takeTurns } from '../src/subtrees.js';

const reads = (path: string) => ({ place: 'here', path, writes: false });
const writes = (path: string) => ({ place: 'here', path, writes: true });

/** A queue whose runs end when they are told to. */
function manual(concurrency: number, combine?: (earlier: string, later: string) => string) {
  const ends = new Map<string, () => void>();
  const began: string[] = [];
  const queue = new RunQueue<string>({
    concurrency,
    combine,
    run: ({ name, request }) => {
      began.push(request);
      return new Promise((resolve) => ends.set(name, resolve));
    },
  });
  const add = (name: string, request = name, touched: Touched = [writes(`/${name}`)]) =>
    queue.add({ name, request, touched });
  const end = async (name: string) => {
    ends.get(name)!();
    await new Promise(setImmediate);
  };
  return { queue, began, add, end };
}

t.test('no more runs at once than are allowed, first come, first served', async (t) => {
  const { queue, began, add, end } = manual(2);
  t.same([add('a'), add('b'), add('c'), add('d')], ['running', 'running', 'waiting', 'waiting']);
  await end('b');
  t.same([began, queue.running, queue.waiting], [['a', 'b', 'c'], ['a', 'c'], ['d']]);
});

t.test('an item never runs twice at once; what is wanted during its run is remembered once', async (t) => {
  const { queue, began, add, end } = manual(4);
  t.same([add('a', '1'), add('a', '2'), add('a', '3')], ['running', 'waiting', 'combined']);
  await end('a');
  t.same(began, ['1', '3']);
  await end('a');
  t.same([began, queue.running], [['1', '3'], []]);
});

t.test('requests for one run are combined as is asked', async (t) => {
  const { began, add, end } = manual(1, (earlier, later) => `${earlier}+${later}`);
  add('a', '1');
  add('a', '2');
  add('a', '3');
  await end('a');
  t.same(began, ['1', '2+3']);
});

t.test('other work waits for what it meets alone, and goes before runs that wait', async (t) => {
  const { queue, began, add, end } = manual(1);
  add('a');
  add('b');
  add('c', 'c', [writes('/a/inside')]);
  t.equal(await queue.take('d', [writes('/d')], async () => 'done'), 'done', 'no run has to end for it');
  const works: string[] = [];
  let endWork = (): void => undefined;
  const first = queue.take('a', [writes('/a')], () => {
    works.push('first');
    return new Promise<void>((resolve) => (endWork = resolve));
  });
  const second = queue.take('a', [writes('/a')], async () => void works.push('second'));
  t.same(works, []);
  await end('a');
  t.same([works, began], [['first'], ['a', 'b']]);
  endWork();
  await Promise.all([first, second]);
  t.same(works, ['first', 'second']);
  await end('b');
  t.same(began, ['a', 'b', 'c']);
});

t.test('other work that fails tells so alone; what has not begun can be left', async (t) => {
  const { queue, add, end } = manual(1);
  await t.rejects(
    queue.take('a', [writes('/a')], () => Promise.reject(new Error('broke'))),
    /broke/,
  );
  add('a');
  const left = new AbortController();
  const work = async () => t.fail('it has begun');
  const works = [queue.take('a', [], work, left.signal), queue.take('a', [], work)];
  left.abort();
  await t.rejects(works[0]!, { code: 'interrupted' });
  await t.rejects(queue.take('a', [], work, left.signal), { code: 'interrupted' });
  const stopped = queue.stop();
  await t.rejects(works[1]!, { code: 'interrupted' });
  await t.rejects(queue.take('a', [], work), { code: 'interrupted' });
  await end('a');
  await stopped;
});

t.test('items that share a source or are a chain take turns, and hold nobody else up', async (t) => {
  const { queue, add, end } = manual(4);
  add('first', 'first', [reads('/s'), writes('/d')]);
  t.equal(add('shares', 'shares', [reads('/s/sub'), writes('/e')]), 'waiting');
  t.equal(add('chain', 'chain', [reads('/d'), writes('/f')]), 'waiting');
  t.equal(add('other', 'other', [reads('/x'), writes('/y')]), 'running');
  t.equal(
    add('after chain', 'after chain', [reads('/f'), writes('/g')]),
    'waiting',
    'it may not overtake the chain',
  );
  await end('first');
  t.same(queue.running, ['other', 'shares', 'chain']);
  await end('chain');
  t.same(queue.running, ['other', 'shares', 'after chain']);
});

t.test('a run that fails does not stop the queue', async (t) => {
  const began: string[] = [];
  const queue = new RunQueue<undefined>({
    concurrency: 1,
    run: async ({ name }) => {
      began.push(name);
      throw new Error('broken');
    },
  });
  for (const name of ['a', 'b']) queue.add({ name, request: undefined, touched: [] });
  await queue.idle();
  t.same(began, ['a', 'b']);
});

t.test('a stopped queue begins nothing more, and is idle when the last run has ended', async (t) => {
  const { queue, began, add, end } = manual(1);
  add('a');
  add('b');
  const stopped = queue.stop();
  await end('a');
  await stopped;
  t.same(began, ['a']);
  t.throws(() => add('c'), /stopped/);
});

t.test('what is forgotten is not run', async (t) => {
  const { queue, began, add, end } = manual(1);
  add('a');
  add('b');
  add('c');
  queue.forget('b');
  queue.forget('nobody');
  await end('a');
  t.same(began, ['a', 'c']);
});

t.test(
  'whatever is asked for in whatever order: limits hold, turns are taken, everything runs',
  async (t) => {
    const anyRun = fc.record({ item: fc.nat(7), place: fc.nat(3) });
    const property = fc.asyncProperty(
      fc.array(anyRun, { maxLength: 40 }),
      fc.integer({ min: 1, max: 4 }),
      async (runs, concurrency) => {
        const now = new Map<string, Touched>();
        const ran = new Set<string>();
        const queue = new RunQueue<undefined>({
          concurrency,
          run: async ({ name, touched }: Wanted<undefined>) => {
            if (now.has(name) || now.size >= concurrency) throw t.fail('too many at once');
            if ([...now.values()].some((other) => takeTurns(other, touched))) throw t.fail('out of turn');
            now.set(name, touched);
            await new Promise(setImmediate);
            now.delete(name);
            ran.add(name);
          },
        });
        for (const { item, place } of runs)
          queue.add({
            name: `i${item}`,
            request: undefined,
            touched: [writes(`/p${place}/i${item}`), reads(`/q${place}`)],
          });
        await queue.idle();
        return runs.every(({ item }) => ran.has(`i${item}`));
      },
    );
    await fc.assert(property, { numRuns: 200 });
  },
);

t.test('two items that write one subtree are told apart from those that only meet', async (t) => {
  t.match(bothWrite([reads('/s'), writes('/d')], [reads('/x'), writes('/d/sub')]), { path: '/d' });
  t.equal(bothWrite([reads('/s'), writes('/d')], [reads('/d'), writes('/e')]), undefined);
  t.equal(bothWrite([writes('/d')], [writes('/dd')]), undefined);
  t.equal(bothWrite([writes('/d')], [{ place: 'elsewhere', path: '/d', writes: true }]), undefined);
  t.match(bothWrite([writes('/')], [writes('/d')]), { path: '/' });
});

t.test('waiting after failures grows, is spread, and has an end', async (t) => {
  t.same(
    [1, 2, 3, 7, 50, 5_000].map((failures) => backoffMs(failures, 0)),
    [2_500, 5_000, 10_000, 160_000, 450_000, 450_000],
  );
  t.equal(backoffMs(1, 0.9999), 5_000);
});
