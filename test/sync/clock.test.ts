import t from 'tap';
import { bench, readRun } from '../support/bench.ts';
import { cli } from '../support/cli.ts';
import { clockOff } from '../support/clock.ts';
import { texts } from '../support/observe.ts';
import { plant } from '../support/plant.ts';
import { only } from '../support/only.ts';

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

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

t.test('T1: a clock that is wrong for a while purges no trash early, its own included', async (t) => {
  const the = bench(t, { source: { a: '1', b: '1', c: '1' } });
  const runAt = async (byMs: number, changed: Readonly<Record<string, string>>) => {
    plant(the.source, changed);
    const args = ['sync', the.source, the.destination, '--state', the.state, '--mode', 'clone', '--json'];
    const ran = readRun(await cli(args, { nodeArgs: clockOff(byMs) }), false);
    t.match(ran, { exit: 0, summary: { updated: Object.keys(changed).length } });
  };
  const kept = () =>
    Object.entries(texts(`${the.destination}/.syncline/trash`))
      .filter(([path]) => !path.endsWith('/'))
      .map(([path, text]) => `${path.slice(0, 4)} ${path.slice(-1)} ${text}`);
  const IN_1970 = -Date.now() + 1_000;
  await runAt(0, {});
  await runAt(IN_1970, { a: '22' });
  for (const day of [0, 1, 29]) {
    await runAt(day * DAY_MS, {});
    t.same(kept(), ['1970 a 1']);
  }
  await runAt(31 * DAY_MS, {});
  t.same(kept(), [], 'in the end it is');
  const year = new Date(Date.now() + 31 * DAY_MS).getUTCFullYear();
  await runAt(31 * DAY_MS, { b: '22' });
  await runAt(YEAR_MS, { c: '22' });
  for (const byMs of [YEAR_MS, 32 * DAY_MS]) {
    await runAt(byMs, {});
    t.same(
      kept()
        .map((line) => line.slice(-3))
        .sort(),
      ['b 1', 'c 1'],
    );
  }
  t.match(kept().sort()[0], `${year} b 1`);
});
