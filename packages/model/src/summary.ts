/** The totals of one run: the lines of each op that were applied (dry run: planned). */
export interface Counts {
  readonly copied: number;
  readonly updated: number;
  readonly deleted: number;
  readonly moved: number;
  readonly made: number;
  readonly removed: number;
  readonly conflicts: number;
  readonly skipped: number;
  readonly failed: number;
  /** Files and links held. */
  readonly held: number;
  /** Content written to a side by copy and update. */
  readonly bytes: number;
  /** Entries looked at on both sides, directories included. */
  readonly scanned: number;
}

export const NO_COUNTS: Counts = {
  copied: 0,
  updated: 0,
  deleted: 0,
  moved: 0,
  made: 0,
  removed: 0,
  conflicts: 0,
  skipped: 0,
  failed: 0,
  held: 0,
  bytes: 0,
  scanned: 0,
};

/** Exit codes of a run (SPEC §8); the first that applies. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 130;

/** The end of a run. */
export interface Summary extends Counts {
  readonly exit: ExitCode;
  readonly seconds: number;
  /** Why the run was refused or ended early. */
  readonly reason?: string | undefined;
}

/** What several runs, or passes, came to together. */
export function totalsOf(all: readonly Counts[]): Counts {
  const totals: { -readonly [Key in keyof Counts]: number } = { ...NO_COUNTS };
  for (const key of Object.keys(NO_COUNTS) as (keyof Counts)[])
    for (const counts of all) totals[key] += counts[key];
  return totals;
}

/** What two passes over one item came to: the counts of both, and how the later one ended. What was held before is held still, or is not. */
export function bothPasses(earlier: Summary, later: Summary): Summary {
  return { ...later, ...totalsOf([earlier, later]), held: later.held };
}
