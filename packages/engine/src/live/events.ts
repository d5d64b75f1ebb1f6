import type { Side, Summary } from '@syncline/model';
import type { RunEvent } from '../events.js';

/** What a live item says while it goes on. There is a summary for each pass; the last event of all is one. */
export type LiveEvent =
  | Exclude<RunEvent, { type: 'summary' }>
  | { readonly type: 'summary'; readonly summary: Summary; readonly pass: PassKind }
  | { readonly type: 'live'; readonly state: LiveState };

/** What a pass looks at: everything (at the start, by the clock, or because a side cannot be watched), or what changed. */
export type PassKind = 'start' | 'audit' | 'poll' | 'changes';

/** How a live item stands. */
export interface LiveState {
  /** `waiting`: a side is away; changes are kept, and it is tried again. */
  readonly phase: 'opening' | 'following' | 'waiting';
  /** How changes of a side come to be known; `none`: a one-way destination, whose changes only an audit sees. */
  readonly sides: Readonly<Record<Side, 'watched' | 'polled' | 'none'>>;
  /** Paths that are known to have changed and are not carried yet; a folder that is looked at whole counts as one. */
  readonly pending: number;
  /** The recovery point: when the oldest of them changed, ms since the epoch; undefined: nothing is behind. */
  readonly behindSinceMs: number | undefined;
  /** When everything was looked at last, ms since the epoch. */
  readonly auditedMs: number | undefined;
  /** Changes that the watch did not tell and an audit found. */
  readonly missed: number;
}
