import { describeSchedule, nextRuns, systemZone, zoneNamed, type Zone } from '@syncline/scheduler';

import type { Config, ConfiguredItem } from './configured-item.js';

/** The next run times are shown wherever a schedule is (SPEC §5): so many. */
const SHOWN_RUNS = 5;

/** The time zone of an item's schedules: its own, the configuration's, the system's. */
export function zoneOf(
  { timezone }: { readonly timezone?: string | undefined },
  config: Pick<Config, 'timezone'>,
): Zone {
  const name = timezone ?? config.timezone;
  return (name === undefined ? undefined : zoneNamed(name)) ?? systemZone();
}

/** An item's schedules in words, and the next five times at which it runs, ms since the epoch: none while it is live. */
export function itemTimes(
  item: ConfiguredItem,
  config: Pick<Config, 'timezone'>,
  nowMs: number,
): { readonly words: readonly string[]; readonly next: readonly number[] } {
  return {
    words: item.schedules.map(describeSchedule),
    next: item.live === undefined ? nextRuns(item.schedules, zoneOf(item, config), nowMs, SHOWN_RUNS) : [],
  };
}
