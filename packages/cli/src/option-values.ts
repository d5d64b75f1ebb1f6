import type { DeleteLimit } from '@syncline/model';

import { safeText } from './safe-text.js';
import { usageError } from './usage.js';

const MOST_CONNECTIONS = 64;
/** One day: a connection without progress for longer is dead by any measure. */
const LONGEST_TIMEOUT_SECONDS = 86_400;
const MOST_RETRIES = 100;

const BANDWIDTH = /^(\d+(?:\.\d+)?) ?([kKmMgGtT]?)((?<=[a-zA-Z])iB|B)?(?:\/s)?$/;
const POWERS: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4 };

/** The one form of every complaint about an option: which, the value, the reason, an example. */
function badValue(option: string, value: string, reason: string, example: string): Error {
  return usageError(`${option}: '${safeText(value)}' ${reason}. Example: ${option} ${example}`);
}

/** `30%` or `30`. A given limit is taken alone, without a least number of files (SPEC §4). */
export function parseDeleteLimit(value: string): DeleteLimit {
  const percent = /^\d+(\.\d+)?%?$/.test(value) ? Number.parseFloat(value) : Number.NaN;
  if (!(percent <= 100)) throw badValue('--max-delete', value, 'is not a percentage from 0% to 100%', '30%');
  return { percent, floor: 0 };
}

/**
 * Bytes per second. A letter alone and the `iB` units are powers of 1024 (`500k`, `10MiB/s`), the `B` units powers of
 * 1000 (`1MB/s`); `/s` may be left out. A small `b` would be bits and is refused.
 */
export function parseBandwidth(value: string): number {
  const match = BANDWIDTH.exec(value);
  if (match === null) {
    throw badValue(
      '--bandwidth',
      value,
      'is not a number of bytes per second (B, not b, for bytes)',
      '10MiB/s',
    );
  }
  const base = match[3] === 'B' ? 1000 : 1024;
  const rate = Math.floor(Number(match[1]) * base ** POWERS[match[2]!.toLowerCase()]!);
  if (!(rate >= 1 && Number.isSafeInteger(rate))) {
    throw badValue('--bandwidth', value, 'is not a usable rate (leave the option out for no limit)', '500k');
  }
  return rate;
}

/** SHA-256 in hex, with or without colons and a `SHA256:` before it, as 64 digits in lower case. */
export function parseFingerprint(value: string, option: string): string {
  const digits = value
    .replace(/^sha-?256[:=]/i, '')
    .replaceAll(':', '')
    .toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(digits)) {
    throw badValue(
      option,
      value,
      'is not a SHA-256 fingerprint (64 hex digits, colons allowed)',
      '5F:2A:…:9C',
    );
  }
  return digits;
}

export function parseConnections(value: string): number {
  return wholeNumber('--connections', value, 1, MOST_CONNECTIONS, '4');
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

function wholeNumber(option: string, value: string, least: number, most: number, example: string): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most)) {
    throw badValue(option, value, `is not a whole number from ${least} to ${most}`, example);
  }
  return number;
}
