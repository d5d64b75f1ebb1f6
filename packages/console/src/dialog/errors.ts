import type { Fault } from '../words/faults';
import { pathOf, sentenceOf } from '../words/faults';
import type { ItemValues, ScheduleValues, SideValues } from './values';

/** What is wrong, by the path of the key: `source.server`. */
export type FieldErrors = Readonly<Record<string, string>>;

/** What is missing is said when somebody saves: who has only just begun needs no reproach. */
export const MISSING: ReadonlySet<string> = new Set([
  'An item needs a name',
  'Which directory?',
  'Which address?',
  'Which server?',
  'Which user?',
]);

const NAME = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/;

export function isName(text: string): boolean {
  return NAME.test(text);
}

/** What can be told while somebody types. The daemon checks all of it, and more, when it is asked. */
export function checkValues(values: ItemValues): FieldErrors {
  const errors: Record<string, string> = {};
  if (values.name === '') errors['name'] = 'An item needs a name';
  else if (!isName(values.name)) errors['name'] = 'Only letters, digits, . _ - (at most 64)';
  for (const side of ['source', 'destination'] as const)
    for (const [key, message] of Object.entries(checkSide(values[side]))) errors[`${side}.${key}`] = message;
  for (const [key, value, least, most] of [
    ['limits.connections', values.connections, 1, 64],
    ['limits.retries', values.retries, 0, 100],
    ['trash.keepDays', values.keepsTrash ? values.keepDays : '', 1, 3_650],
  ] as const)
    if (value !== '' && !isWhole(value, least, most))
      errors[key] = `A whole number from ${least} to ${most.toLocaleString('en')}`;
  if (values.keepsTrash && values.keepDays === '') errors['trash.keepDays'] = 'For how many days?';
  if (values.maxDelete !== '' && !isPercentage(values.maxDelete))
    errors['maxDelete'] = 'A percentage from 0% to 100%, such as 30%';
  for (const [index, schedule] of values.schedules.entries())
    for (const [key, message] of Object.entries(checkSchedule(schedule)))
      errors[`schedule.${index}.${key}`] = message;
  return errors;
}

function isWhole(text: string, least: number, most: number): boolean {
  return /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
}

function isPercentage(text: string): boolean {
  return /^\d+(\.\d+)?%?$/.test(text) && Number.parseFloat(text) <= 100;
}

const HOURS_PER_DAY = 24;
const MINUTES_PER_DAY = 1_440;

function checkSchedule(schedule: ScheduleValues): FieldErrors {
  const { at, daysBy, daysOfMonth, every, from, isBetween, timesBy, to, unit, weekdays } = schedule;
  const errors: Record<string, string> = {};
  if (daysBy === 'week' && weekdays.length === 0) errors['days'] = 'Choose at least one day';
  if (daysBy === 'month' && !daysOfMonth.split(/[;,]/).every((day) => isWhole(day.trim(), 1, 31)))
    errors['daysOfMonth'] = 'Days from 1 to 31, such as 7;14;28';
  if (timesBy === 'at') return at === '' ? { ...errors, at: 'At which time?' } : errors;
  const most = unit === 'hours' ? HOURS_PER_DAY : MINUTES_PER_DAY;
  if (!isWhole(every, 1, most)) errors['every'] = `A whole number from 1 to ${most.toLocaleString('en')}`;
  if (isBetween && (from === '' || to === '')) errors['between'] = 'From when to when?';
  if (isBetween && from !== '' && from === to) errors['between'] = 'Two different times';
  return errors;
}

/** What stands in the configuration already may be a path. */
function isAddress({ url, before }: SideValues): boolean {
  return (
    /^(?:ftp|ftpes|ftps|sftp):\/\//i.test(url.trim()) || (typeof before === 'object' && before['url'] === url)
  );
}

function checkSide(side: SideValues): FieldErrors {
  const errors: Record<string, string> = {};
  if (side.type === 'directory' && side.path.trim() === '') errors['path'] = 'Which directory?';
  if (side.type === 'url' && side.url.trim() === '') errors['url'] = 'Which address?';
  else if (side.type === 'url' && !isAddress(side))
    errors['url'] =
      'An address begins with ftp://, ftpes://, ftps:// or sftp://; for a directory choose that type';
  if (side.type === 'sftp' && side.username.trim() === '') errors['username'] = 'Which user?';
  if (side.type === 'ftp' || side.type === 'sftp') {
    if (side.server.trim() === '') errors['server'] = 'Which server?';
    if (
      side.port !== '' &&
      !(/^\d+$/.test(side.port) && Number(side.port) >= 1 && Number(side.port) <= 65_535)
    )
      errors['port'] = 'A number from 1 to 65535';
  }
  return errors;
}

/** The daemon's complaints, at the fields that they are about. */
export function errorsIn(faults: readonly Fault[]): FieldErrors {
  return Object.fromEntries(faults.map((fault) => [pathOf(fault), sentenceOf(fault.message)]));
}

/** Complaints of the daemon about what is still as it was sent. */
export function stillTold(told: FieldErrors, before: ItemValues, after: ItemValues): FieldErrors {
  const isSame = (path: string): boolean =>
    JSON.stringify(valueAt(before, path)) === JSON.stringify(valueAt(after, path));
  return Object.fromEntries(Object.entries(told).filter(([path]) => isSame(path)));
}

/** What a path of the configuration is in the dialog; undefined where no field has it. */
function valueAt(values: ItemValues, path: string): unknown {
  const [first = '', second = ''] = path.split('.');
  switch (first) {
    case 'source':
    case 'destination':
      return second in values[first] ? values[first][second as keyof SideValues] : values[first];
    case 'schedule':
      return values.schedules[Number(second)] ?? values.schedules;
    case 'limits':
    case 'trash':
      return values[second as keyof ItemValues];
    default:
      return values[first as keyof ItemValues];
  }
}
