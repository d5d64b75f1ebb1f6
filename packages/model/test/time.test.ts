import t from 'tap';
import { sameTime, US_PER_SECOND } from '../src/time.js';

const noon = Date.UTC(2024, 5, 1, 12) * 1_000;

t.test('times of two local sides may differ by one microsecond', async (t) => {
  t.ok(sameTime(noon, noon, 1));
  t.ok(sameTime(noon, noon + 1, 1), 'setting a time rounds it');
  t.ok(sameTime(noon + 1, noon, 1));
  t.notOk(sameTime(noon, noon + 2, 1));
});

t.test('times are the same moment below the precision of the coarser side', async (t) => {
  t.ok(sameTime(noon, noon + US_PER_SECOND - 1, US_PER_SECOND));
  t.ok(sameTime(noon + US_PER_SECOND - 1, noon, US_PER_SECOND));
  t.notOk(sameTime(noon, noon + US_PER_SECOND, US_PER_SECOND));
});

t.test('a time that is not told is not the same as any', async (t) => {
  t.notOk(sameTime(undefined, noon, US_PER_SECOND));
  t.notOk(sameTime(noon, undefined, US_PER_SECOND));
  t.notOk(sameTime(undefined, undefined, US_PER_SECOND));
});
