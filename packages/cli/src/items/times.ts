import type { Config, ConfiguredItem, Zone } from '@syncline/daemon/config';

/** When an item runs by itself. */
export interface ItemTimes {
  /** Its schedules in words. */
  readonly words: readonly string[];
  /** The next five times, ms since the epoch. */
  readonly next: readonly number[];
  /** The zone that both are told in. */
  readonly zone: Zone;
}

/** Tells of each item of a configuration when it runs, from now on. */
export async function timesOf(config: Config): Promise<(item: ConfiguredItem) => ItemTimes> {
  const { itemTimes, zoneOf } = await import('@syncline/daemon/config');
  const nowMs = Date.now();
  return (item) => ({ ...itemTimes(item, config, nowMs), zone: zoneOf(item, config) });
}
