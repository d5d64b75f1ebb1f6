import { getEventListeners } from 'node:events';
import t from 'tap';
import { isAborted, onAbort } from '../../src/remote/aborts.js';

t.test('whichever signal is aborted first, each waiter is called once', async (t) => {
  const [one, two] = [new AbortController(), new AbortController()];
  let called = 0;
  onAbort([one.signal, two.signal], () => (called += 1));
  const left = onAbort([one.signal], () => t.fail('it has left'));
  left();
  t.equal(isAborted([one.signal, two.signal]), false);
  two.abort();
  one.abort();
  t.equal(called, 1);
  t.equal(isAborted([one.signal, two.signal]), true);
});

t.test('a signal that is aborted already calls at once', async (t) => {
  let called = 0;
  onAbort([AbortSignal.abort()], () => (called += 1));
  t.equal(called, 1);
});

t.test('however many wait, the signal has one listener', async (t) => {
  const { signal } = new AbortController();
  for (let n = 0; n < 100; n += 1) onAbort([signal], () => undefined)();
  onAbort([signal], () => undefined);
  t.equal(getEventListeners(signal, 'abort').length, 1);
});
