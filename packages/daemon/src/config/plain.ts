import { isAbsolute, resolve } from 'node:path';

import { Document, isMap, isSeq, parse, parseDocument, stringify } from 'yaml';

import { usageError } from '@syncline/model';
import type { Plain } from './edit.js';

/** A set of keys with their values. */
export type PlainSet = { readonly [key: string]: Plain };

/** The items of a configuration text that is in order, as they are written there. */
export function plainItems(text: string): readonly PlainSet[] {
  const { items } = (parse(text) ?? {}) as { readonly items?: readonly PlainSet[] | null };
  return items ?? [];
}

/** One item as it is written, with its comments, as a text of its own; undefined where there is none of this name. */
export function itemText(text: string, name: string): string | undefined {
  const items: unknown = parseDocument(text).get('items');
  const item = isSeq(items)
    ? items.items.find((each) => isMap(each) && each.get('name') === name)
    : undefined;
  if (!isMap(item)) return undefined;
  const document = new Document();
  document.contents = item.clone() as typeof document.contents;
  return document.toString({ lineWidth: 0 });
}

/** The items of a text that is a configuration, or a list of items. Throws `usage`, beginning with `what`. */
export function readPlainItems(text: string, what: string): readonly PlainSet[] {
  const value = readPlain(text, what);
  const items = isPlainSet(value) && Object.hasOwn(value, 'items') ? value['items'] : value;
  if (!Array.isArray(items) || !items.every(isPlainSet))
    throw usageError(`${what}: it is no list of items. syncline export writes one`);
  return items;
}

/** A value as YAML writes it: `true`, `10 minutes`, `[mon, tue]`. Throws `usage`, beginning with `what`. */
export function readPlain(text: string, what: string): Plain {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined)
    throw usageError(`${what}: this is not valid YAML: ${error.message.split(/ at line \d|:?\n/)[0]}`);
  return document.toJS() as Plain;
}

/** As YAML, for people and for `import`. */
export function plainText(value: Plain): string {
  return stringify(value, { lineWidth: 0, flowCollectionPadding: false });
}

/** An item without the passwords that stand in it, and whether there were any. References stay. */
export function withoutPasswords(item: PlainSet): { readonly item: PlainSet; readonly had: boolean } {
  let had = false;
  const side = (given: Plain): Plain => {
    if (typeof given === 'string') return withoutPasswordInUrl(given, () => (had = true));
    if (!isPlainSet(given)) return given;
    const { password, ...rest } = given;
    const url = given['url'];
    const kept =
      typeof url === 'string' ? { ...rest, url: withoutPasswordInUrl(url, () => (had = true)) } : rest;
    if (isPlainSet(password ?? null)) return { ...kept, password: password ?? null };
    had ||= password !== undefined;
    return kept;
  };
  const { source = null, destination = null } = item;
  return { item: { ...item, source: side(source), destination: side(destination) }, had };
}

/** An item that means the same in another directory: paths that were relative to the configuration are absolute. */
export function withAbsolutePaths(item: PlainSet, directory: string): PlainSet {
  const absolute = (path: Plain): Plain =>
    typeof path !== 'string' || isAbsolute(path) || path.startsWith('~') || isUrl(path)
      ? path
      : resolve(directory, path);
  const inside = (given: Plain, keys: readonly string[]): Plain =>
    isPlainSet(given)
      ? Object.fromEntries(
          Object.entries(given).map(([key, value]) => [key, keys.includes(key) ? absolute(value) : value]),
        )
      : absolute(given);
  const side = (given: Plain): Plain => {
    const moved = inside(given, ['path', 'url']);
    if (!isPlainSet(moved)) return moved;
    const secrets = ['password', 'privateKey'].flatMap((key) => {
      const reference = moved[key] ?? null;
      return isPlainSet(reference) ? [[key, inside(reference, ['file'])] as const] : [];
    });
    return { ...moved, ...(Object.fromEntries(secrets) as PlainSet) };
  };
  const { source = null, destination = null } = item;
  return { ...(inside(item, ['logFile']) as PlainSet), source: side(source), destination: side(destination) };
}

export function isPlainSet(value: Plain): value is PlainSet {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

/**
 * An address without the password in it, if there is one, which `found` is told.
 * Only a slash ends what may hold a password, see `parseAddress`.
 */
export function withoutPasswordInUrl(text: string, found: () => void = () => undefined): string {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)([^:/]*):([^/]*)@([^/]*(?:\/.*)?)$/is.exec(text);
  if (match === null) return text;
  found();
  const [, scheme, user, , rest] = match;
  return `${scheme}${user}@${rest}`;
}
