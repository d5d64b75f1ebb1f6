import t from 'tap';

import { describeSchedule } from '../src/describe.js';
import type { Schedule } from '../src/schedule.js';
import { EVERY_DAY } from '../src/schedule.js';

t.test('schedules in words', async (t) => {
  const table: readonly (readonly [Schedule['days'], Schedule['frequency'], string])[] = [
    [EVERY_DAY, { kind: 'once', at: 150 }, 'every day at 02:30'],
    [
      { of: 'week', days: ['fri', 'mon', 'tue', 'wed', 'thu'] },
      { kind: 'every', minutes: 10, between: { from: 480, to: 1080 } },
      'on Mon-Fri every 10 minutes between 08:00 and 18:00',
    ],
    [
      { of: 'week', days: ['mon', 'tue', 'sun'] },
      { kind: 'every', minutes: 60 },
      'on Mon, Tue and Sun every hour',
    ],
    [
      { of: 'month', days: [28, 7, 14] },
      { kind: 'every', minutes: 120 },
      'on days 7, 14 and 28 of the month every 2 hours',
    ],
    [{ of: 'month', days: [1] }, { kind: 'every', minutes: 1 }, 'on day 1 of the month every minute'],
    [
      EVERY_DAY,
      { kind: 'every', minutes: 90, between: { from: 1320, to: 360 } },
      'every 90 minutes between 22:00 and 06:00 of the next day',
    ],
  ];
  for (const [days, frequency, words] of table)
    t.equal(describeSchedule({ days, frequency, disabled: false }), words);
  t.equal(
    describeSchedule({ days: EVERY_DAY, frequency: { kind: 'once', at: 0 }, disabled: true }),
    'disabled (every day at 00:00)',
  );
});
