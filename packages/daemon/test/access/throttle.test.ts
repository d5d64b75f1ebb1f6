import t from 'tap';
import { createLoginThrottle } from '../../src/access/throttle.ts';

function throttled() {
  const clock = { ms: 1_000_000 };
  const throttle = createLoginThrottle(() => clock.ms);
  const fail = (client: string, times: number) => {
    for (let time = 0; time < times; time += 1) throttle.failed(client);
  };
  return { clock, throttle, fail };
}

t.test('W3: the wait doubles with each failure, up to a minute', async (t) => {
  const { throttle, fail, clock } = throttled();
  fail('client', 4);
  t.equal(throttle.waitSeconds('client'), 0);
  const waits = Array.from({ length: 8 }, () => {
    fail('client', 1);
    return throttle.waitSeconds('client');
  });
  t.same(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
  clock.ms += 59_001;
  t.equal(throttle.waitSeconds('client'), 1);
});

t.test('failures are forgotten after a success, and after a quarter of an hour', async (t) => {
  const { throttle, fail, clock } = throttled();
  fail('client', 9);
  throttle.succeeded('client');
  t.equal(throttle.waitSeconds('client'), 0);
  fail('client', 9);
  clock.ms += 15 * 60_000;
  fail('client', 1);
  t.equal(throttle.waitSeconds('client'), 0);
});

t.test('W3: many addresses together may fail sixty times a minute', async (t) => {
  const { throttle, fail, clock } = throttled();
  for (let client = 0; client < 60; client += 1) fail(`client ${client}`, 1);
  t.equal(throttle.waitSeconds('another client'), 60);
  clock.ms += 60_000;
  t.equal(throttle.waitSeconds('another client'), 0);
});

t.test('nobody else’s guesses keep out who signed in before; their own slow them down still', async (t) => {
  const { throttle, fail, clock } = throttled();
  fail('office', 1);
  throttle.succeeded('office');
  for (let client = 0; client < 200; client += 1) fail(`client ${client}`, 1);
  t.equal(throttle.waitSeconds('office'), 0);
  t.equal(throttle.waitSeconds('another client'), 60);
  fail('office', 6);
  t.equal(throttle.waitSeconds('office'), 2);
  clock.ms += 60_000;
  t.equal(throttle.waitSeconds('another client'), 0);
});

t.test('who signs in often is no guesser', async (t) => {
  const { throttle, fail } = throttled();
  for (let time = 0; time < 100; time += 1) {
    fail('program', 1);
    throttle.succeeded('program');
  }
  t.equal(throttle.waitSeconds('another client'), 0);
});

t.test('W3: ten thousand guesses from one address take a week', async (t) => {
  const { throttle, clock } = throttled();
  const startMs = clock.ms;
  for (let guess = 0; guess < 10_000; guess += 1) {
    clock.ms += throttle.waitSeconds('client') * 1_000;
    throttle.failed('client');
  }
  t.ok(clock.ms - startMs > 6 * 24 * 3_600_000);
});
