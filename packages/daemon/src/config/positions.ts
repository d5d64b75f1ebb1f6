import type { Document, LineCounter } from 'yaml';
import { isAlias, isMap, isNode, isPair, isScalar, isSeq } from 'yaml';

import type { KeyPath } from './problem.js';

export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Where the value at a path stands in its text, or, with `atKey` and for a missing value, its key; a path that leads
 * nowhere has the position of the last part that is there.
 */
export function positionOf(document: Document, lines: LineCounter, path: KeyPath, atKey = false): Position {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, part] of path.entries()) {
    const { key, value } = childOf(resolved(node, document), part);
    if (key === undefined && value === undefined) break;
    const last = index === path.length - 1;
    offset = (last && atKey ? startOf(key) : undefined) ?? startOf(value) ?? startOf(key) ?? offset;
    node = value;
  }
  return positionAt(lines, offset);
}

export function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function childOf(node: unknown, part: string | number): { readonly key?: unknown; readonly value?: unknown } {
  if (isSeq(node) && typeof part === 'number') return { value: node.items[part] };
  if (!isMap(node)) return {};
  const pair = node.items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part),
  );
  return pair === undefined ? {} : { key: pair.key, value: pair.value };
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
