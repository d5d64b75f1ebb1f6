import type { RunOptions } from '../options.js';

/** How an item is followed; all times in ms. */
export interface LiveOptions extends Omit<RunOptions, 'dryRun' | 'plan' | 'onPlanned'> {
  /** A file that is being written is left alone until its size and time stayed the same for so long. */
  readonly settleMs?: number | undefined;
  /** How often everything is looked at, whatever the watch told. */
  readonly auditEveryMs?: number | undefined;
  /** How often a side that cannot be watched is looked at. */
  readonly pollEveryMs?: number | undefined;
}

/** SPEC §1. */
export const DEFAULT_SETTLE_MS = 100;
export const DEFAULT_AUDIT_EVERY_MS = 60 * 60 * 1_000;
export const DEFAULT_POLL_EVERY_MS = 60 * 1_000;
