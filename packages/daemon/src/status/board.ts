import type { Hold } from '@syncline/engine';
import { labelOf } from '@syncline/engine';
import { describeSchedule } from '@syncline/scheduler';
import type { RunHistory, RunRecord } from '@syncline/state';
import type { GroupStatus, ItemStatus } from '../api/item-shapes.js';
import { isoTime, progressShape, runShape, withoutUndefined } from '../api/to-shapes.js';
import type { ConfiguredItem } from '../config/configured-item.js';
import { groupsOf } from '../config/find.js';
import { withoutSecrets } from '../config/without-secrets.js';
import type { DaemonEvent } from '../runs/daemon-event.js';
import type { Followed, LiveDesk } from '../runs/live-desk.js';
import type { Operator } from '../runs/operator.js';
import type { RunDesk } from '../runs/run-desk.js';
import { OVERDUE_RUNS, stateOf, worstOf } from './item-state.js';
import type { OpenConflicts } from './open-conflicts.js';

/** How everything stands. */
export interface Board {
  /** Remembers what happens. */
  see(event: DaemonEvent): void;
  /** Reads what is remembered of items that it does not know yet. */
  learn(items: readonly ConfiguredItem[]): Promise<void>;
  /** Somebody approved or dropped what an item held. */
  settled(name: string, approved: boolean): void;
  items(): readonly ItemStatus[];
  groups(): readonly GroupStatus[];
}

export interface BoardOptions {
  readonly operator: Operator;
  readonly desk: RunDesk;
  readonly liveDesk: LiveDesk;
  readonly history: Pick<RunHistory, 'runs'>;
  readonly openConflicts: Pick<OpenConflicts, 'of'>;
  /** The deletes of an item that wait, as its journal says; undefined: none do. */
  readonly holdOf: (item: ConfiguredItem) => Promise<Pick<Hold, 'approved'> | undefined>;
  readonly nowMs: () => number;
}

interface Past {
  readonly lastRun: RunRecord | undefined;
  readonly lastSuccessMs: number | undefined;
  /** Deletes that the last run held, and that wait for approval still. */
  readonly holds: number;
  /** They were approved. */
  readonly approved: boolean;
  /** When it was first known: what never succeeded is overdue from then on. */
  readonly knownSinceMs: number;
}

/** A success further back than this many runs is not looked for. */
const RUNS_LOOKED_BACK = 200;

export function createBoard(options: BoardOptions): Board {
  const { operator, history, holdOf, nowMs } = options;
  const past = new Map<string, Past>();

  const pastOf = (name: string): Past =>
    past.get(name) ?? {
      lastRun: undefined,
      lastSuccessMs: undefined,
      holds: 0,
      approved: false,
      knownSinceMs: nowMs(),
    };

  return {
    see(event) {
      if (event.type !== 'run-ended') return;
      const { run } = event;
      const before = pastOf(run.item);
      const lastSuccessMs = isSuccess(run) ? run.endedMs : before.lastSuccessMs;
      past.set(run.item, { ...before, lastRun: run, lastSuccessMs, holds: heldBy(run), approved: false });
    },
    async learn(items) {
      for (const item of items) {
        const { name } = item;
        if (past.has(name)) continue;
        const runs = await history.runs(name, RUNS_LOOKED_BACK);
        const lastSuccessMs = runs.find(isSuccess)?.endedMs;
        const held = heldBy(runs[0]);
        const hold = held > 0 ? await holdOf(item) : undefined;
        const holds = hold?.approved === false ? held : 0;
        const approved = hold?.approved === true;
        past.set(name, { lastRun: runs[0], lastSuccessMs, holds, approved, knownSinceMs: nowMs() });
      }
    },
    settled(name, approved) {
      past.set(name, { ...pastOf(name), holds: 0, approved });
    },
    items: () => operator.items.map((item) => statusOf(item, pastOf(item.name), options)),
    groups() {
      const items = this.items();
      return groupsOf(operator.items).map((name) => {
        const members = items.filter(({ group }) => group === name);
        return {
          name,
          items: members.map((item) => item.name),
          state: worstOf(members.map(({ state }) => state)),
        };
      });
    },
  };
}

function isSuccess({ summary }: RunRecord): boolean {
  return summary?.exit === 0;
}

function heldBy(run: RunRecord | undefined): number {
  return run?.summary?.held ?? 0;
}

function statusOf(item: ConfiguredItem, past: Past, options: BoardOptions): ItemStatus {
  const { source, destination } = withoutSecrets(item);
  const { name, description, group, mode, schedules } = item;
  const { operator, desk, liveDesk, openConflicts, nowMs } = options;
  const prospect = operator.prospect(name);
  const active = desk.active.get(name);
  const followed = liveDesk.followed.get(name);
  const { state, reason } = stateOf({
    ...past,
    running: active !== undefined,
    queued: prospect.waiting,
    notBegunBecause: prospect.notBegunBecause,
    following: followed?.state?.phase === 'following',
    cameThrough: followed?.cameThrough === true,
    nothingPending: followed?.state?.pending === 0,
    dueAgainMs:
      item.live === undefined
        ? operator.dueMs(name, past.lastSuccessMs ?? past.knownSinceMs, OVERDUE_RUNS)
        : undefined,
    nowMs: nowMs(),
  });
  return withoutUndefined({
    name,
    description,
    group,
    mode,
    source: labelOf(source.endpoint),
    destination: labelOf(destination.endpoint),
    state,
    reason,
    lastRun: lastRunOf(past, followed),
    // Of a live item the run that tells so is written down only once it rests.
    lastSuccess: timeOf(followed?.succeededMs ?? past.lastSuccessMs),
    running: active === undefined ? undefined : runningOf(active),
    nextRuns: item.live === undefined ? prospect.nextMs.map(isoTime) : [],
    schedule: schedules.map(describeSchedule),
    timezone: prospect.timezone,
    retryAt: timeOf(prospect.retryMs),
    live: followed === undefined ? undefined : liveOf(followed, past, nowMs()),
    holds: past.holds,
    conflicts: openConflicts.of(name),
    hasLog: item.logFile !== undefined,
  });
}

/** Of a live item the one that is being written down, which goes on as long as there is no longer pause. */
function lastRunOf({ lastRun }: Past, followed: Followed | undefined): ItemStatus['lastRun'] {
  if (followed?.run !== undefined) return runShape(followed.run, true);
  return lastRun === undefined ? undefined : runShape(lastRun, false);
}

function runningOf({
  record,
  progress,
}: Pick<NonNullable<ReturnType<RunDesk['active']['get']>>, 'record' | 'progress'>): ItemStatus['running'] {
  return {
    run: runShape(record, true),
    ...(progress === undefined ? {} : { progress: progressShape(progress) }),
  };
}

/** What was never followed since the start is as old as its last success. */
function liveOf(
  { state, progress }: Followed,
  { lastSuccessMs, knownSinceMs }: Past,
  nowMs: number,
): ItemStatus['live'] {
  const sinceMs =
    state?.auditedMs === undefined ? (lastSuccessMs ?? knownSinceMs) : (state.behindSinceMs ?? nowMs);
  const age = Math.max(0, nowMs - sinceMs) / 1_000;
  return {
    phase: state?.phase ?? 'opening',
    recoveryPointAgeSeconds: age,
    pending: state?.pending ?? 0,
    polling: state !== undefined && Object.values(state.sides).includes('polled'),
    missed: state?.missed ?? 0,
    ...(progress === undefined ? {} : { progress: progressShape(progress) }),
  };
}

function timeOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : isoTime(ms);
}
