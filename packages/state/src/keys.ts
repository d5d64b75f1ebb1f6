import type { Identity, Path, Side } from '@syncline/model';
import { nameOf, parentOf } from '@syncline/model';

/**
 * Keys are text whose UTF-8 order is the order of their characters. The characters of a `Path` are its bytes
 * (U+0000–U+00FF), so rows lie in the order of the names' bytes, and all rows of one directory side by side:
 *   `r \0 parent \0 name`   a row       `i \0 s|d \0 identity`   the path that carries this identity
 *   `f \0 key`              a fact      `n \0 key`               a note       `m \0 ledger`   the ledger
 *   `h \0 0|1 \0 path`     the last outcome of a path, in one of the two halves of the history
 * Neither paths nor the words used as keys hold NUL.
 */
export const LEDGER_KEY = 'm\0ledger';

/** The kinds of records whose loss or change the ledger's digest shows. The index is only a hint, and not among them. */
export const LEDGER_KINDS = ['f', 'n', 'r'] as const;

/** Keys `key` with `from` ≤ `key` < `before`. */
export interface KeyRange {
  readonly from: string;
  readonly before: string;
}

export function rowKey(path: Path): string {
  return `r\0${parentOf(path)}\0${nameOf(path)}`;
}

/** What the keys of one directory's rows begin with; the name follows. */
export function rowPrefix(directory: Path): string {
  return `r\0${directory}\0`;
}

/** The rows of one directory. The key of the root's own row, which has no name, is outside. */
export function rowsOf(directory: Path): KeyRange {
  return { from: `r\0${directory}\0\x01`, before: `r\0${directory}\x01` };
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
