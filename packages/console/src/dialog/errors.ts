import type { ItemValues, SideValues } from './values';

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

/** What can be told while somebody types. The daemon checks all of it, and more, when it is asked. */
export function checkValues(values: ItemValues): FieldErrors {
  const errors: Record<string, string> = {};
  if (values.name === '') errors['name'] = 'An item needs a name';
  else if (!NAME.test(values.name)) errors['name'] = 'Only letters, digits, . _ - (at most 64)';
  for (const side of ['source', 'destination'] as const)
    for (const [key, message] of Object.entries(checkSide(values[side]))) errors[`${side}.${key}`] = message;
  for (const [key, value, most] of [
    ['limits.connections', values.connections, 64],
    ['limits.retries', values.retries, 100],
  ] as const)
    if (value !== '' && !(/^\d+$/.test(value) && Number(value) <= most))
      errors[key] = `A whole number, up to ${most}`;
  if (values.keepsTrash && !/^[1-9]\d*$/.test(values.keepDays)) errors['trash.keepDays'] = 'A number of days';
  if (values.maxDelete !== '' && !/^\d+(\.\d+)?%?$/.test(values.maxDelete))
    errors['maxDelete'] = 'A percentage, such as 30%';
  for (const [index, schedule] of values.schedules.entries()) {
    if (schedule.daysBy === 'week' && schedule.weekdays.length === 0)
      errors[`schedule.${index}.days`] = 'Choose at least one day';
    if (schedule.daysBy === 'month' && !/^\s*\d{1,2}(\s*[;,]\s*\d{1,2})*\s*$/.test(schedule.daysOfMonth))
      errors[`schedule.${index}.daysOfMonth`] = 'Days from 1 to 31, such as 7;14;28';
    if (schedule.timesBy === 'every' && !/^[1-9]\d*$/.test(schedule.every))
      errors[`schedule.${index}.every`] = 'A whole number';
  }
  return errors;
}

function checkSide(side: SideValues): FieldErrors {
  const errors: Record<string, string> = {};
  if (side.type === 'directory' && side.path.trim() === '') errors['path'] = 'Which directory?';
  if (side.type === 'url' && side.url.trim() === '') errors['url'] = 'Which address?';
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

/** The daemon's complaint, at the fields that it names: `source.server: is empty; mode: …`. */
export function errorsIn(message: string): FieldErrors {
  const errors: Record<string, string> = {};
  const text = message.replace(/^In the body: /, '').replace(/^.*?items\[\d+\]\.?/, '');
  for (const part of text.split('; ')) {
    const [, path, words] = /^(?:item\.)?([a-zA-Z]+(?:[.[][\w\]]+)*):? (.+)$/.exec(part) ?? [];
    if (path === undefined || words === undefined || !KEYS.test(path)) continue;
    errors[path.replaceAll(/\[(\d+)\]/g, '.$1')] = words;
  }
  return errors;
}

const KEYS =
  /^(name|description|group|mode|recursive|source|destination|schedule|timezone|catchUp|live|settle|auditEvery|pollEvery|conflict|compare|trash|maxDelete|limits|logFile)\b/;
