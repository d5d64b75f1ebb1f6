import type { Plain, PlainSet } from '../api/shapes.ts';
import { scheduleOf, valuesOf } from './from-document.ts';
import type { ItemValues, ScheduleValues, SideValues } from './values.ts';
import { WEEKDAYS } from './values.ts';

type Draft = Record<string, Plain | undefined>;

/** What the dialog holds as an item of the configuration: defaults are left out, and what was not changed is as it was written. */
export function documentOf(values: ItemValues): PlainSet {
  const { before } = values;
  return keptWhereEqual(writtenAnew(values), writtenAnew(valuesOf(before)), before);
}

function writtenAnew(values: ItemValues): PlainSet {
  const { before } = values;
  const next: Draft = {
    name: values.name.trim(),
    description: text(values.description),
    group: text(values.group),
    mode: values.mode === 'simple' && before['mode'] === undefined ? undefined : values.mode,
    recursive: values.recursive ? undefined : false,
    source: sideDocument(values.source),
    destination: sideDocument(values.destination),
    schedule: scheduleList(values),
    timezone: text(values.timezone),
    catchUp: values.catchUp ? true : undefined,
    live: values.live ? true : undefined,
    settle: text(values.settle),
    auditEvery: text(values.auditEvery),
    pollEvery: text(values.pollEvery),
    conflict: values.conflict === 'newer' ? undefined : values.conflict,
    compare: values.compare === 'size+mtime' ? undefined : values.compare,
    trash: trashOf(values),
    maxDelete: text(values.maxDelete),
    limits: limitsOf(values),
    logFile: text(values.logFile),
  };
  return defined(next);
}

/** One side of the configuration. A password that was not typed is left out: the daemon keeps the one that it has. */
function sideDocument(side: SideValues): PlainSet | string {
  const { before } = side;
  const aside: Draft = {
    ignore: linesOf(side.ignore).length === 0 ? undefined : linesOf(side.ignore),
    fileCheck: text(side.fileCheck),
  };
  const { fingerprint, password, privateKey } = side;
  const login = side.type === 'url' ? `${password}${fingerprint}${privateKey}` : '';
  const hasMore = login !== '' || Object.values(aside).some((value) => value !== undefined);
  const plain = side.type === 'directory' ? side.path : side.url;
  if (typeof before === 'string' && before === plain && !hasMore) return before;
  if (side.type === 'directory') return defined({ type: 'directory', path: side.path.trim(), ...aside });
  const shared: Draft = {
    password: passwordDocument(side),
    privateKey: isOverSsh(side) ? privateKeyDocument(side) : undefined,
    fingerprint: text(fingerprint),
    ...aside,
  };
  if (side.type === 'url') return defined({ url: side.url.trim(), ...shared });
  const server: Draft = {
    server: side.server.trim(),
    port: numberOr(side.port),
    username: text(side.username),
    ...shared,
    directory: text(side.directory),
  };
  if (side.type === 'sftp') return defined({ type: 'sftp', ...server });
  return defined({
    type: 'ftp',
    tls: side.tls === 'none' && !isSet(before, 'tls') ? undefined : side.tls,
    ...server,
  });
}

/** Whether a side is an SFTP server, however that is said. */
export function isOverSsh({ type, url }: SideValues): boolean {
  return type === 'sftp' || (type === 'url' && /^sftp:/i.test(url));
}

/** Only a file can be given here; what the configuration says otherwise stays. */
function privateKeyDocument({ before, privateKey, type }: SideValues): Plain | undefined {
  if (privateKey.trim() !== '') return { file: privateKey.trim() };
  const isSame = typeof before === 'object' && before['type'] === (type === 'url' ? undefined : type);
  if (!isSame) return undefined;
  const stored = before['privateKey'];
  const isFile = typeof stored === 'object' && stored !== null && 'file' in stored;
  return isFile ? undefined : stored;
}

/**
 * Another account has another password: what is stored is never sent to a server that it was not given for, nor is the
 * passphrase of a key.
 */
function passwordDocument(side: SideValues): Plain | undefined {
  const { passwordBy, password, before } = side;
  if (passwordBy === 'env' || passwordBy === 'file') return { [passwordBy]: password.trim() };
  if (password !== '') return password;
  if (before === undefined || typeof before === 'string') return undefined;
  const stored = before['password'];
  const isReference = typeof stored === 'object' && stored !== null && 'secret' in stored;
  return isReference && isSameAccount(side, before) ? stored : undefined;
}

function isSameAccount(side: SideValues, before: PlainSet): boolean {
  const key = isOverSsh(side) ? privateKeyDocument(side) : undefined;
  if (JSON.stringify(key) !== JSON.stringify(before['privateKey'])) return false;
  if (side.type === 'url') return before['url'] === side.url.trim();
  return (
    before['type'] === side.type &&
    before['server'] === side.server.trim() &&
    before['port'] === numberOr(side.port) &&
    before['username'] === text(side.username)
  );
}

/** A schedule as the daemon takes it; one that means what it did is written as it was. */
export function scheduleDocument(schedule: ScheduleValues): PlainSet {
  const { before } = schedule;
  const next = scheduleAnew(schedule);
  if (before === undefined) return next;
  return JSON.stringify(next) === JSON.stringify(scheduleAnew(scheduleOf(before))) ? before : next;
}

function scheduleAnew(schedule: ScheduleValues): PlainSet {
  const { disabled, daysBy, weekdays, daysOfMonth, timesBy, at, every, unit, isBetween, from, to } = schedule;
  const daily = weekdays.length === WEEKDAYS.length;
  return defined({
    disabled: disabled ? true : undefined,
    days: daysBy === 'month' || daily ? undefined : [...weekdays],
    daysOfMonth: daysBy === 'month' ? daysOfMonth.trim() : undefined,
    at: timesBy === 'at' ? at : undefined,
    every: timesBy === 'every' ? `${every} ${unit}` : undefined,
    between: timesBy === 'every' && isBetween ? `${from}-${to}` : undefined,
  });
}

function scheduleList({ schedules }: ItemValues): Plain | undefined {
  const list = schedules.map(scheduleDocument);
  return list.length === 0 ? undefined : list.length === 1 ? list[0] : list;
}

function trashOf({ keepsTrash, keepDays, before }: ItemValues): Plain | undefined {
  if (!keepsTrash) return 'off';
  if (keepDays.trim() === '30' && before['trash'] === undefined) return undefined;
  return { keepDays: numberOr(keepDays) ?? 30 };
}

function limitsOf({ connections, bandwidth, timeout, retries }: ItemValues): Plain | undefined {
  const limits = defined({
    connections: numberOr(connections),
    bandwidth: text(bandwidth),
    timeout: numberOr(timeout),
    retries: numberOr(retries),
  });
  return Object.keys(limits).length === 0 ? undefined : limits;
}

/** `next`, with what is equal in it and in what was `shown` as it was `before`: there are many ways to write one thing. */
function keptWhereEqual(next: PlainSet, shown: PlainSet, before: PlainSet): PlainSet {
  const keys = new Set([...Object.keys(before), ...Object.keys(next)]);
  const kept = [...keys].map((key): [string, Plain | undefined] => {
    const [now, then, was] = [next[key], shown[key], before[key]];
    if (JSON.stringify(now) === JSON.stringify(then)) return [key, was];
    return [
      key,
      isPlainSet(now) && isPlainSet(then) && isPlainSet(was) ? keptWhereEqual(now, then, was) : now,
    ];
  });
  return defined(Object.fromEntries(kept));
}

function isPlainSet(value: Plain | undefined): value is PlainSet {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSet(before: SideValues['before'], key: string): boolean {
  return typeof before === 'object' && before[key] !== undefined;
}

function text(value: string): string | undefined {
  return value.trim() === '' ? undefined : value.trim();
}

/** What is no number is sent as it is: the daemon says what is wrong with it. */
function numberOr(value: string): Plain | undefined {
  const given = text(value);
  return given === undefined || Number.isNaN(Number(given)) ? given : Number(given);
}

export function linesOf(value: string): readonly string[] {
  return value.split('\n').filter((line) => line !== '');
}

function defined(draft: Draft): PlainSet {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)) as PlainSet;
}
