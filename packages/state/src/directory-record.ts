import type { Name } from '@syncline/model';
import { JournalDamaged } from './errors.js';

/** One page of a directory that has several: the rows from `first` on, up to the next page's. */
export interface PageEntry {
  readonly id: number;
  readonly first: Name;
}

/**
 * What is stored under a directory: its rows, where they are few, or the list of its pages. So the rows of a directory are had
 * by key, in order, without a search, and a change rewrites one page.
 */
export type DirectoryRecord =
  | { readonly type: 'rows'; readonly rows: Buffer }
  | { readonly type: 'pages'; readonly pages: readonly PageEntry[] };

const ROWS = 0x72;
const PAGES = 0x70;

export function encodeRows(rows: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.of(ROWS), ...rows]);
}

export function encodePages(pages: readonly PageEntry[]): Buffer {
  return Buffer.concat([Buffer.of(PAGES), Buffer.from(JSON.stringify(pages), 'utf8')]);
}

export function decodeRecord(body: Buffer): DirectoryRecord {
  if (body[0] === ROWS) return { type: 'rows', rows: body.subarray(1) };
  if (body[0] !== PAGES) throw new JournalDamaged('a directory has a record of no known kind');
  try {
    return { type: 'pages', pages: JSON.parse(body.toString('utf8', 1)) as PageEntry[] };
  } catch {
    throw new JournalDamaged('the list of pages of a directory cannot be read');
  }
}

/** The page of a list that a name belongs to: the last one that does not begin behind it. */
export function pageOf(pages: readonly PageEntry[], name: Name): number {
  let [low, high] = [0, pages.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pages[middle]!.first <= name) low = middle;
    else high = middle - 1;
  }
  return pages[low]!.id;
}
