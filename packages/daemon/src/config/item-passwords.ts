import { createHash } from 'node:crypto';
import type { Side } from '@syncline/model';
import { SIDES } from '@syncline/model';
import type { Plain } from './edit.js';
import type { PlainSet } from './plain.js';
import { isPlainSet, withoutPasswordInUrl } from './plain.js';

/** A password that was typed, and the name under which the encrypted store is to keep it. */
export interface TypedPassword {
  readonly name: string;
  readonly text: string;
}

/** An item of which no side holds a password itself, and those that were taken out of it. */
export interface WithReferences {
  readonly item: PlainSet;
  readonly typed: readonly TypedPassword[];
}

/** As `NAME` allows. */
const LONGEST_NAME = 64;
const ROOM_FOR_END = '.destination.999'.length;
const SUM_LENGTH = 8;

/**
 * Puts references to the encrypted store in the place of typed passwords. `others`: all items but this one as it was; a secret
 * that one of them refers to (it was copied from this one, or had its name once) is not written over.
 */
export function takeTypedPasswords(item: PlainSet, others: readonly PlainSet[]): WithReferences {
  const taken = secretsReferredTo(others);
  const typed: TypedPassword[] = [];
  const sides = SIDES.map((side) => {
    const given = item[side] ?? null;
    if (!isPlainSet(given) || typeof given['password'] !== 'string') return [side, given];
    const name = freeName(String(item['name']), side, taken);
    typed.push({ name, text: given['password'] });
    return [side, { ...given, password: { secret: name } }];
  });
  return { item: { ...item, ...(Object.fromEntries(sides) as PlainSet) }, typed };
}

/** Whether the encrypted store has under this name what was typed for an item. */
export function isOwnSecret(item: string, secret: string): boolean {
  return SIDES.some((side) => {
    const [first, again] = [secretNameOf(item, side), secretNameOf(item, side, 2)];
    const stem = again.slice(0, -1);
    return secret === first || (secret.startsWith(stem) && /^\d+$/.test(secret.slice(stem.length)));
  });
}

function freeName(item: string, side: Side, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const name = secretNameOf(item, side, number);
    if (!taken.has(name)) return name;
  }
}

/** `ITEM.source`, or `ITEM.source.2` and so on. Of a long name the end is a sum: the name of a secret has no room for more. */
function secretNameOf(item: string, side: Side, number = 1): string {
  const end = number === 1 ? `.${side}` : `.${side}.${number}`;
  const room = LONGEST_NAME - ROOM_FOR_END;
  if (item.length <= room) return `${item}${end}`;
  const sum = createHash('sha256').update(item).digest('hex').slice(0, SUM_LENGTH);
  return `${item.slice(0, room - SUM_LENGTH - 1)}-${sum}${end}`;
}

function secretsReferredTo(items: readonly PlainSet[]): ReadonlySet<string> {
  const names = items.flatMap((item) =>
    SIDES.flatMap((side) => {
      const given = item[side] ?? null;
      return isPlainSet(given) ? [given['password'], given['privateKey']] : [];
    }),
  );
  return new Set(
    names.flatMap((reference = null) =>
      isPlainSet(reference) && typeof reference['secret'] === 'string' ? [reference['secret']] : [],
    ),
  );
}

/**
 * A changed item whose sides say nothing of a password keeps those that it had: what is shown of an item has none, so what
 * comes back has none either. A side that is another server's, or is logged in to with another key, has lost its password.
 */
export function keepPasswords(next: PlainSet, before: PlainSet): PlainSet {
  const sides = SIDES.map((side) => [side, keptOn(next[side] ?? null, before[side] ?? null)]);
  return { ...next, ...(Object.fromEntries(sides) as PlainSet) };
}

/** What tells one account on a server from another, and the password of an account from the passphrase of a key. */
const ACCOUNT = ['type', 'url', 'server', 'port', 'username', 'privateKey'] as const;

function keptOn(next: Plain, before: Plain): Plain {
  if (isPlainSet(next) && Object.hasOwn(next, 'password')) return next;
  const [url, urlBefore] = [urlOf(next), urlOf(before)];
  if (urlBefore !== undefined && url !== urlBefore && url === withoutPasswordInUrl(urlBefore))
    return isPlainSet(next) ? { ...next, url: urlBefore } : urlBefore;
  if (!isPlainSet(next) || !isPlainSet(before)) return next;
  const { password } = before;
  const sameAccount = ACCOUNT.every((key) => JSON.stringify(next[key]) === JSON.stringify(before[key]));
  return password === undefined || !sameAccount ? next : { ...next, password };
}

/** The address of a side that is one, or says it as `url`; it may hold a password itself. */
function urlOf(side: Plain): string | undefined {
  const url = isPlainSet(side) ? side['url'] : side;
  return typeof url === 'string' ? url : undefined;
}
