import t from 'tap';
import { allEnded, createInFlight } from '../src/in-flight.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

t.test('all that was begun has ended when it is settled, and is counted until then', async (t) => {
  const inFlight = createInFlight();
  let end!: () => void;
  inFlight.add(new Promise((resolve) => (end = resolve)));
  inFlight.add(Promise.resolve());
  t.equal(inFlight.count, 2);
  let settled = false;
  const settling = inFlight.settle().then(() => (settled = true));
  await turn();
  t.notOk(settled);
  end();
  await settling;
  t.equal(inFlight.count, 0);
});

t.test('the first failure is thrown once, when all has ended', async (t) => {
  const inFlight = createInFlight();
  let end!: () => void;
  let ended = false;
  inFlight.add(Promise.reject(undefined as unknown));
  inFlight.add(Promise.reject(new Error('the second')));
  inFlight.add(new Promise<void>((resolve) => (end = resolve)).then(() => void (ended = true)));
  await turn();
  const settling = inFlight.settle().then(
    () => 'nothing was thrown',
    (reason: unknown) => [reason, ended],
  );
  await turn();
  end();
  t.strictSame(await settling, [undefined, true]);
  await inFlight.settle();
  t.pass('what was thrown is not thrown again');
});

t.test('of several works that are waited for together, none goes on behind', async (t) => {
  let ended = false;
  const slow = turn().then(() => void (ended = true));
  await t.rejects(allEnded([Promise.reject(new Error('the first')), slow]), { message: 'the first' });
  t.ok(ended);
  await allEnded([]);
});
