import type { Entry, Listing, Name, Row, UnknownEntry } from '@syncline/model';
import { compareBytes } from '@syncline/model';

/** What a side shows under a name: an entry, proven or presumed absence, or nothing known (⊥) with no entry to say why. */
export type Seen = Entry | 'absent' | 'unseen';

/** ⊥: nothing is known of what stands there, so nothing is done at or below it (SPEC §3). */
export function isUnknown(seen: Seen): seen is UnknownEntry | 'unseen' {
  return seen === 'unseen' || (seen !== 'absent' && seen.kind === 'unknown');
}

/** Everything that is known of one name in one directory. */
export interface Pairing {
  readonly name: Name;
  readonly row: Row | undefined;
  readonly source: Seen;
  readonly destination: Seen;
  /** Both listings are complete: only then may something be deleted here (SPEC §4). */
  readonly complete: boolean;
}

export interface NamedRow {
  readonly name: Name;
  readonly row: Row;
}

/**
 * Joins the two listings of a directory and its journal rows by name, in byte order.
 * All three must be sorted by `compareBytes`; throws on input that is not, for a join of unsorted lists invents
 * absences. In a listing that is not complete a missing name is `unseen`.
 */
export function* pairUp(
  rows: readonly NamedRow[],
  source: Listing,
  destination: Listing,
): Generator<Pairing, void, undefined> {
  for (const list of [rows, source.entries, destination.entries]) requireSorted(list);
  const complete = source.complete && destination.complete;
  const columns = [cursor(rows), cursor(source.entries), cursor(destination.entries)] as const;
  for (;;) {
    const name = smallest(columns.map((column) => column.peek()?.name));
    if (name === undefined) return;
    const [row, left, right] = [columns[0].take(name), columns[1].take(name), columns[2].take(name)];
    yield {
      name,
      row: row?.row,
      source: left ?? (source.complete ? 'absent' : 'unseen'),
      destination: right ?? (destination.complete ? 'absent' : 'unseen'),
      complete,
    };
  }
}

function requireSorted(elements: readonly { readonly name: Name }[]): void {
  for (let index = 1; index < elements.length; index += 1) {
    const [before, after] = [elements[index - 1]!.name, elements[index]!.name];
    if (compareBytes(before, after) < 0) continue;
    throw new Error(`listing out of order: ${JSON.stringify(after)} after ${JSON.stringify(before)}`);
  }
}

interface Cursor<T> {
  peek(): T | undefined;
  /** The element of that name, if it is next. */
  take(name: Name): T | undefined;
}

function cursor<T extends { readonly name: Name }>(elements: readonly T[]): Cursor<T> {
  let next = 0;
  return {
    peek: () => elements[next],
    take(name) {
      const element = elements[next];
      if (element === undefined || element.name !== name) return undefined;
      next += 1;
      return element;
    },
  };
}

function smallest(names: readonly (Name | undefined)[]): Name | undefined {
  let least: Name | undefined;
  for (const name of names) {
    if (name !== undefined && (least === undefined || compareBytes(name, least) < 0)) least = name;
  }
  return least;
}
