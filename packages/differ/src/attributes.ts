import type { ContentEntry, ContentRow, FileEntry, Path, Side } from '@syncline/model';
import { COARSEST_TRUSTED_PRECISION_US, otherSide, sameTime, timeInToken } from '@syncline/model';
import type { Decision } from './decision.js';
import type { Policy } from './policy.js';
import { coarserPrecisionUs } from './policy.js';

/** A path with equal content on both sides, that the journal knows. */
export interface EqualPair {
  readonly path: Path;
  readonly row: ContentRow;
  readonly source: ContentEntry;
  readonly destination: ContentEntry;
  readonly hash: string | undefined;
}

/** Two-way: the time or else the mode of the side `from`, which alone was touched, goes to the other one, if it is another there. */
export function carryAttributes(
  from: Side,
  { path, row, hash, ...entries }: EqualPair,
  policy: Policy,
): Decision | undefined {
  const side = otherSide(from);
  const [like, target] = [entries[from], entries[side]];
  if (like.kind !== 'file' || target.kind !== 'file') return undefined;
  const step = { op: 'update', side, path, target, like, hash } as const;
  // A time that the touched side itself tells coarsely is not carried.
  const isTold = policy[from].timePrecisionUs <= COARSEST_TRUSTED_PRECISION_US;
  if (policy[side].setsTimes && isTold && timeMoved(from, like, target, row, policy)) {
    return { do: 'apply', operation: { ...step, reason: 'time' } };
  }
  const modes = like.mode !== undefined && target.mode !== undefined && like.mode !== target.mode;
  return modes ? { do: 'apply', operation: { ...step, reason: 'mode' } } : undefined;
}

/** Whether the time of the side `from` is no longer the other's; where the two can't be compared exactly: whether it is a new one. */
export function timeMoved(
  from: Side,
  like: FileEntry,
  target: FileEntry,
  row: ContentRow,
  policy: Policy,
): boolean {
  const precisionUs = coarserPrecisionUs(policy);
  if (precisionUs > COARSEST_TRUSTED_PRECISION_US) return hasNewTime(like, row, from);
  return !sameTime(like.mtime, target.mtime, precisionUs);
}

/**
 * Whether a side's file has another time than when its row was written, by that side's own tokens. They also change with what is no
 * time, such as a mode or a second name; a token that tells no time is taken to have changed for it.
 */
function hasNewTime(entry: ContentEntry, row: ContentRow, side: Side): boolean {
  const { token } = row[side];
  if (token === entry.token) return false;
  const [before, now] = [timeInToken(token), timeInToken(entry.token)];
  return before === undefined || now === undefined || before !== now;
}
