import type { RunRecord } from '@syncline/state';
import type { ItemState } from '../api/item-shapes.js';
import { moment } from '../words/moments.js';

/** What the state of an item is told from. Times in ms since the epoch. */
export interface StateFacts {
  readonly running: boolean;
  /** It waits for a free place, or for an item that it takes turns with. */
  readonly queued: boolean;
  /** It follows its sides as they change. */
  readonly following: boolean;
  /** It does so with success since the last run ended. */
  readonly cameThrough: boolean;
  /** Of what it follows nothing waits to be carried, or to be tried again. */
  readonly nothingPending: boolean;
  readonly lastRun: RunRecord | undefined;
  /** Why a later run could not even be begun; undefined: there is none. */
  readonly notBegunBecause: string | undefined;
  /** Deletes that wait for approval: those that the last run held, unless somebody decided about them since. */
  readonly holds: number;
  /** What the last run held was approved since. */
  readonly approved: boolean;
  readonly lastSuccessMs: number | undefined;
  /** The latest of the `OVERDUE_RUNS` scheduled times since then that may pass; undefined without a schedule. */
  readonly dueAgainMs: number | undefined;
  readonly nowMs: number;
}

export interface StateOfItem {
  readonly state: ItemState;
  /** One line for people; undefined where the state says all. */
  readonly reason?: string | undefined;
}

/** No success at so many scheduled times is worth a warning: one missed run may be a pulled plug. A night is none. */
export const OVERDUE_RUNS = 3;
/** What is due has begun by then. */
const BEGUN_WITHIN_MS = 60_000;

/** The one state that tells most, the most urgent first; what goes on now comes before what was. */
export function stateOf(facts: StateFacts): StateOfItem {
  if (facts.running && !facts.following) return { state: 'running' };
  // The run that tells that all is well again is written down only once it rests.
  if (facts.following && facts.cameThrough && isOverBy(facts)) return { state: 'live' };
  if (facts.notBegunBecause !== undefined)
    return { state: 'failed', reason: `a run could not be begun: ${facts.notBegunBecause}` };
  const last = lastingState(facts);
  if (last.state === 'failed' || last.state === 'held' || last.state === 'partial') return last;
  if (facts.following) return { state: 'live' };
  if (facts.queued) return { state: 'waiting' };
  // Before it is overdue, which it may be because its deletes were held for long.
  if (last.state === 'approved') return last;
  return isOverdue(facts) ? { state: 'overdue', reason: overdueReason(facts) } : last;
}

/**
 * Whether what stood in the way of all of an item is over once a pass came through: a side that was away or refused, a process that was
 * ended. What concerns single paths (1, held deletes) is not, as the pass may have been about others; but what failed is tried again
 * until it is done.
 */
function isOverBy({ lastRun, holds, nothingPending }: StateFacts): boolean {
  if (lastRun === undefined) return false;
  const { exit, failed = 0, skipped = 0 } = lastRun.summary ?? {};
  if (exit === 1) return failed > 0 && skipped === 0 && nothingPending;
  return !(exit === 3 && holds > 0);
}

function lastingState({ lastRun, holds, approved }: StateFacts): StateOfItem {
  if (lastRun === undefined) return { state: 'new' };
  const { summary } = lastRun;
  if (summary === undefined)
    return { state: 'failed', reason: 'its process was ended during the last run; the next one heals that' };
  const { exit, reason } = summary;
  switch (exit) {
    case 0:
      return { state: 'in-sync' };
    case 1:
      return { state: 'partial', reason: reason ?? troubleOf(summary.failed, summary.skipped) };
    case 3:
      if (holds > 0) return { state: 'held', reason };
      if (approved) return { state: 'approved', reason: APPROVED };
      return summary.held > 0 ? { state: 'partial', reason: DROPPED } : { state: 'failed', reason };
    case 130:
      return { state: 'partial', reason: 'the last run was stopped' };
    default:
      return { state: 'failed', reason };
  }
}

const APPROVED = 'the deletes that it held are approved, and are carried out at the next run';
const DROPPED = 'the deletes that it held were dropped, and come up again at the next run';

function troubleOf(failed: number, skipped: number): string {
  const parts = [failed > 0 ? `${failed} failed` : '', skipped > 0 ? `${skipped} skipped` : ''];
  return parts.filter(Boolean).join(', ');
}

function isOverdue({ dueAgainMs, nowMs }: StateFacts): boolean {
  return dueAgainMs !== undefined && nowMs > dueAgainMs + BEGUN_WITHIN_MS;
}

function overdueReason({ lastSuccessMs }: StateFacts): string {
  return lastSuccessMs === undefined
    ? 'it never succeeded, though it was due several times'
    : `no success since ${moment(lastSuccessMs)}, though it was due several times`;
}

/** From the most urgent to the least: a group is as well as its worst item. */
const URGENCY: readonly ItemState[] = [
  'failed',
  'held',
  'overdue',
  'partial',
  'running',
  'waiting',
  'approved',
  'new',
  'live',
  'in-sync',
];

export function worstOf(states: readonly ItemState[]): ItemState {
  return URGENCY.find((state) => states.includes(state)) ?? 'new';
}
