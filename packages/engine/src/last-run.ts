import type { Journal } from '@syncline/state';

const LAST_RUN_FACT = 'lastRun';

/** After this long the clocks of both sides have left every moment of the last run behind, even those told in minutes. */
const RACES_OVER_MS = 2 * 60 * 1_000;

/**
 * The fact that goes into the journal with rows. INVARIANT: no row is younger than it says, however a run ends: a row that is racy
 * would be taken for settled.
 */
export function lastRunAt(nowMs: number): Readonly<Record<string, unknown>> {
  return { [LAST_RUN_FACT]: nowMs };
}

/** When rows were last committed, ms since the epoch; undefined: never. */
export function lastRunMsOf(journal: Journal): number | undefined {
  const lastRunMs = journal.getFact(LAST_RUN_FACT);
  return typeof lastRunMs === 'number' ? lastRunMs : undefined;
}

/** Whether a token that was racy when its row was made, and is the same now, can no longer hide a change. */
export function areRacesOver(journal: Journal, nowMs: number): boolean {
  const lastRunMs = lastRunMsOf(journal);
  return lastRunMs !== undefined && nowMs - lastRunMs > RACES_OVER_MS;
}
