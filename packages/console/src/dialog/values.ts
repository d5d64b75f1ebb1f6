import type { PlainSet } from '../api/shapes.ts';
import type { Mode } from '../words/modes.ts';

/** How a side's password is given. `typed` goes to the encrypted store. */
export type PasswordBy = 'typed' | 'secret' | 'env' | 'file';

/** One side as the dialog holds it: text as it is typed. */
export interface SideValues {
  readonly type: 'directory' | 'ftp' | 'sftp' | 'url';
  readonly path: string;
  readonly url: string;
  readonly server: string;
  readonly port: string;
  readonly tls: 'none' | 'explicit' | 'implicit';
  readonly username: string;
  readonly passwordBy: PasswordBy;
  readonly password: string;
  /** A file on the machine of the daemon. */
  readonly privateKey: string;
  readonly fingerprint: string;
  readonly directory: string;
  /** A pattern per line. */
  readonly ignore: string;
  readonly fileCheck: string;
  /** As it was in the configuration: it stands for what was not changed. */
  readonly before: PlainSet | string | undefined;
}

/** One schedule as the dialog holds it. */
export interface ScheduleValues {
  /** Tells the rows apart. */
  readonly id: number;
  readonly disabled: boolean;
  readonly daysBy: 'week' | 'month';
  readonly weekdays: readonly string[];
  readonly daysOfMonth: string;
  readonly timesBy: 'at' | 'every';
  readonly at: string;
  readonly every: string;
  readonly unit: 'minutes' | 'hours';
  readonly isBetween: boolean;
  readonly from: string;
  readonly to: string;
  /** As it was in the configuration: it stands for what was not changed. */
  readonly before: PlainSet | undefined;
}

/** An item as the dialog holds it. What is empty is left out, and has its default. */
export interface ItemValues {
  readonly name: string;
  readonly description: string;
  readonly group: string;
  readonly logFile: string;
  readonly mode: Mode;
  readonly recursive: boolean;
  readonly source: SideValues;
  readonly destination: SideValues;
  readonly schedules: readonly ScheduleValues[];
  readonly timezone: string;
  readonly catchUp: boolean;
  readonly live: boolean;
  readonly settle: string;
  readonly auditEvery: string;
  readonly pollEvery: string;
  readonly conflict: string;
  readonly compare: string;
  readonly keepsTrash: boolean;
  readonly keepDays: string;
  readonly maxDelete: string;
  readonly connections: string;
  readonly bandwidth: string;
  readonly timeout: string;
  readonly retries: string;
  /** The item as it was in the configuration: keys that the dialog does not show stay. */
  readonly before: PlainSet;
}

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const EMPTY_SIDE: SideValues = {
  type: 'directory',
  path: '',
  url: '',
  server: '',
  port: '',
  tls: 'explicit',
  username: '',
  passwordBy: 'typed',
  password: '',
  privateKey: '',
  fingerprint: '',
  directory: '',
  ignore: '',
  fileCheck: '',
  before: undefined,
};

export function emptySide(): SideValues {
  return EMPTY_SIDE;
}

let lastId = 0;

export function newSchedule(): ScheduleValues {
  lastId += 1;
  return {
    id: lastId,
    disabled: false,
    daysBy: 'week',
    weekdays: WEEKDAYS,
    daysOfMonth: '',
    timesBy: 'at',
    at: '02:00',
    every: '10',
    unit: 'minutes',
    isBetween: false,
    from: '08:00',
    to: '18:00',
    before: undefined,
  };
}

export function emptyItem(): ItemValues {
  return {
    name: '',
    description: '',
    group: '',
    logFile: '',
    mode: 'simple',
    recursive: true,
    source: EMPTY_SIDE,
    destination: EMPTY_SIDE,
    schedules: [],
    timezone: '',
    catchUp: false,
    live: false,
    settle: '',
    auditEvery: '',
    pollEvery: '',
    conflict: 'newer',
    compare: 'size+mtime',
    keepsTrash: true,
    keepDays: '30',
    maxDelete: '',
    connections: '',
    bandwidth: '',
    timeout: '',
    retries: '',
    before: {},
  };
}
