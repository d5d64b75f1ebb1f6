import t from 'tap';

import { ECHO_MS, STOP_WITHIN_MS, watchSignals } from '../src/signals.js';

function harness(stopWithinMs = STOP_WITHIN_MS) {
  const calls: string[] = [];
  const listeners = new Set<(signal: string) => void>();
  const clock = { now: 0 };
  const forget = watchSignals(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    { stop: (signal) => void calls.push(`stop ${signal}`), stopNow: () => void calls.push('now') },
    { now: () => clock.now, stopWithinMs },
  );
  return {
    calls,
    clock,
    forget,
    listeners,
    send: (signal: string) => listeners.forEach((listener) => listener(signal)),
  };
}

t.test('the first signal stops in good order, the second at once', async (t) => {
  const { calls, clock, forget, send } = harness();
  send('SIGTERM');
  clock.now = ECHO_MS;
  send('SIGINT');
  forget();
  t.same(calls, ['stop SIGTERM', 'now']);
});

t.test('the echo of a package runner is not a second signal', async (t) => {
  const { calls, clock, forget, send } = harness();
  send('SIGINT');
  clock.now = ECHO_MS - 1;
  send('SIGINT');
  forget();
  t.same(calls, ['stop SIGINT']);
});

t.test('patience ends before the 10 s of SPEC §8', async (t) => {
  t.ok(STOP_WITHIN_MS < 10_000);
  const { calls, forget, send } = harness(20);
  send('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 60));
  forget();
  t.same(calls, ['stop SIGINT', 'now']);
});

t.test('who no longer watches is not called', async (t) => {
  const { calls, forget, listeners, send } = harness();
  forget();
  send('SIGINT');
  t.same([calls, listeners.size], [[], 0]);
});
