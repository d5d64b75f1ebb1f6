import t from 'tap';
import { ServerClock } from '../../src/remote/clock.js';

const NOW = Date.UTC(2026, 10, 22, 20, 0, 30);
const us = (ms: number): number => ms * 1000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

t.test(
  'while the clock of a server is unknown, whatever could be now on a wrong clock is racy',
  async (t) => {
    const clock = new ServerClock();
    const cases: [number, 'utc-second' | 'zone-minute', boolean][] = [
      [NOW, 'utc-second', true],
      [NOW - HOUR + 1000, 'utc-second', true],
      [NOW - HOUR - 2000, 'utc-second', false],
      [NOW + HOUR - 1000, 'utc-second', true],
      [NOW + 2 * HOUR, 'utc-second', false],
      [NOW - 14 * HOUR, 'zone-minute', true],
      [NOW - 17 * HOUR, 'zone-minute', false],
    ];
    for (const [time, form, expected] of cases) {
      t.equal(clock.isRacy(us(time), form, NOW, NOW), expected, `${form} ${(time - NOW) / 1000} s`);
    }
    t.equal(clock.isRacy(undefined, 'utc-second', NOW, NOW), true, 'no time at all');
  },
);

t.test('once it is known, only the present second or minute is racy', async (t) => {
  const clock = new ServerClock();
  // The server is an hour ahead; the upload took half a second.
  clock.learn(us(NOW + HOUR), NOW, NOW + 500);
  const later = NOW + 10 * MINUTE;
  const there = later + HOUR;
  const cases: [number, 'utc-second' | 'zone-minute', boolean][] = [
    [there, 'utc-second', true],
    [there - 1_000, 'utc-second', true],
    [there - 3_000, 'utc-second', false],
    [there + 3_000, 'utc-second', false],
    [later, 'utc-second', false],
    [there - (there % MINUTE), 'zone-minute', true],
    [there - (there % MINUTE) - 5 * HOUR, 'zone-minute', true],
    [there - (there % MINUTE) - 3 * MINUTE, 'zone-minute', false],
    [there - (there % MINUTE) - 17 * HOUR, 'zone-minute', false],
  ];
  for (const [time, form, expected] of cases) {
    t.equal(clock.isRacy(us(time), form, later, later + 10), expected, `${form} ${(time - there) / 1000} s`);
  }
});
