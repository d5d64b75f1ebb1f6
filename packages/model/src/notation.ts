import { usageError } from './error.js';
import type { DeleteLimit, FileCheck } from './item.js';

/** How people write the values of items, on the command line and in the configuration. */

const BANDWIDTH = /^(\d+(?:\.\d+)?) ?([kKmMgGtT]?)((?<=[a-zA-Z])iB|B)?(?:\/s)?$/;
const POWERS: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4 };

/**
 * Bytes per second, or undefined for what is none. A letter alone and the `iB` units are powers of 1024 (`500k`,
 * `10MiB/s`), the `B` units powers of 1000 (`1MB/s`); `/s` may be left out. A small `b` would be bits and is none.
 */
export function readBandwidth(text: string): number | undefined {
  const match = BANDWIDTH.exec(text);
  if (match === null) return undefined;
  const base = match[3] === 'B' ? 1000 : 1024;
  const rate = Math.floor(Number(match[1]) * base ** POWERS[match[2]!.toLowerCase()]!);
  return rate >= 1 && Number.isSafeInteger(rate) ? rate : undefined;
}

/** `30%` or `30`, from 0 to 100; undefined for anything else. A given limit is taken alone (SPEC §4). */
export function readDeleteLimit(text: string): DeleteLimit | undefined {
  const percent = /^\d+(\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  return percent <= 100 ? { percent, floor: 0 } : undefined;
}

/** SHA-256 in Base64 without padding, as OpenSSH shows the fingerprint of a key. */
const BASE64_SHA256 = /^[A-Za-z0-9+/]{43}=?$/;

/**
 * SHA-256 in hex, with or without colons, or in Base64, with or without a `SHA256:` before it, as 64 hex digits in lower
 * case; undefined for anything else.
 */
export function readFingerprint(text: string): string | undefined {
  const value = text.replace(/^sha-?256[:=]/i, '');
  if (BASE64_SHA256.test(value)) return Buffer.from(value, 'base64').toString('hex');
  const digits = value.replaceAll(':', '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined;
}

/** The fingerprint of a host key, given as 64 hex digits, as OpenSSH shows it. */
export function showHostKey(fingerprint: string): string {
  return `SHA256:${Buffer.from(fingerprint, 'hex').toString('base64').replace(/=+$/, '')}`;
}

const DURATION = /^(\d+(?:\.\d+)?) ?(ms|s|min|m|h|d)$/;
const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `100ms`, `60s`, `5min`, `1h`, `2d` in milliseconds; undefined for anything else, a number without a unit included. */
export function readDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  return match === null ? undefined : Math.round(Number(match[1]) * UNIT_MS[match[2]!]!);
}

/** Timers count milliseconds in 31 bits; a longer one fires at once. */
const LONGEST_TIMER_MS = 24 * 24 * 60 * 60 * 1_000;

/** A duration for a timer: longer than nothing, up to 24 days. */
export function readTimerDuration(text: string): number | undefined {
  const ms = readDuration(text);
  return ms !== undefined && ms > 0 && ms <= LONGEST_TIMER_MS ? ms : undefined;
}

/**
 * Reads `<path>` or `<path>=<regex>` (SPEC §1): split at the last `=[` if the text ends in `]`, and the brackets are
 * dropped; else at the first `=`. The expression itself is checked where it is compiled. Throws `usage`, beginning with
 * `what`.
 */
export function parseFileCheck(text: string, what: string): FileCheck {
  const bracket = text.endsWith(']') ? text.lastIndexOf('=[') : -1;
  const cut = bracket >= 0 ? bracket : text.indexOf('=');
  const path = cut < 0 ? text : text.slice(0, cut);
  if (path === '') throw usageError(`${what}: the path is missing. Example: .alive or '.alive=^ok'`);
  // eslint-disable-next-line no-control-regex
  if (/[\u0000\r\n]/.test(path))
    throw usageError(`${what}: the path holds a line break or NUL, which is not allowed`);
  if (cut < 0) return { path };
  return { path, pattern: bracket >= 0 ? text.slice(bracket + 2, -1) : text.slice(cut + 1) };
}

/** The inverse of `parseFileCheck`. */
export function formatFileCheck({ path, pattern }: FileCheck): string {
  if (pattern === undefined) return path;
  return path.includes('=') || pattern.endsWith(']') ? `${path}=[${pattern}]` : `${path}=${pattern}`;
}
