import { safeText } from '@syncline/daemon/words';
import type { DeleteLimit } from '@syncline/model';
import {
  readBandwidth,
  readDeleteLimit,
  readFingerprint,
  readTimerDuration,
  usageError,
} from '@syncline/model';

const MOST_CONNECTIONS = 64;
const MOST_RUNS_AT_ONCE = 64;
/** One day: a connection without progress for longer is dead by any measure. */
const LONGEST_TIMEOUT_SECONDS = 86_400;
const MOST_RETRIES = 100;

/** The one form of every complaint about an option: which, the value, the reason, an example. */
function badValue(option: string, value: string, reason: string, example: string): Error {
  return usageError(`${option}: '${safeText(value)}' ${reason}. Example: ${option} ${example}`);
}

/** A percentage. A given limit is taken alone, without a least number of files (SPEC §4). */
export function parseDeleteLimit(value: string): DeleteLimit {
  const limit = readDeleteLimit(value);
  if (limit === undefined)
    throw badValue('--max-delete', value, 'is not a percentage from 0% to 100%', '30%');
  return limit;
}

/** Bytes per second. */
export function parseBandwidth(value: string): number {
  const rate = readBandwidth(value);
  if (rate === undefined) {
    throw badValue(
      '--bandwidth',
      value,
      'is not a usable number of bytes per second (B, not b, for bytes; leave the option out for no limit)',
      '10MiB/s',
    );
  }
  return rate;
}

/** SHA-256 as 64 hex digits in lower case. */
export function parseFingerprint(value: string, option: string): string {
  const digits = readFingerprint(value);
  if (digits === undefined) {
    throw badValue(
      option,
      value,
      'is not a SHA-256 fingerprint (64 hex digits, colons allowed, or as ssh-keygen -l shows it)',
      '5F:2A:…:9C',
    );
  }
  return digits;
}

export function parseConnections(value: string): number {
  return wholeNumber('--connections', value, 1, MOST_CONNECTIONS, '4');
}

export function parseParallel(value: string): number {
  return wholeNumber('--parallel', value, 1, MOST_RUNS_AT_ONCE, '4');
}

export function parseRetries(value: string): number {
  return wholeNumber('--retries', value, 0, MOST_RETRIES, '3');
}

/** Seconds, fractions allowed. */
export function parseTimeout(value: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (!(seconds > 0 && seconds <= LONGEST_TIMEOUT_SECONDS)) {
    throw badValue(
      '--timeout',
      value,
      `is not a number of seconds above 0, up to ${LONGEST_TIMEOUT_SECONDS}`,
      '60',
    );
  }
  return seconds;
}

/** A time with its unit, in ms; longer than nothing, and short enough for a timer. */
export function parseDuration(name: string, value: string, example: string): number {
  const ms = readTimerDuration(value);
  if (ms === undefined)
    throw badValue(name, value, 'is not a time above 0 with a unit (ms, s, min, h, d), up to 24d', example);
  return ms;
}

/** One of a few words. */
export function parseChoice<Choice extends string>(
  option: string,
  choices: readonly Choice[],
  value: string,
): Choice {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw badValue(option, value, `is none of ${choices.join(', ')}`, choices[0]!);
  return choice;
}

/** An expression of an ignore list; what it means is checked where it is compiled. */
export function parsePattern(option: string, value: string): string {
  if (value === '')
    throw badValue(
      option,
      value,
      'is an empty expression, which would ignore everything',
      String.raw`'\.bak$'`,
    );
  return value;
}

/** A value that must not be empty. */
export function parseText(option: string, value: string, example: string): string {
  if (value === '') throw badValue(option, value, 'is empty', example);
  return value;
}

/** Throws `usage`, naming the option. */
export function wholeNumber(
  option: string,
  value: string,
  least: number,
  most: number,
  example: string,
): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most)) {
    throw badValue(option, value, `is not a whole number from ${least} to ${most}`, example);
  }
  return number;
}
