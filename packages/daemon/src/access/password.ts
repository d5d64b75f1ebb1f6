import type { ScryptOptions } from 'node:crypto';
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { usageError } from '@syncline/model';

/** A password as it is kept: `scrypt$N$r$p$salt$key`, the last two in base64url. */
export type PasswordHash = string;

/** OWASP's recommendation for scrypt: 128 MiB·s of work would be N = 2¹⁷; 2¹⁵ takes 32 MiB and about 0.1 s. */
const COST = { N: 2 ** 15, r: 8, p: 1 } as const;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** scrypt needs 128 · N · r bytes; stored costs above this are not believed. */
const MAX_MEMORY_BYTES = 256 * 1024 * 1024;

/** NIST SP 800-63B: length is what counts; 8 is its minimum for a password that a person chose. */
const MIN_PASSWORD_LENGTH = 8;
/** Longer ones only cost work. */
const MAX_PASSWORD_LENGTH = 1_024;

/** Throws `usage` when a password is too short or too long to be set. */
export function requireAcceptable(password: string): void {
  const length = [...password].length;
  if (length >= MIN_PASSWORD_LENGTH && length <= MAX_PASSWORD_LENGTH) return;
  const message = `The password must have ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters; choose another one.`;
  throw usageError(message);
}

export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/**
 * Whether this is the password, in a time that does not depend on where they differ. Without a hash (none is set yet)
 * the same work is done for nothing, and the answer is no.
 */
export async function verifyPassword(password: string, stored: PasswordHash | undefined): Promise<boolean> {
  const { cost, salt, key } = (stored === undefined ? undefined : parse(stored)) ?? NOBODY;
  // A password longer than any that can be set is not even hashed.
  const given = password.length > MAX_PASSWORD_LENGTH ? '' : password;
  const derived = await derive(given, salt, cost);
  return timingSafeEqual(derived, key) && given === password;
}

interface Parsed {
  readonly cost: ScryptOptions;
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** No password derives to this key: it is random in every process. */
const NOBODY: Parsed = { cost: COST, salt: randomBytes(SALT_BYTES), key: randomBytes(KEY_BYTES) };

function parse(stored: PasswordHash): Parsed | undefined {
  const [scheme, n, r, p, salt = '', key = ''] = stored.split('$');
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  const bytes = { salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') };
  const whole = scheme === 'scrypt' && bytes.salt.length > 0 && bytes.key.length === KEY_BYTES;
  return whole && Object.values(cost).every(Number.isSafeInteger) ? { cost, ...bytes } : undefined;
}

function derive(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { ...cost, maxmem: MAX_MEMORY_BYTES };
    // One form for every keyboard: what looks alike is alike (RFC 8265).
    scrypt(password.normalize('NFC'), salt, KEY_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
