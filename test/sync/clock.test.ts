import t from 'tap';
import { bench, readRun } from '../support/bench.ts';
import { cli } from '../support/cli.ts';
import { clockOff } from '../support/clock.ts';
import { texts } from '../support/observe.ts';
import { plant } from '../support/plant.ts';
import { only } from '../support/only.ts';

const YEAR_MS = 365 * 86_400_000;

t.test('T1: a clock that jumps transfers nothing, misses nothing and loses nothing', async (t) => {
  const the = bench(t, { source: { a: 'one', b: 'two', 'd/c': 'three' } });
  const runAt = async (byMs: number, mode: string) => {
    const args = ['sync', the.source, the.destination, '--state', the.state, '--mode', mode, '--json'];
    return readRun(await cli(args, { nodeArgs: clockOff(byMs) }), false);
  };
  t.match(await runAt(0, 'two-way'), { exit: 0, summary: { copied: 3 } });
  for (const [turn, jump] of [YEAR_MS, -86_400_000, -Date.now() + 1_000, 0].entries()) {
    const ran = await runAt(jump, 'two-way');
    t.match(ran, { exit: 0, lines: only([]), summary: { bytes: 0, deleted: 0, conflicts: 0 } }, `${jump} ms`);
    plant(turn % 2 === 0 ? the.source : the.destination, { a: `e${turn}x` });
    t.same((await runAt(jump, 'two-way')).lines, ['update a']);
    t.same(texts(the.source), texts(the.destination));
    t.same(texts(the.destination).a, `e${turn}x`);
  }
});
