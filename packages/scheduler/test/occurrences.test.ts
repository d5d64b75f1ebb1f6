import * as fc from 'fast-check';
import t from 'tap';

import { nextRun, nextRuns } from '../src/occurrences.js';
import type { Schedule } from '../src/schedule.js';
import { EVERY_DAY, WEEKDAYS } from '../src/schedule.js';
import type { Zone } from '../src/zone.js';
import { localTime, zoneNamed } from '../src/zone.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const zone = (name: string): Zone => zoneNamed(name)!;
const once = (at: number, days: Schedule['days'] = EVERY_DAY): Schedule => ({
  days,
  frequency: { kind: 'once', at },
  disabled: false,
});
const every = (minutes: number, from?: number, to?: number): Schedule => ({
  days: EVERY_DAY,
  frequency: {
    kind: 'every',
    minutes,
    between: from === undefined ? undefined : { from, to: to! },
  },
  disabled: false,
});
const at = (hours: number, minutes = 0): number => hours * 60 + minutes;
const utc = (text: string): number => Date.parse(`${text}Z`);
const shown = (runs: readonly number[]): readonly string[] =>
  runs.map((ms) => new Date(ms).toISOString().slice(0, 16));

t.test('T2: 02:30 runs exactly once on both days of the year when the clocks change', async (t) => {
  const prague = zone('Europe/Prague');
  const daily = [once(at(2, 30))];
  // 2026-03-29: 02:00 becomes 03:00, so that 02:30 is 03:30 (01:30 UTC).
  t.same(shown(nextRuns(daily, prague, utc('2026-03-28T00:00'), 3)), [
    '2026-03-28T01:30',
    '2026-03-29T01:30',
    '2026-03-30T00:30',
  ]);
  // 2026-10-25: 03:00 becomes 02:00, and the first 02:30 counts (00:30 UTC).
  t.same(shown(nextRuns(daily, prague, utc('2026-10-24T00:00'), 3)), [
    '2026-10-24T00:30',
    '2026-10-25T00:30',
    '2026-10-26T01:30',
  ]);
});

t.test('every half hour goes on through both changes, with no gap and no double', async (t) => {
  for (const name of ['Europe/Prague', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC']) {
    for (const start of ['2026-03-01T00:00', '2026-10-01T00:00']) {
      const runs = nextRuns([every(30)], zone(name), utc(start), 48 * 60);
      const gaps = new Set(runs.slice(1).map((run, index) => run - runs[index]!));
      t.same([...gaps], [30 * MINUTE], `${name} from ${start}`);
    }
  }
});

t.test('a window holds its steps from its start, both ends included', async (t) => {
  const runs = nextRuns([every(25, at(8), at(9, 15))], zone('UTC'), utc('2026-05-04T00:00'), 6);
  t.same(shown(runs), [
    '2026-05-04T08:00',
    '2026-05-04T08:25',
    '2026-05-04T08:50',
    '2026-05-04T09:15',
    '2026-05-05T08:00',
    '2026-05-05T08:25',
  ]);
});

t.test('a window may reach into the next day', async (t) => {
  const friday: Schedule = { ...every(120, at(22), at(2)), days: { of: 'week', days: ['fri'] } };
  const runs = nextRuns([friday], zone('UTC'), utc('2026-05-06T00:00'), 4);
  t.same(shown(runs), ['2026-05-08T22:00', '2026-05-09T00:00', '2026-05-09T02:00', '2026-05-15T22:00']);
  t.equal(nextRun([friday], zone('UTC'), utc('2026-05-09T01:00')), utc('2026-05-09T02:00'));
});

t.test('days of the week', async (t) => {
  const runs = nextRuns(
    [once(at(6), { of: 'week', days: ['mon', 'sat'] })],
    zone('UTC'),
    utc('2026-05-06T00:00'),
    3,
  );
  t.same(shown(runs), ['2026-05-09T06:00', '2026-05-11T06:00', '2026-05-16T06:00']);
});

t.test('days of the month; a month without the day has no run', async (t) => {
  const days = (...list: number[]): Schedule => once(at(6), { of: 'month', days: list });
  const runs = nextRuns([days(7, 14, 28)], zone('UTC'), utc('2026-05-10T00:00'), 4);
  t.same(shown(runs), ['2026-05-14T06:00', '2026-05-28T06:00', '2026-06-07T06:00', '2026-06-14T06:00']);
  t.same(shown(nextRuns([days(31)], zone('UTC'), utc('2026-08-31T07:00'), 2)), [
    '2026-10-31T06:00',
    '2026-12-31T06:00',
  ]);
  t.same(shown(nextRuns([days(30)], zone('UTC'), utc('2027-01-30T07:00'), 1)), ['2027-03-30T06:00']);
});

t.test('the union of several schedules counts, the same instant once', async (t) => {
  const runs = nextRuns([every(60), once(at(3)), once(at(3, 30))], zone('UTC'), utc('2026-05-04T01:30'), 4);
  t.same(shown(runs), ['2026-05-04T02:00', '2026-05-04T03:00', '2026-05-04T03:30', '2026-05-04T04:00']);
});

t.test('a disabled schedule, and none at all, never run', async (t) => {
  t.equal(nextRun([{ ...every(5), disabled: true }], zone('UTC'), 0), undefined);
  t.equal(nextRun([], zone('UTC'), 0), undefined);
  t.same(nextRuns([], zone('UTC'), 0, 5), []);
});

t.test('T1: a clock that jumps by a year, or to 1970, still has a next run, within a day', async (t) => {
  for (const now of [0, utc('1970-01-01T00:00'), utc('2027-06-01T12:00'), utc('2099-12-31T23:59')]) {
    const next = nextRun([once(at(2, 30))], zone('Europe/Prague'), now)!;
    t.ok(next > now && next <= now + DAY + HOUR, new Date(now).toISOString());
  }
});

t.test('a day that a zone leaves out is no day (Samoa, 2011-12-30)', async (t) => {
  const runs = nextRuns([once(at(12))], zone('Pacific/Apia'), utc('2011-12-29T00:00'), 3);
  t.same(shown(runs), ['2011-12-29T22:00', '2011-12-30T22:00', '2011-12-31T22:00']);
});

const zones = [
  'Europe/Prague',
  'America/New_York',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Asia/Beirut',
  'UTC',
];

const days: fc.Arbitrary<Schedule['days']> = fc.oneof(
  fc
    .uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 })
    .map((list) => ({ of: 'week' as const, days: list })),
  fc
    .uniqueArray(fc.integer({ min: 1, max: 31 }), { minLength: 1 })
    .map((list) => ({ of: 'month' as const, days: list })),
);
const minute = fc.integer({ min: 0, max: 1_439 });
const schedule: fc.Arbitrary<Schedule> = fc.record({
  days,
  frequency: fc.oneof(
    minute.map((when) => ({ kind: 'once' as const, at: when })),
    fc.record({
      kind: fc.constant('every' as const),
      minutes: fc.integer({ min: 1, max: 1_440 }),
      between: fc.option(fc.record({ from: minute, to: minute }), { nil: undefined }),
    }),
  ),
  disabled: fc.constant(false),
});

t.test('times grow, and asking from any moment between two of them gives the later one', async (t) => {
  const property = fc.property(
    fc.array(schedule, { minLength: 1, maxLength: 3 }),
    fc.constantFrom(...zones),
    fc.integer({ min: utc('2026-01-01T00:00'), max: utc('2027-01-01T00:00') }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    (schedules, name, start, part) => {
      const runs = nextRuns(schedules, zone(name), start, 4);
      return runs.every((run, index) => {
        const before = index === 0 ? start : runs[index - 1]!;
        const between = before + Math.floor((run - 1 - before) * part);
        return run > before && nextRun(schedules, zone(name), between) === run;
      });
    },
  );
  t.doesNotThrow(() => fc.assert(property, { numRuns: 1_000 }));
});

t.test(
  'once at a time: one run on every day that counts, at that time of the day where it exists',
  async (t) => {
    const property = fc.property(days, minute, fc.constantFrom(...zones), (which, when, name) => {
      const place = zone(name);
      const start = utc('2026-01-01T12:00');
      const end = start + 400 * DAY;
      const seen = new Map<number, number>();
      const schedules = [once(when, which)];
      for (let run = nextRun(schedules, place, start); run !== undefined && run < end;) {
        const { day, minute: shows } = localTime(place, run);
        if (shows !== when && shows - when > 60) return false;
        seen.set(day, (seen.get(day) ?? 0) + 1);
        run = nextRun(schedules, place, run);
      }
      return [...seen.values()].every((count) => count === 1);
    });
    t.doesNotThrow(() => fc.assert(property, { numRuns: 100 }));
  },
);
