import type { Days, Frequency, MinuteOfDay, Schedule, Weekday } from '@syncline/scheduler';
import { EVERY_DAY, MINUTES_PER_DAY, WEEKDAYS } from '@syncline/scheduler';
import { z } from 'zod';

import { flag, notation, wholeNumber } from './text-schema.js';

const MINUTES_PER_HOUR = 60;
const LONGEST_MONTH = 31;
const STEP = /^(?:(\d{1,4}) )?(minute|hour)s?$/;
const TIME = /^(\d{2}):(\d{2})$/;

/** One schedule as it is written (SPEC §5). */
export const scheduleSchema = z
  .strictObject({
    disabled: flag('Keep this schedule, and do not follow it').optional(),
    days: z
      .union([z.array(z.string()), z.string()])
      .refine((given) => readDays(given) !== undefined, {
        error: 'is not a set of days. Example: mon-fri, or [mon, wed, sun]',
      })
      .meta({ description: 'Days of the week (default: every day)', examples: ['mon-fri', 'mon,wed,sun'] })
      .optional(),
    daysOfMonth: z
      .union([z.array(z.number()), z.number(), z.string()])
      .refine((given) => readDaysOfMonth(given) !== undefined, {
        error: 'is not a list of days from 1 to 31. Example: 7;14;28',
      })
      .meta({ description: 'Days of the month, instead of days of the week', examples: ['7;14;28'] })
      .optional(),
    at: notation('Once, at this time', readTime, 'a time from 00:00 to 23:59', '02:30').optional(),
    every: z
      .union([
        notation('Again and again, so far apart', readStep, 'a step up to 24 hours', '10 minutes'),
        wholeNumber('Minutes', 1, MINUTES_PER_DAY),
      ])
      .meta({ description: 'Again and again, so far apart', examples: ['10 minutes', '2 hours'] })
      .optional(),
    between: notation(
      'Only between these two times; the second may be on the next day',
      readWindow,
      'a window of two different times',
      '08:00-18:00',
    ).optional(),
  })
  .superRefine((schedule, check) => {
    const say = (message: string, key?: string): void =>
      check.addIssue({ code: 'custom', message, path: key === undefined ? [] : [key] });
    if (schedule.at === undefined && schedule.every === undefined)
      say("says no time: give 'at' (once a day) or 'every' (again and again)");
    if (schedule.at !== undefined && schedule.every !== undefined)
      say("stands beside 'at': give one of the two, or two schedules", 'every');
    if (schedule.between !== undefined && schedule.every === undefined) say("needs 'every'", 'between');
    if (schedule.days !== undefined && schedule.daysOfMonth !== undefined)
      say("stands beside 'days': give one of the two, or two schedules", 'daysOfMonth');
  })
  .meta({ description: 'When the item runs by itself' });

export type ScheduleDocument = z.infer<typeof scheduleSchema>;

/** The schedule that a checked document means. */
export function toSchedule(document: ScheduleDocument): Schedule {
  return { days: daysOf(document), frequency: frequencyOf(document), disabled: document.disabled === true };
}

function daysOf({ days, daysOfMonth }: ScheduleDocument): Days {
  if (daysOfMonth !== undefined) return { of: 'month', days: readDaysOfMonth(daysOfMonth) ?? [] };
  return days === undefined ? EVERY_DAY : { of: 'week', days: readDays(days) ?? [] };
}

function frequencyOf({ at, between, every }: ScheduleDocument): Frequency {
  if (every === undefined) return { kind: 'once', at: readTime(at ?? '') ?? 0 };
  const minutes = typeof every === 'number' ? every : (readStep(every) ?? 0);
  return { kind: 'every', minutes, between: between === undefined ? undefined : readWindow(between) };
}

/** `mon`, `mon,wed`, `mon-fri`, also as a list; undefined for what names no day, too. */
function readDays(given: string | readonly string[]): readonly Weekday[] | undefined {
  const words = (typeof given === 'string' ? [given] : given).flatMap((text) =>
    text
      .trim()
      .toLowerCase()
      .split(/[,;\s]+/),
  );
  const found = new Set<Weekday>();
  for (const each of words) {
    const range = readRange(each);
    if (range === undefined) return undefined;
    for (const day of range) found.add(day);
  }
  return found.size === 0 ? undefined : WEEKDAYS.filter((day) => found.has(day));
}

/** A range may go over the end of the week: `sat-mon`. */
function readRange(text: string): readonly Weekday[] | undefined {
  const [first, last = first, ...more] = text.split('-').map((name) => WEEKDAYS.indexOf(name as Weekday));
  if (first === undefined || first < 0 || last === undefined || last < 0 || more.length > 0) return undefined;
  const length = ((last - first + WEEKDAYS.length) % WEEKDAYS.length) + 1;
  return Array.from({ length }, (_, index) => WEEKDAYS[(first + index) % WEEKDAYS.length]!);
}

function readDaysOfMonth(given: string | number | readonly number[]): readonly number[] | undefined {
  const days = typeof given === 'string' ? given.split(/[;,]/).map(readNumber) : [given].flat();
  const good =
    days.length > 0 && days.every((day) => Number.isInteger(day) && day >= 1 && day <= LONGEST_MONTH);
  return good ? [...new Set(days)].sort((a, b) => a - b) : undefined;
}

function readNumber(text: string): number {
  return /^\s*\d{1,2}\s*$/.test(text) ? Number(text) : Number.NaN;
}

function readTime(text: string): MinuteOfDay | undefined {
  const minute = readEndOfDay(text);
  return minute === MINUTES_PER_DAY ? undefined : minute;
}

/** A time of the day; `24:00` is its end. */
function readEndOfDay(text: string): MinuteOfDay | undefined {
  const [, hours, minutes] = TIME.exec(text) ?? [];
  if (hours === undefined || minutes === undefined || Number(minutes) >= MINUTES_PER_HOUR) return undefined;
  const minute = Number(hours) * MINUTES_PER_HOUR + Number(minutes);
  return minute <= MINUTES_PER_DAY ? minute : undefined;
}

function readStep(text: string): number | undefined {
  const [, count = '1', unit] = STEP.exec(text) ?? [];
  const minutes = Number(count) * (unit === 'hour' ? MINUTES_PER_HOUR : 1);
  return unit !== undefined && minutes >= 1 && minutes <= MINUTES_PER_DAY ? minutes : undefined;
}

function readWindow(text: string): { readonly from: MinuteOfDay; readonly to: MinuteOfDay } | undefined {
  const [first = '', second = '', ...more] = text.split('-').map((part) => part.trim());
  const [from, to] = [readTime(first), readEndOfDay(second)];
  return from === undefined || to === undefined || from === to || more.length > 0 ? undefined : { from, to };
}
