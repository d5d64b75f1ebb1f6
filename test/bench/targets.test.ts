import t from 'tap';
import type { Row } from '../../scripts/bench/result.ts';
import { median, spread } from '../../scripts/bench/statistics.ts';
import { judge } from '../../scripts/bench/targets.ts';

function row(name: string, seconds: number, bytes = 0): Row {
  const [wallSeconds, peakBytes] = [seconds, bytes].map((figure) => spread([figure]));
  return { name, command: name, runs: 1, wallSeconds, peakBytes };
}

t.test('the median of an even number of figures lies between the middle two', async (test) => {
  test.equal(median([3, 1, 2]), 2);
  test.equal(median([4, 1, 2, 3]), 2.5);
  test.throws(() => median([]), RangeError);
  test.equal(spread([undefined]), undefined);
});

t.test('a ratio is judged against the fastest of those named', async (test) => {
  const rows = [row('syncline', 2), row('lftp', 4), row('rclone', 3), row('cp', 1)];
  const target = { kind: 'ratio', to: ['lftp', 'rclone'], atMost: 0.7 } as const;
  test.match(judge(target, rows), { actual: '0.67 × rclone', reached: true });
  test.match(judge({ ...target, atMost: 0.6 }, rows), { reached: false });
});

t.test('without a figure of both nothing is said to be reached', async (test) => {
  const target = { kind: 'ratio', to: ['rsync'], atMost: 1 } as const;
  test.match(judge(target, [row('syncline', 1)]), { actual: '–', reached: undefined });
  test.match(judge(target, [row('rsync', 1)]), { reached: undefined });
});

t.test('peak memory and notes are judged by themselves', async (test) => {
  const rows = [{ ...row('syncline', 1, 160e6), note: '200 of 200' }];
  test.match(judge({ kind: 'memory', atMostBytes: 150e6 }, rows), { actual: '160 MB', reached: false });
  test.match(judge({ kind: 'note', text: 'all', isNote: '200 of 200' }, rows), { reached: true });
});
