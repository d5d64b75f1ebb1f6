import t from 'tap';

import { timesInLine, UTC } from '../src/times-in-line.js';

const ms = (...times: readonly string[]): readonly number[] => times.map((time) => Date.parse(`${time}Z`));

t.test('a date is told once, a year where it is another', (t) => {
  const nights = ms('2026-12-30T02:30', '2026-12-31T02:30', '2026-12-31T23:45', '2027-01-01T00:00');
  t.equal(timesInLine(nights, UTC), '2026-12-30 02:30, 12-31 02:30, 23:45, 2027-01-01 00:00');
  t.equal(timesInLine([], UTC), '');
  t.end();
});

t.test('the day of another year is not taken for the same day', (t) => {
  t.equal(timesInLine(ms('2026-02-07T02:30', '2027-02-07T02:30'), UTC), '2026-02-07 02:30, 2027-02-07 02:30');
  t.end();
});

t.test('times are those of the clocks of the zone', (t) => {
  const east = { offsetAt: () => 2 * 3_600_000 };
  t.equal(
    timesInLine(ms('2026-12-31T21:30', '2026-12-31T22:30'), east),
    '2026-12-31 23:30, 2027-01-01 00:30',
  );
  t.end();
});
