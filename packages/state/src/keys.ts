import type { Identity, Path, Side } from '@syncline/model';

/**
 * Keys are text whose UTF-8 order is the order of their characters:
 *   `p \0 directory \0`         the rows of a directory, or the list of its pages
 *   `p \0 directory \0 number`  a page of rows
 *   `s \0 directory`            the sums of the files of a directory
 *   `i \0 s|d \0 identity`      the path that carries this identity
 *   `f \0 key` a fact   `n \0 key` a note   `m \0 ledger` the ledger
 *   `h \0 0|1 \0 path`          the last outcome of a path, in one of the two halves of the history
 * Format 1 had a row at `r \0 parent \0 name`. Neither paths nor the words used as keys hold NUL.
 */
export const LEDGER_KEY = 'm\0ledger';

/** Keys `key` with `from` ≤ `key` < `before`. */
export interface KeyRange {
  readonly from: string;
  readonly before: string;
}

/** The record of a directory; the root is the directory ''. */
export function directoryKey(directory: Path): string {
  return `p\0${directory}\0`;
}

export function pageKey(directory: Path, page: number): string {
  return `p\0${directory}\0${page.toString(36)}`;
}

/** What the key of any directory's sums begins with. */
export const SUMS = 's\0';

export function sumsKey(directory: Path): string {
  return SUMS + directory;
}

/** The directory of a `sumsKey`. */
export function pathOfSums(key: string): Path {
  return key.slice(SUMS.length) as Path;
}

export function indexKey(side: Side, identity: Identity): string {
  return `i\0${side === 'source' ? 's' : 'd'}\0${identity}`;
}

export function factKey(key: string): string {
  return `f\0${key}`;
}

export function noteKey(key: string): string {
  return `n\0${key}`;
}

/** The keys that begin with `prefix`; U+10FFFF, the last character of all and no letter of any script, is in no key. */
export function startingWith(prefix: string): KeyRange {
  return { from: prefix, before: `${prefix}\u{10ffff}` };
}
