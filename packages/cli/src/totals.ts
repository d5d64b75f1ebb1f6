import type { Counts, Summary } from '@syncline/model';
import { NO_COUNTS } from '@syncline/model';

/** What several runs, or passes, came to together. */
export function totalsOf(summaries: readonly Summary[]): Counts {
  const keys = Object.keys(NO_COUNTS) as (keyof Counts)[];
  return Object.fromEntries(
    keys.map((key) => [key, summaries.reduce((sum, summary) => sum + summary[key], 0)]),
  ) as unknown as Counts;
}
