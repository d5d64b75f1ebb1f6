import type { Plain, PlainSet } from '../api/shapes.ts';
import type { Mode } from '../words/modes.ts';
import { MODES } from '../words/modes.ts';
import type { ItemValues, PasswordBy, ScheduleValues, SideValues } from './values.ts';
import { emptyItem, emptySide, newSchedule, WEEKDAYS } from './values.ts';

/** An item of the configuration as the dialog shows it. */
export function valuesOf(item: PlainSet): ItemValues {
  const empty = emptyItem();
  const trash = item['trash'];
  const limits = setOf(item['limits']);
  const mode = textOf(item['mode']);
  return {
    name: textOf(item['name']),
    description: textOf(item['description']),
    group: textOf(item['group']),
    logFile: textOf(item['logFile']),
    mode: mode in MODES ? (mode as Mode) : 'simple',
    recursive: item['recursive'] !== false,
    source: sideOf(item['source']),
    destination: sideOf(item['destination']),
    schedules: listOf(item['schedule']).map((each) => scheduleOf(setOf(each))),
    timezone: textOf(item['timezone']),
    catchUp: item['catchUp'] === true,
    live: item['live'] === true,
    settle: textOf(item['settle']),
    auditEvery: textOf(item['auditEvery']),
    pollEvery: textOf(item['pollEvery']),
    conflict: textOf(item['conflict']) || empty.conflict,
    compare: textOf(item['compare']) || empty.compare,
    keepsTrash: trash !== 'off',
    keepDays: textOf(setOf(trash)['keepDays']) || empty.keepDays,
    maxDelete: textOf(item['maxDelete']),
    connections: textOf(limits['connections']),
    bandwidth: textOf(limits['bandwidth']),
    timeout: textOf(limits['timeout']),
    retries: textOf(limits['retries']),
    before: item,
  };
}

function sideOf(given: Plain | undefined): SideValues {
  const empty = emptySide();
  if (typeof given === 'string')
    return isUrl(given)
      ? { ...empty, type: 'url', url: given, before: given }
      : { ...empty, type: 'directory', path: given, before: given };
  const side = setOf(given);
  const password = passwordOf(side['password']);
  return {
    type: typeOf(side),
    path: textOf(side['path']),
    url: textOf(side['url']),
    server: textOf(side['server']),
    port: textOf(side['port']),
    tls: (textOf(side['tls']) || 'none') as SideValues['tls'],
    username: textOf(side['username']),
    ...password,
    privateKey: textOf(setOf(side['privateKey'])['file']),
    fingerprint: textOf(side['fingerprint']),
    directory: textOf(side['directory']),
    ignore: listOf(side['ignore']).map(textOf).join('\n'),
    fileCheck: textOf(side['fileCheck']),
    before: side,
  };
}

function typeOf({ type, url }: PlainSet): SideValues['type'] {
  if (url !== undefined) return 'url';
  return type === 'ftp' || type === 'sftp' ? type : 'directory';
}

/** A password in the encrypted store is shown as one that was typed: nobody has to know its name. */
function passwordOf(given: Plain | undefined): { passwordBy: PasswordBy; password: string } {
  const reference = setOf(given);
  for (const by of ['env', 'file'] as const)
    if (reference[by] !== undefined) return { passwordBy: by, password: textOf(reference[by]) };
  return { passwordBy: 'typed', password: '' };
}

/** One schedule of the configuration. */
export function scheduleOf(given: PlainSet): ScheduleValues {
  const empty = newSchedule();
  const { days, daysOfMonth, at, every, between } = given as Readonly<Record<string, Plain | undefined>>;
  const [, count, unit] = /^(?:(\d+) )?(minute|hour)s?$/.exec(textOf(every)) ?? [];
  const [from, to] = textOf(between)
    .split('-')
    .map((time) => time.trim());
  // A clock has no 24:00, and the whole day is no limit.
  const isWholeDay = from === '00:00' && to === '24:00';
  return {
    ...empty,
    disabled: given['disabled'] === true,
    daysBy: daysOfMonth === undefined ? 'week' : 'month',
    weekdays: days === undefined ? WEEKDAYS : weekdaysOf(days),
    daysOfMonth: Array.isArray(daysOfMonth) ? daysOfMonth.join(';') : textOf(daysOfMonth),
    timesBy: every === undefined ? 'at' : 'every',
    at: textOf(at) || empty.at,
    every: typeof every === 'number' ? String(every) : unit === undefined ? empty.every : (count ?? '1'),
    unit: unit === 'hour' ? 'hours' : 'minutes',
    isBetween: between !== undefined && !isWholeDay,
    from: from || empty.from,
    to: isWholeDay || to === undefined ? empty.to : to === '24:00' ? '00:00' : to,
    before: given,
  };
}

/** `mon-fri`, `mon,wed`, `[mon, sun]`. */
function weekdaysOf(given: Plain): readonly string[] {
  const words = listOf(given).flatMap((text) =>
    textOf(text)
      .trim()
      .toLowerCase()
      .split(/[,;\s]+/),
  );
  const found = new Set<string>();
  for (const word of words) {
    const [first = '', last = first] = word.split('-');
    const [from, to] = [first, last].map((day) => WEEKDAYS.indexOf(day as (typeof WEEKDAYS)[number]));
    if (from === undefined || to === undefined || from < 0 || to < 0) continue;
    const length = ((to - from + 7) % 7) + 1;
    for (let day = 0; day < length; day += 1) found.add(WEEKDAYS[(from + day) % 7]!);
  }
  return WEEKDAYS.filter((day) => found.has(day));
}

function textOf(value: Plain | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function setOf(value: Plain | undefined): PlainSet {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as PlainSet) : {};
}

function listOf(value: Plain | undefined): readonly Plain[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value as Plain];
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}
