import type { Days, Frequency, Schedule } from './schedule.js';
import { MINUTES_PER_DAY, WEEKDAYS } from './schedule.js';
import type { Zone } from './zone.js';
import { instantOf, localTime } from './zone.js';

const MS_PER_DAY = 86_400_000;
const MS_PER_MINUTE = 60_000;
/** Day 0 of `LocalTime`, 1970-01-01, was a Thursday. */
const WEEKDAY_OF_DAY_0 = 3;
/** A window that began two days ago may reach into today where a clock is put forward by a whole day (Samoa 2011). */
const DAYS_BACK = 2;
/** No set of days of the month is left out for longer: the 31st, from the end of July on, comes again within 62 days. */
const DAYS_AHEAD = 64;

/**
 * The first time after `afterMs` (ms since the epoch, exclusive) at which one of the schedules asks for a run, or
 * undefined where none ever does. Every time is a whole one: two schedules that ask for the same instant ask for one run.
 *
 * `once`: exactly one run on each of its days, also when the clocks show its time twice or not at all (see `instantOf`).
 * `every`: from the start of the window, or of the day, in steps of real time, so that no hour is left out or done twice
 * when the clocks are put forward or back.
 */
export function nextRun(schedules: readonly Schedule[], zone: Zone, afterMs: number): number | undefined {
  const candidates = schedules
    .map((schedule) => nextOf(schedule, zone, afterMs))
    .filter((candidate) => candidate !== undefined);
  return candidates.length === 0 ? undefined : Math.min(...candidates);
}

/** The next `count` times; fewer where there are no more. */
export function nextRuns(
  schedules: readonly Schedule[],
  zone: Zone,
  afterMs: number,
  count: number,
): readonly number[] {
  const runs: number[] = [];
  for (let next = nextRun(schedules, zone, afterMs); next !== undefined && runs.length < count;) {
    runs.push(next);
    next = nextRun(schedules, zone, next);
  }
  return runs;
}

function nextOf(schedule: Schedule, zone: Zone, afterMs: number): number | undefined {
  if (schedule.disabled) return undefined;
  const today = localTime(zone, afterMs).day;
  let earliest: number | undefined;
  for (let day = today - DAYS_BACK; day <= today + DAYS_AHEAD; day += 1) {
    const next = isOn(schedule.days, day) ? nextOnDay(schedule.frequency, day, zone, afterMs) : undefined;
    if (next === undefined) continue;
    earliest = Math.min(next, earliest ?? next);
    // Windows overlap, and a time that is shifted out of a gap lies behind the first of the following day.
    if (day > today) return earliest;
  }
  return earliest;
}

function isOn(days: Days, day: number): boolean {
  if (days.of === 'month') return days.days.includes(new Date(day * MS_PER_DAY).getUTCDate());
  const weekday = (((day + WEEKDAY_OF_DAY_0) % 7) + 7) % 7;
  return days.days.includes(WEEKDAYS[weekday]!);
}

/** The first time of the window that begins on this day, after an instant; undefined where it has none. */
function nextOnDay(frequency: Frequency, day: number, zone: Zone, afterMs: number): number | undefined {
  if (frequency.kind === 'once') {
    const at = instantOf(zone, { day, minute: frequency.at });
    return at > afterMs ? at : undefined;
  }
  const { minutes, between } = frequency;
  const from = instantOf(zone, { day, minute: between?.from ?? 0 });
  const step = minutes * MS_PER_MINUTE;
  const steps = Math.max(0, Math.floor((afterMs - from) / step) + 1);
  const next = from + steps * step;
  return isWithin(next, between, day, zone) ? next : undefined;
}

function isWithin(
  ms: number,
  between: Extract<Frequency, { kind: 'every' }>['between'],
  day: number,
  zone: Zone,
): boolean {
  if (between === undefined) return ms < instantOf(zone, { day: day + 1, minute: 0 });
  const { from, to } = between;
  const minute = to > from ? to : to + MINUTES_PER_DAY;
  return ms <= instantOf(zone, { day, minute });
}
