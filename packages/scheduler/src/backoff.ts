/** A server that restarts is back within a minute; one that is down for a day is asked every quarter of an hour. */
const FIRST_MS = 5_000;
const MOST_MS = 900_000;

/**
 * How long to wait before the next try, after `failures` in a row (1 or more): twice as long each time up to a cap, and
 * between half of that and the whole of it, by `random` (from 0, below 1), so that those who failed together do not come
 * back together.
 */
export function backoffMs(failures: number, random: number): number {
  const whole = Math.min(MOST_MS, FIRST_MS * 2 ** (failures - 1));
  return Math.round(whole / 2 + (whole / 2) * random);
}
