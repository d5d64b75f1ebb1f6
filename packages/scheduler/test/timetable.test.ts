import t from 'tap';

import { nextRun } from '../src/occurrences.js';
import type { Schedule } from '../src/schedule.js';
import { EVERY_DAY, WEEKDAYS } from '../src/schedule.js';
import { Timetable } from '../src/timetable.js';
import { localTime, zoneNamed } from '../src/zone.js';
import { FakeClock } from './fake-clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UTC = zoneNamed('UTC')!;
const START = Date.parse('2026-05-04T00:10:00Z');

const hourly: Schedule = { days: EVERY_DAY, frequency: { kind: 'every', minutes: 60 }, disabled: false };

function begin(startMs = START) {
  const clock = new FakeClock(startMs);
  const due: { name: string; dueMs: number; atMs: number }[] = [];
  const table = new Timetable(clock, ({ name, dueMs, missed }) =>
    due.push({ name, dueMs, atMs: clock.nowMs(), ...(missed && { missed }) }),
  );
  return { clock, due, table };
}

t.test('an item is due at each of its times, on the second', async (t) => {
  const { clock, due, table } = begin();
  table.set({ name: 'a', schedules: [hourly], zone: UTC, catchUp: false });
  t.equal(table.nextMs('a'), START + 50 * MINUTE);
  clock.pass(3 * HOUR);
  t.equal(due.length, 3);
  t.ok(due.every(({ atMs, dueMs }) => atMs === dueMs));
});

t.test('a time that has come is not lost by an edit before anybody was woken', async (t) => {
  const { clock, due, table } = begin();
  const timed = { name: 'a', schedules: [hourly], zone: UTC, catchUp: false };
  table.set(timed);
  clock.jump(50 * MINUTE + 5);
  table.set(timed);
  t.same(
    due.map(({ dueMs }) => dueMs),
    [START + 50 * MINUTE],
  );
  clock.pass(30 * MINUTE);
  t.equal(due.length, 1);
});

t.test('an item that is taken away, and a table that is stopped, are due no more', async (t) => {
  const { clock, due, table } = begin();
  table.set({ name: 'a', schedules: [hourly], zone: UTC, catchUp: false });
  table.set({ name: 'b', schedules: [hourly], zone: UTC, catchUp: false });
  table.remove('a');
  clock.pass(HOUR);
  t.same(
    due.map(({ name }) => name),
    ['b'],
  );
  table.stop();
  clock.pass(DAY);
  t.equal(due.length, 1);
});

t.test('a new schedule takes the place of the old one', async (t) => {
  const { clock, due, table } = begin();
  table.set({ name: 'a', schedules: [hourly], zone: UTC, catchUp: false });
  table.set({ name: 'a', schedules: [{ ...hourly, disabled: true }], zone: UTC, catchUp: false });
  t.equal(table.nextMs('a'), undefined);
  clock.pass(DAY);
  t.same(due, []);
});

t.test('what was missed while nothing ran is made up for once, if that is wanted', async (t) => {
  const { clock, due, table } = begin();
  table.set({ name: 'wanted', schedules: [hourly], zone: UTC, catchUp: true }, START - 10 * HOUR);
  table.set({ name: 'not wanted', schedules: [hourly], zone: UTC, catchUp: false }, START - 10 * HOUR);
  table.set({ name: 'nothing missed', schedules: [hourly], zone: UTC, catchUp: true }, START - 5 * MINUTE);
  table.set({ name: 'never ran', schedules: [hourly], zone: UTC, catchUp: true });
  t.match(due, [{ name: 'wanted', missed: true }]);
  t.equal(due.length, 1);
  clock.pass(50 * MINUTE);
  t.equal(due.length, 5);
  t.ok(due.slice(1).every((each) => !('missed' in each)));
});

t.test('T1: a clock that jumps a year ahead makes one run; the next is within its hour', async (t) => {
  const { clock, due, table } = begin();
  table.set({ name: 'a', schedules: [hourly], zone: UTC, catchUp: false });
  clock.jump(365 * DAY);
  clock.pass(MINUTE);
  t.equal(due.length, 1);
  clock.pass(HOUR);
  t.equal(due.length, 2);
});

t.test('T1: a clock that is put back a day, or to 1970, goes on from there', async (t) => {
  for (const jump of [-DAY, -START]) {
    const { clock, due, table } = begin();
    table.set({ name: 'a', schedules: [hourly], zone: UTC, catchUp: false });
    clock.pass(2 * HOUR);
    t.equal(due.length, 2);
    clock.jump(jump);
    clock.pass(2 * HOUR);
    t.equal(due.length, 4);
  }
});

t.test('a clock that is put right by some minutes makes no run twice, and none is lost', async (t) => {
  const { clock, due, table } = begin();
  table.set({ name: 'a', schedules: [hourly], zone: UTC, catchUp: false });
  for (let round = 0; round < 20; round += 1) {
    clock.pass(55 * MINUTE);
    clock.jump(-5 * MINUTE);
    clock.pass(MINUTE);
    clock.jump(5 * MINUTE);
  }
  const times = due.map(({ dueMs }) => dueMs);
  t.same(new Set(times).size, times.length);
  const expected: number[] = [];
  for (let at = nextRun([hourly], UTC, START); at !== undefined && at <= clock.nowMs();)
    [at] = [nextRun([hourly], UTC, (expected.push(at), at))];
  t.same(times, expected);
});

t.test(
  '200 items over the months of both clock changes: every run at its time, none twice, none left out',
  async (t) => {
    const zones = ['Europe/Prague', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'UTC'];
    for (const month of ['2026-03-01T00:00:00Z', '2026-10-10T00:00:00Z']) {
      const start = Date.parse(month);
      const { clock, due, table } = begin(start);
      const items = Array.from({ length: 200 }, (_, index) => ({
        name: `item-${index}`,
        zone: zoneNamed(zones[index % zones.length]!)!,
        schedules: schedulesOf(index),
        catchUp: false,
      }));
      for (const item of items) table.set(item);
      clock.pass(31 * DAY);
      const byName = new Map<string, number[]>();
      for (const { atMs, dueMs, name } of due) {
        if (atMs !== dueMs) t.fail(`${name} was due at ${dueMs} and called at ${atMs}`);
        byName.set(name, [...(byName.get(name) ?? []), dueMs]);
      }
      for (const { name, schedules, zone } of items) {
        const times = byName.get(name) ?? [];
        const expected: number[] = [];
        for (let at = nextRun(schedules, zone, start); at !== undefined && at <= start + 31 * DAY;) {
          expected.push(at);
          at = nextRun(schedules, zone, at);
        }
        t.strictSame(times, expected, `${name}: ${times.length} runs`);
      }
      for (const { name, zone } of items.filter((_, index) => index % 4 === 0)) {
        const days = new Map<number, number>();
        for (const at of byName.get(name) ?? []) {
          const { day } = localTime(zone, at);
          days.set(day, (days.get(day) ?? 0) + 1);
        }
        t.ok(
          [...days.values()].every((count) => count === 1) && days.size >= 30,
          `${name}: 02:30 once on every day`,
        );
      }
    }
  },
);

/** Every fourth runs at 02:30, the others in steps, in windows, on some days. */
function schedulesOf(index: number): readonly Schedule[] {
  const every = (minutes: number, from: number, to: number): Schedule => ({
    days: { of: 'week', days: WEEKDAYS.filter((_, day) => day % 3 !== index % 3) },
    frequency: { kind: 'every', minutes, between: { from, to } },
    disabled: false,
  });
  switch (index % 4) {
    case 0:
      return [{ days: EVERY_DAY, frequency: { kind: 'once', at: 150 }, disabled: false }];
    case 1:
      return [{ ...hourly, frequency: { kind: 'every', minutes: 30 + (index % 7) * 15 } }];
    case 2:
      return [every(20 + index, 480, 1_080), every(45, 1_320, 240)];
    default:
      return [
        {
          days: { of: 'month', days: [1, 7, 14, 28, 29, 31] },
          frequency: { kind: 'once', at: index },
          disabled: false,
        },
        { ...hourly, disabled: true },
      ];
  }
}
