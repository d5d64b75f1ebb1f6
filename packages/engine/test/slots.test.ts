import t from 'tap';
import { createSlots } from '../src/slots.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Work that is begun when its turn comes and ends by hand. */
function work(begun: string[], name: string) {
  let end!: () => void;
  let fail!: (error: Error) => void;
  const ended = new Promise<string>((resolve, reject) => {
    end = () => resolve(name);
    fail = reject;
  });
  const run = (): Promise<string> => {
    begun.push(name);
    return ended;
  };
  return { run, end, fail };
}

t.test('no more work is under way than there are slots, first come, first served', async (t) => {
  const begun: string[] = [];
  const slots = createSlots(2);
  const works = ['a', 'b', 'c', 'd'].map((name) => work(begun, name));
  const results = works.map(({ run }) => slots.use(run));
  await turn();
  t.strictSame(begun, ['a', 'b']);
  works[1]!.end();
  t.equal(await results[1], 'b');
  await turn();
  t.strictSame(begun, ['a', 'b', 'c']);
  for (const { end } of works) end();
  t.strictSame(await Promise.all(results), ['a', 'b', 'c', 'd']);
});

t.test('work that fails gives its slot to the next', async (t) => {
  const begun: string[] = [];
  const slots = createSlots(1);
  const [bad, good] = [work(begun, 'bad'), work(begun, 'good')];
  const [failure, success] = [slots.use(bad.run), slots.use(good.run)];
  bad.fail(new Error('lost'));
  await t.rejects(failure, /lost/);
  good.end();
  t.equal(await success, 'good');
});

const throwing = (): never => {
  throw new Error('at once');
};

t.test('work that throws at once gives its slot back', async (t) => {
  const slots = createSlots(1);
  await t.rejects(slots.use(throwing), /at once/);
  t.equal(await slots.use(async () => 'next'), 'next');
});

t.test('a slot that was given back counts once', async (t) => {
  const begun: string[] = [];
  const slots = createSlots(1);
  await Promise.all([1, 2, 3].map(() => slots.use(async () => undefined)));
  const works = ['a', 'b'].map((name) => work(begun, name));
  const results = works.map(({ run }) => slots.use(run));
  await turn();
  t.strictSame(begun, ['a']);
  for (const { end } of works) end();
  await Promise.all(results);
});
