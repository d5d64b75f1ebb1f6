import t from 'tap';

import type { Schedule } from '../src/schedule.js';
import { EVERY_DAY } from '../src/schedule.js';
import { schedule } from '../src/schedule-stream.js';
import { zoneNamed } from '../src/zone.js';
import { FakeClock } from './fake-clock.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-05-04T00:10:00Z');
const hourly: Schedule = { days: EVERY_DAY, frequency: { kind: 'every', minutes: 60 }, disabled: false };
const zone = zoneNamed('UTC');

t.test('the times come when they are due, to each subscriber, until it has enough', async (t) => {
  const clock = new FakeClock(START);
  const due = schedule([hourly], { clock, zone });
  const [first, second]: [number[], number[]] = [[], []];
  const one = due.subscribe((at) => first.push(at));
  clock.pass(HOUR);
  const other = due.subscribe((at) => second.push(at));
  clock.pass(HOUR);
  one.unsubscribe();
  clock.pass(HOUR);
  other.unsubscribe();
  clock.pass(24 * HOUR);
  t.same([first.length, second.length], [2, 2]);
  t.equal(first[1], second[0]);
});

t.test('what was missed comes at once, once', async (t) => {
  const clock = new FakeClock(START);
  const due: number[] = [];
  schedule([hourly], { clock, zone, catchUpFromMs: START - 5 * HOUR }).subscribe((at) => due.push(at));
  t.equal(due.length, 1);
  schedule([hourly], { clock, zone, catchUpFromMs: START }).subscribe((at) => due.push(at));
  t.equal(due.length, 1);
});
