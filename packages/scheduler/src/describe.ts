import type { Days, Frequency, MinuteOfDay, Schedule, Weekday } from './schedule.js';
import { WEEKDAYS } from './schedule.js';

const NAMES: Readonly<Record<Weekday, string>> = {
  mon: 'Mon',
  tue: 'Tue',
  wed: 'Wed',
  thu: 'Thu',
  fri: 'Fri',
  sat: 'Sat',
  sun: 'Sun',
};
const MINUTES_PER_HOUR = 60;
const EVERY_DAY = 'every day';

/** A schedule in words: `on Mon-Fri every 10 minutes between 08:00 and 18:00`. */
export function describeSchedule({ days, disabled, frequency }: Schedule): string {
  const [on, how] = [daysInWords(days), frequencyInWords(frequency)];
  const when = on === EVERY_DAY && frequency.kind === 'every' ? how : `${on} ${how}`;
  return disabled ? `disabled (${when})` : when;
}

/** `hh:mm`. */
function formatMinuteOfDay(minute: MinuteOfDay): string {
  const [hours, minutes] = [Math.floor(minute / MINUTES_PER_HOUR), minute % MINUTES_PER_HOUR];
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

function daysInWords(days: Days): string {
  if (days.of === 'month') {
    const list = [...new Set(days.days)].sort((a, b) => a - b).map(String);
    return `on day${list.length === 1 ? '' : 's'} ${enumerate(list)} of the month`;
  }
  const indices = WEEKDAYS.map((_, index) => index).filter((index) => days.days.includes(WEEKDAYS[index]!));
  if (indices.length === WEEKDAYS.length) return EVERY_DAY;
  return `on ${enumerate(ranges(indices))}`;
}

/** Three and more days in a row as a range. */
function ranges(indices: readonly number[]): string[] {
  const runs: number[][] = [];
  for (const index of indices) {
    const last = runs.at(-1);
    if (last?.at(-1) === index - 1) last.push(index);
    else runs.push([index]);
  }
  const name = (index: number): string => NAMES[WEEKDAYS[index]!];
  return runs.flatMap((run) =>
    run.length > 2 ? [`${name(run[0]!)}-${name(run.at(-1)!)}`] : run.map((index) => name(index)),
  );
}

function frequencyInWords(frequency: Frequency): string {
  if (frequency.kind === 'once') return `at ${formatMinuteOfDay(frequency.at)}`;
  const { between, minutes } = frequency;
  const every = `every ${stepInWords(minutes)}`;
  if (between === undefined) return every;
  const { from, to } = between;
  const nextDay = to > from ? '' : ' of the next day';
  return `${every} between ${formatMinuteOfDay(from)} and ${formatMinuteOfDay(to)}${nextDay}`;
}

function stepInWords(minutes: number): string {
  const [count, unit] =
    minutes % MINUTES_PER_HOUR === 0 ? [minutes / MINUTES_PER_HOUR, 'hour'] : [minutes, 'minute'];
  return count === 1 ? unit : `${count} ${unit}s`;
}

function enumerate(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
