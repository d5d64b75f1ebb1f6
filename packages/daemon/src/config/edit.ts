import { isDeepStrictEqual } from 'node:util';

import type { Document, YAMLMap } from 'yaml';
import { isMap, isScalar, isSeq, parseDocument, YAMLSeq } from 'yaml';

import { usageError } from '@syncline/model';
import type { KeyPath } from './problem.js';
import { handOverAnchors, isShared, withoutAnchors } from './shared-nodes.js';
import { textOf } from './yaml-style.js';

/** A value as YAML and JSON can hold it. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** A key of an item and its new value; undefined takes it away. */
export interface Change {
  readonly path: KeyPath;
  readonly value: Plain | undefined;
}

/** One edit of a configuration, by the names of items. Items are plain values with the keys of the file. */
export type ConfigEdit =
  | { readonly do: 'add'; readonly item: Plain }
  | { readonly do: 'change'; readonly name: string; readonly changes: readonly Change[] }
  /** Makes it what is given; what stays equal keeps its comments. */
  | { readonly do: 'replace'; readonly name: string; readonly item: Plain }
  | { readonly do: 'copy'; readonly name: string; readonly changes: readonly Change[] }
  | { readonly do: 'delete'; readonly name: string };

/**
 * The text with these edits: comments and order survive. Throws `usage` for an item that is not there. The result is not
 * checked.
 */
export function editText(text: string, edits: readonly ConfigEdit[]): string {
  const document = parseDocument(text);
  for (const edit of edits) applyAlone(edit, document);
  return textOf(document, text);
}

/**
 * INVARIANT: an edit changes its item and no other, whatever they share by anchors and aliases. What an edit leaves alone stays
 * shared.
 */
function applyAlone(edit: ConfigEdit, document: Document): void {
  if (edit.do !== 'add' && edit.do !== 'copy') {
    const { item } = itemIn(document, edit.name);
    if (isShared(item, document) && changesOthers(edit, document)) handOverAnchors(item, document);
  }
  apply(edit, document);
}

/** Also if it could not even be read any more. */
function changesOthers(edit: Exclude<ConfigEdit, { do: 'add' }>, document: Document): boolean {
  const others = (of: Document): unknown => {
    const { index } = itemIn(document, edit.name);
    const items = (of.toJS() as { readonly items: readonly unknown[] }).items;
    return edit.do === 'delete' && of !== document ? items : items.toSpliced(index, 1);
  };
  const trial = document.clone();
  try {
    apply(edit, trial);
    return !isDeepStrictEqual(others(trial), others(document));
  } catch {
    return true;
  }
}

function itemIn(document: Document, name: string): { readonly index: number; readonly item: YAMLMap } {
  const { items } = itemsOf(document);
  const index = items.findIndex((item) => isMap(item) && plainOf(item.get('name', true), document) === name);
  const item = items[index];
  if (!isMap(item)) throw usageError(`there is no item '${name}'`);
  return { index, item };
}

function apply(edit: ConfigEdit, document: Document): void {
  const items = itemsOf(document);
  if (edit.do === 'add') return void items.add(document.createNode(edit.item));
  const { index, item } = itemIn(document, edit.name);
  switch (edit.do) {
    case 'change':
      return edit.changes.forEach((change) => makeChange(item, change, document));
    case 'replace':
      return mergeInto(item, edit.item, document);
    case 'delete':
      return void items.delete(index);
    case 'copy': {
      const copy = item.clone() as YAMLMap;
      // What is said above an item is said of that one.
      copy.commentBefore = null;
      copy.spaceBefore = true;
      withoutAnchors(copy);
      edit.changes.forEach((change) => makeChange(copy, change, document));
      return void items.add(copy);
    }
  }
}

function itemsOf(document: Document): YAMLSeq {
  if (!isMap(document.contents))
    document.contents = document.createNode({}) as unknown as typeof document.contents;
  const items = document.get('items');
  if (isSeq(items)) {
    // `items: []` on one line would make one long line of all items.
    if (items.items.length === 0) items.flow = false;
    return items;
  }
  const made = new YAMLSeq(document.schema);
  document.set('items', made);
  return made;
}

function makeChange(item: YAMLMap, { path, value }: Change, document: Document): void {
  if (value === undefined) return void item.deleteIn([...path]);
  const found: unknown = item.getIn([...path], true);
  if (isMap(found) && isSet(value)) return mergeInto(found, value, document);
  if (isScalar(found) && !isCollection(value)) found.value = value;
  else item.setIn([...path], document.createNode(value));
}

/** Makes a map hold exactly this, and touches nothing that is so already. */
function mergeInto(map: YAMLMap, value: Plain, document: Document): void {
  if (!isSet(value)) throw usageError('an item is a set of keys');
  for (const key of map.items.map((pair) => String(pair.key)))
    if (!Object.hasOwn(value, key)) map.delete(key);
  for (const [key, wanted] of Object.entries(value)) {
    const found: unknown = map.get(key, true);
    if (found !== undefined && isDeepStrictEqual(plainOf(found, document), wanted)) continue;
    if (isMap(found) && isSet(wanted)) mergeInto(found, wanted, document);
    // The comment behind a value stays with it.
    else if (isScalar(found) && !isCollection(wanted)) found.value = wanted;
    else map.set(key, document.createNode(wanted));
  }
}

function plainOf(node: unknown, document: Document): unknown {
  return typeof node === 'object' && node !== null && 'toJS' in node && typeof node.toJS === 'function'
    ? node.toJS(document)
    : node;
}

function isCollection(value: Plain): boolean {
  return typeof value === 'object' && value !== null;
}

function isSet(value: Plain): value is { readonly [key: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
