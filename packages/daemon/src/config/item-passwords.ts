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

const SIDES = ['source', 'destination'] as const;

/** Puts references to the encrypted store in the place of typed passwords. */
export function takeTypedPasswords(item: PlainSet): WithReferences {
  const typed: TypedPassword[] = [];
  const sides = SIDES.map((side) => {
    const given = item[side] ?? null;
    if (!isPlainSet(given) || typeof given['password'] !== 'string') return [side, given];
    const name = secretNameOf(String(item['name']), side);
    typed.push({ name, text: given['password'] });
    return [side, { ...given, password: { secret: name } }];
  });
  return { item: { ...item, ...(Object.fromEntries(sides) as PlainSet) }, typed };
}

/** Under which names the encrypted store keeps what was typed for an item. */
export function ownSecretNames(item: string): readonly string[] {
  return SIDES.map((side) => secretNameOf(item, side));
}

function secretNameOf(item: string, side: (typeof SIDES)[number]): string {
  return `${item}.${side}`;
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
