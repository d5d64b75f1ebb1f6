import t from 'tap';
import { Parser } from 'tap-parser';
import { addTallies, count, tally, watchPoints, type Point } from '../scripts/tally.mjs';

function tallyOf(lines: readonly string[]) {
  const points: Point[] = [];
  const parser = new Parser();
  watchPoints(parser, (point) => points.push(point));
  parser.end(['TAP version 14', ...lines, ''].join('\n'));
  const { passed, failed, skipped } = points.map(tally).reduce(addTallies, count({}));
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

const cases: readonly [title: string, lines: readonly string[], expected: string][] = [
  [
    'a file without inner tests is one test, however many assertions it has',
    ['# Subtest: a.test.ts', '    ok 1 - x', '    ok 2 - y', '    1..2', 'ok 1 - a.test.ts', '1..1'],
    '1 passed, 0 failed, 0 skipped',
  ],
  [
    'inner tests count, the file around them does not',
    [
      '# Subtest: a.test.ts',
      '    # Subtest: one',
      '        ok 1 - x',
      '        1..1',
      '    ok 1 - one',
      '    # Subtest: two',
      '        not ok 1 - y',
      '        not ok 2 - z',
      '        1..2',
      '    not ok 2 - two',
      '    1..2',
      'not ok 1 - a.test.ts',
      '1..1',
    ],
    '1 passed, 1 failed, 0 skipped',
  ],
  [
    'what is skipped or to do is never counted as passed',
    [
      '# Subtest: a.test.ts',
      '    ok 1 - one # SKIP no server',
      '    # Subtest: two',
      '        ok 1 - no server # SKIP',
      '        1..1',
      '    ok 2 - two',
      '    not ok 3 - three # TODO',
      '    1..3',
      'ok 1 - a.test.ts',
      'ok 2 - b.test.ts # SKIP no servers',
      '1..2',
    ],
    '0 passed, 0 failed, 4 skipped',
  ],
  [
    'a file that crashes counts as failed, though all its tests passed',
    [
      '# Subtest: a.test.ts',
      '    # Subtest: one',
      '        ok 1 - x',
      '        1..1',
      '    ok 1 - one',
      '    1..1',
      'not ok 1 - a.test.ts',
      '1..1',
    ],
    '1 passed, 1 failed, 0 skipped',
  ],
  [
    'a file that times out counts as failed',
    ['not ok 1 - timeout!', '1..1'],
    '0 passed, 1 failed, 0 skipped',
  ],
  [
    'a failed assertion beside inner tests counts as failed',
    [
      '# Subtest: a.test.ts',
      '    not ok 1 - x',
      '    # Subtest: one',
      '        ok 1 - y',
      '        1..1',
      '    ok 2 - one',
      '    1..2',
      'not ok 1 - a.test.ts',
      '1..1',
    ],
    '1 passed, 1 failed, 0 skipped',
  ],
  ['a run without files counts nothing', ['1..0'], '0 passed, 0 failed, 0 skipped'],
];

for (const [title, lines, expected] of cases) {
  t.test(title, async (t) => {
    t.equal(tallyOf(lines), expected);
  });
}
