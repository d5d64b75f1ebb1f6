import type { Outcome, Summary } from '@syncline/model';

/** Why a run started. */
export type Trigger = 'manual' | 'schedule' | 'catch-up' | 'live' | 'start' | 'retry';

/** One run of an item, as it is remembered. */
export interface RunRecord {
  /** Increases with each run of the item; tells its runs apart. */
  readonly number: number;
  readonly item: string;
  readonly trigger: Trigger;
  /** ms since the epoch. */
  readonly startedMs: number;
  /** Undefined while it runs, and for ever when its process was ended. */
  readonly endedMs?: number | undefined;
  /** What it came to; undefined as long as `endedMs` is. */
  readonly summary?: Summary | undefined;
  /** Operations that are kept of it, and those beyond the bound or the retention that are not. */
  readonly kept: number;
  readonly dropped: number;
}

/** One operation of a run, in the order in which they turned out. */
export interface RunLine {
  readonly sequence: number;
  readonly outcome: Outcome;
}

/** How much is remembered of each item. */
export interface Retention {
  /** Runs; the oldest are forgotten. */
  readonly runs: number;
  /** Operations of one run. */
  readonly linesPerRun: number;
  /** Operations of all runs of an item together; those of the oldest runs are forgotten first. */
  readonly linesPerItem: number;
}

/** Half a year of hourly runs, and about 40 MB of operations for an item that does much. */
export const DEFAULT_RETENTION: Retention = { runs: 5_000, linesPerRun: 50_000, linesPerItem: 200_000 };
