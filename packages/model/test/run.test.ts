import * as fc from 'fast-check';
import t from 'tap';
import { makeRunId, parseRunId } from '../src/run.js';

/** Up to the end of the year 9999, the last one of four digits. */
const moments = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31, 23, 59, 59, 999) });
const runKeys = fc.stringMatching(/^[a-z0-9]{1,16}$/);

t.test('a run id says when in UTC and whose', async (t) => {
  t.equal(makeRunId(Date.UTC(2024, 1, 29, 3, 4, 5, 6), 'ab12'), '20240229-030405006-ab12');
});

t.test('a run id gives back what it was made of', async () => {
  fc.assert(
    fc.property(moments, runKeys, (startedAtMs, runKey) => {
      const parsed = parseRunId(makeRunId(startedAtMs, runKey));
      return parsed?.startedAtMs === startedAtMs && parsed.runKey === runKey;
    }),
  );
});

t.test('run ids of one item sort by time', async () => {
  fc.assert(
    fc.property(moments, moments, (left, right) => {
      const [leftId, rightId] = [makeRunId(left, 'x'), makeRunId(right, 'x')];
      return Math.sign(left - right) === (leftId < rightId ? -1 : leftId > rightId ? 1 : 0);
    }),
  );
});

t.test('what is no run id is not taken for one', async (t) => {
  for (const id of [
    '',
    '20240229-030405-ab',
    '20240229-030405006',
    '20240229-030405006-AB',
    'x20240229-030405006-a',
  ]) {
    t.equal(parseRunId(id), undefined, id);
  }
});
