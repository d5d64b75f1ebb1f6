import t from 'tap';
import { readOptions } from '../../scripts/bench/options.ts';
import { choose, roundsWithin } from '../../scripts/bench/plan.ts';
import { WORKLOADS } from '../../scripts/bench/workloads/index.ts';

t.test('workloads are chosen by name or by how their names begin', async (test) => {
  const names = (only: readonly string[]): readonly string[] =>
    choose(WORKLOADS, only).map(({ name }) => name);
  test.same(names(['copy', 'noop-clone']), ['copy', 'noop-clone']);
  test.ok(names(['ftp-up-*']).every((name) => name.startsWith('ftp-up-')));
  test.equal(names([]).length, WORKLOADS.length);
  test.throws(() => choose(WORKLOADS, ['cpy']), /there is no workload cpy; there are help, /);
});

t.test('a budget gives as many rounds as fit, within bounds', async (test) => {
  const total = (rounds: number): number => 60 * rounds;
  test.equal(roundsWithin(7, total), 7);
  test.equal(roundsWithin(1, total), 3);
  test.equal(roundsWithin(1_000, total), 15);
});

t.test('a number that is none is refused by the option name', async (test) => {
  test.throws(
    () => readOptions(['--rounds', 'many']),
    /--rounds takes a whole number of at least 1, not many/,
  );
  test.throws(() => readOptions(['--budget', '0']), /--budget/);
  test.match(readOptions(['--quick', '--only', 'copy,big']), {
    quick: true,
    rounds: 3,
    only: ['copy', 'big'],
  });
});
