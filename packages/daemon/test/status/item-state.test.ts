import t from 'tap';
import type { ExitCode, Summary } from '@syncline/model';
import { NO_COUNTS } from '@syncline/model';
import type { RunRecord } from '@syncline/state';
import type { StateFacts } from '../../src/status/item-state.ts';
import { stateOf, worstOf } from '../../src/status/item-state.ts';

const HOUR_MS = 3_600_000;

const QUIET: StateFacts = {
  running: false,
  queued: false,
  following: false,
  cameThrough: false,
  nothingPending: false,
  lastRun: undefined,
  notBegunBecause: undefined,
  holds: 0,
  approved: false,
  lastSuccessMs: undefined,
  dueAgainMs: undefined,
  nowMs: 0,
};

function ran(exit: ExitCode, more: Partial<Summary> = {}): RunRecord {
  const summary: Summary = { ...NO_COUNTS, exit, seconds: 1, ...more };
  return { number: 1, item: 'a', trigger: 'manual', startedMs: 0, endedMs: 1, summary, kept: 0, dropped: 0 };
}

t.test('the last run tells how an item stands', async (t) => {
  const rows: [RunRecord | undefined, Partial<StateFacts>, string, RegExp | undefined][] = [
    [undefined, {}, 'new', undefined],
    [ran(0), {}, 'in-sync', undefined],
    [ran(1, { failed: 2, skipped: 1 }), {}, 'partial', /2 failed, 1 skipped/],
    [ran(3, { reason: 'too many deletes' }), { holds: 4 }, 'held', /too many/],
    [ran(3, { reason: 'too many deletes', held: 4 }), { holds: 0 }, 'partial', /dropped, and come up again/],
    [ran(3, { reason: 'too many deletes', held: 4 }), { approved: true }, 'approved', /at the next run/],
    [ran(3, { reason: 'the root is missing' }), {}, 'failed', /root is missing/],
    [ran(4, { reason: 'no connection' }), {}, 'failed', /no connection/],
    [ran(2, { reason: 'roots are nested' }), {}, 'failed', /nested/],
    [ran(130), {}, 'partial', /stopped/],
    [{ ...ran(0), endedMs: undefined, summary: undefined }, {}, 'failed', /process was ended/],
  ];
  for (const [lastRun, more, state, reason] of rows) {
    const told = stateOf({ ...QUIET, lastRun, ...more });
    t.equal(told.state, state, `${lastRun?.summary?.exit ?? 'none'}`);
    if (reason !== undefined) t.match(told.reason, reason);
  }
});

t.test('what goes on now comes before what was, but trouble of a live item shows', async (t) => {
  t.equal(stateOf({ ...QUIET, lastRun: ran(4), running: true }).state, 'running');
  t.match(stateOf({ ...QUIET, lastRun: ran(0), notBegunBecause: 'the disk is full' }), {
    state: 'failed',
    reason: /not be begun: the disk is full/,
  });
  t.equal(stateOf({ ...QUIET, lastRun: ran(0), queued: true }).state, 'waiting');
  t.equal(stateOf({ ...QUIET, lastRun: ran(0), following: true, running: true }).state, 'live');
  t.equal(stateOf({ ...QUIET, lastRun: ran(4), following: true }).state, 'failed');
  const back = { ...QUIET, following: true, cameThrough: true };
  t.equal(stateOf({ ...back, lastRun: ran(4) }).state, 'live', 'a side that is back is no failure any more');
  t.equal(stateOf({ ...back, lastRun: ran(3) }).state, 'live', 'nor a root that is there again');
  t.equal(stateOf({ ...back, lastRun: ran(130) }).state, 'live', 'nor a run that was stopped');
  const killed = { ...ran(0), endedMs: undefined, summary: undefined };
  t.equal(stateOf({ ...back, lastRun: killed }).state, 'live', 'a killed process is healed');
  t.equal(stateOf({ ...back, lastRun: killed, cameThrough: false }).state, 'failed', 'or not yet');
  t.equal(stateOf({ ...back, lastRun: ran(3), holds: 2 }).state, 'held', 'deletes still wait');
  const partial = (more: Partial<Summary>, facts: Partial<StateFacts> = {}) =>
    stateOf({ ...back, nothingPending: true, ...facts, lastRun: ran(1, more) }).state;
  t.equal(partial({ failed: 1 }), 'live', 'what failed was tried again, and is done');
  t.equal(partial({ failed: 1 }, { nothingPending: false }), 'partial', 'something else came through');
  t.equal(partial({ failed: 1 }, { cameThrough: false }), 'partial', 'it is being tried again');
  t.equal(partial({ failed: 1, skipped: 1 }), 'partial', 'what is left alone is not tried again');
  t.equal(stateOf({ ...back, lastRun: ran(4), following: false }).state, 'failed', 'away again');
  t.equal(stateOf({ ...back, lastRun: ran(1) }).state, 'partial', 'some other path says nothing of this one');
});

t.test(
  'what was approved is told until a run goes on, though it may be long since the last success',
  async (t) => {
    const approved = { ...QUIET, lastRun: ran(3, { held: 4 }), approved: true };
    t.equal(stateOf({ ...approved, dueAgainMs: 0, nowMs: HOUR_MS }).state, 'approved');
    t.equal(stateOf({ ...approved, queued: true }).state, 'waiting');
    t.equal(stateOf({ ...approved, running: true }).state, 'running');
    t.equal(stateOf({ ...approved, following: true, cameThrough: true }).state, 'live');
  },
);

t.test('what had no success at three scheduled times is overdue', async (t) => {
  const hourly = { ...QUIET, lastRun: ran(0), dueAgainMs: 3 * HOUR_MS, lastSuccessMs: 0 };
  t.equal(stateOf({ ...hourly, nowMs: 3 * HOUR_MS }).state, 'in-sync');
  t.match(stateOf({ ...hourly, nowMs: 3.1 * HOUR_MS }), {
    state: 'overdue',
    reason: /no success since 1970/,
  });
  t.match(stateOf({ ...QUIET, dueAgainMs: 3 * HOUR_MS, nowMs: 4 * HOUR_MS }), {
    state: 'overdue',
    reason: /never/,
  });
  t.equal(stateOf({ ...hourly, nowMs: 9 * HOUR_MS, running: true }).state, 'running');
});

t.test('a group is as well as its worst item', async (t) => {
  t.equal(worstOf(['in-sync', 'live', 'held', 'running']), 'held');
  t.equal(worstOf(['in-sync', 'failed', 'overdue']), 'failed');
  t.equal(worstOf(['in-sync', 'live']), 'live');
  t.equal(worstOf([]), 'new');
});
