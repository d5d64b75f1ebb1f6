import type { NamedRow, Pairing, Policy } from '@syncline/differ';
import type { Entry, Name, Path, Row } from '@syncline/model';
import { TOKEN_BYTES } from '@syncline/model';
import type { ScannedListing } from '@syncline/scanner';
import type { FileSums, Journal, PackedRows } from '@syncline/state';
import type { BothListings } from './look.js';
import type { Run } from './run.js';

/** The journal's rows of one directory. */
export interface KnownRows extends Named<Row> {
  /** The form in which rows can be compared without making objects of them, where the journal has it. */
  readonly packed?: PackedRows;
}

export async function knownRows(journal: Journal, directory: Path): Promise<KnownRows> {
  const packed = journal.packedRows?.(directory);
  if (packed !== undefined) return { names: packed.names, packed, at: (index) => packed.row(index) };
  return asKnown(await journal.children(directory));
}

/** The rows of a directory that are no files. */
export function otherRows(
  directory: Path,
  { others }: FileSums,
  { journal }: Pick<Run, 'journal'>,
): KnownRows {
  return asKnown(others === 0 ? [] : (journal.packedRows?.(directory).others() ?? []));
}

/** `rows` are sorted. */
export function asKnown(rows: readonly NamedRow[]): KnownRows {
  return { names: rows.map(({ name }) => name), at: (index) => rows[index]!.row };
}

/**
 * Joins the two listings of a directory and its journal rows by name, like `pairUp`, but leaves out files that are told to
 * be unchanged by the bytes of their tokens alone, without making objects of them: those on which `decide` would say
 * `nothing` (SPEC §3: X = =). The table of decisions stays the truth; test/unsettled.test.ts holds this against it.
 */
export function* unsettled(
  known: KnownRows,
  { source, destination }: BothListings,
  policy: Policy,
): Generator<Pairing, void, undefined> {
  const [rows, left, right] = [
    cursorOver(known),
    cursorOver(listed(source)),
    cursorOver(listed(destination)),
  ];
  const missing = ({ complete, notThere }: ScannedListing, name: Name, row: number) =>
    complete || (row < 0 && notThere?.has(name) === true) ? 'absent' : 'unseen';
  const complete = source.complete && destination.complete;
  const isUnchanged = unchangedFiles(known, source, destination, policy);
  for (;;) {
    const name = least(rows.peek(), left.peek(), right.peek());
    if (name === undefined) return;
    const [row, onLeft, onRight] = [rows.take(name), left.take(name), right.take(name)];
    if (row >= 0 && onLeft >= 0 && onRight >= 0 && isUnchanged?.(row, onLeft, onRight) === true) continue;
    yield {
      name,
      row: row < 0 ? undefined : known.at(row),
      source: onLeft < 0 ? missing(source, name, row) : left.at(onLeft),
      destination: onRight < 0 ? missing(destination, name, row) : right.at(onRight),
      complete,
    };
  }
}

/** Tells by the bytes of tokens whether a file is unchanged on both sides; undefined where that is not enough. */
function unchangedFiles(
  { packed }: KnownRows,
  { columns: source }: ScannedListing,
  { columns: destination }: ScannedListing,
  policy: Policy,
): ((row: number, onSource: number, onDestination: number) => boolean) | undefined {
  if (packed === undefined || source === undefined || destination === undefined) return undefined;
  if (policy.compare !== 'size+mtime') return undefined;
  return (row, left, right) =>
    source.isFile(left) &&
    destination.isFile(right) &&
    packed.isUnchangedFile(row, source.tokens, left * TOKEN_BYTES, destination.tokens, right * TOKEN_BYTES) &&
    policy.source.holds?.(source.names[left]!) !== false &&
    policy.destination.holds?.(source.names[left]!) !== false;
}

/** Things in the order of their names, which need not exist until they are asked for. */
interface Named<T> {
  readonly names: readonly Name[];
  at(index: number): T;
}

function listed(listing: ScannedListing): Named<Entry> {
  const { columns } = listing;
  if (columns !== undefined) return { names: columns.names, at: (index) => columns.entry(index) };
  const { entries } = listing;
  return { names: entries.map(({ name }) => name), at: (index) => entries[index]! };
}

interface Cursor<T> {
  peek(): Name | undefined;
  /** The place of that name if it is next, else -1. */
  take(name: Name): number;
  at(index: number): T;
}

function cursorOver<T>({ names, at }: Named<T>): Cursor<T> {
  requireSorted(names);
  let next = 0;
  return {
    peek: () => names[next],
    take: (name) => (names[next] === name ? next++ : -1),
    at,
  };
}

function least(first: Name | undefined, second: Name | undefined, third: Name | undefined): Name | undefined {
  let name = first;
  if (second !== undefined && (name === undefined || second < name)) name = second;
  if (third !== undefined && (name === undefined || third < name)) name = third;
  return name;
}

/** A join of unsorted lists invents absences. */
function requireSorted(names: readonly Name[]): void {
  for (let index = 1; index < names.length; index += 1) {
    const [before, after] = [names[index - 1]!, names[index]!];
    if (before < after) continue;
    throw new Error(`listing out of order: ${JSON.stringify(after)} after ${JSON.stringify(before)}`);
  }
}
