import { join } from 'node:path';
import { NO_COUNTS } from '@syncline/model';
import type { Outcome, Path, Summary } from '@syncline/model';
import { DEFAULT_RETENTION, RunHistory } from '@syncline/state';
import t from 'tap';

import { daemonPlaces } from '../../src/process/places.ts';
import { rememberedRuns, takeDown } from '../../src/runs/own-history.ts';

const SUMMARY: Summary = { ...NO_COUNTS, exit: 0, seconds: 1, copied: 1 };
const LINE: Outcome = {
  op: 'copy',
  side: 'destination',
  path: 'a' as Path,
  outcome: 'applied',
  bytes: 1,
  reason: 'new',
};

t.test('a run is written down at its end, also while others are', async (t) => {
  const state = t.testdir();
  const runs = ['one', 'two', 'three'].map((item) => takeDown(state, item, 1_000));
  for (const run of runs) run.line(LINE);
  await Promise.all(runs.map((run) => run.end(SUMMARY, 2_000)));
  t.match(await rememberedRuns(state, 'two', 5), [
    { number: 1, trigger: 'manual', state: 'ended', kept: 1, dropped: 0, summary: { copied: 1 } },
  ]);
});

t.test('a history that a daemon has is left to it', async (t) => {
  const state = t.testdir();
  const history = await RunHistory.open(daemonPlaces(state).history);
  t.teardown(() => history.close());
  await t.rejects(takeDown(state, 'one', 1_000).end(SUMMARY, 2_000), { code: 'locked' });
  t.same(await history.runs('one', 5), []);
});

t.test('operations beyond what is kept of a run are counted', async (t) => {
  const state = t.testdir();
  const run = takeDown(state, 'one', 1_000);
  for (let index = 0; index < DEFAULT_RETENTION.linesPerRun + 3; index += 1) run.line(LINE);
  await run.end(SUMMARY, 2_000);
  t.match(await rememberedRuns(state, 'one', 5), [{ kept: DEFAULT_RETENTION.linesPerRun, dropped: 3 }]);
});

t.test('where nothing was remembered yet, nothing is made', async (t) => {
  const state = join(t.testdir(), 'state');
  t.same(await rememberedRuns(state, 'one', 5), []);
  t.same(await rememberedRuns(state, 'one', 5), []);
});
