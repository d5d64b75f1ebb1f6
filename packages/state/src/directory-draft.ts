import type { Name, Path, Row } from '@syncline/model';
import { compareBytes } from '@syncline/model';
import type { PageEntry } from './directory-record.js';
import { decodeRecord, encodePages, encodeRows } from './directory-record.js';
import { JournalDamaged } from './errors.js';
import { directoryKey, pageKey } from './keys.js';
import { Page } from './page.js';
import { encodeRow } from './row-codec.js';
import type { Store } from './store.js';

/** Rows that lie together at most: what a change of one rewrites. */
const MAX_PAGE_ROWS = 128;
/** A page that has become too large is cut into pages of at most this many: the rest is room to grow. */
const CUT_PAGE_ROWS = 96;

/** One record that a batch replaces: its body before (undefined: none) and after (undefined: removed). */
export interface Replacement {
  readonly key: string;
  readonly before: Buffer | undefined;
  readonly after: Buffer | undefined;
}

/** One row that a batch replaces. */
export interface RowReplacement {
  readonly name: Name;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

/** A page as the batch finds or leaves it. `id` undefined: it is the directory's own record. */
interface Leaf {
  readonly id: number | undefined;
  readonly first: Name;
  /** Undefined: the batch has nothing to do with it. */
  readonly rows?: readonly Buffer[] | undefined;
}

/** What a batch does to the rows of one directory. */
export class DirectoryDraft {
  readonly #store: Store;
  readonly #directory: Path;
  readonly #changes = new Map<Name, Row | undefined>();
  readonly #replaced: RowReplacement[] = [];
  /** Bodies that were read from the database, by key. */
  readonly #found = new Map<string, Buffer>();

  constructor(store: Store, directory: Path) {
    this.#store = store;
    this.#directory = directory;
  }

  set(name: Name, row: Row | undefined): void {
    this.#changes.set(name, row);
  }

  /** The rows and the records that change. */
  finish(): { readonly rows: readonly RowReplacement[]; readonly records: readonly Replacement[] } {
    const before = this.#leaves();
    const names = [...this.#changes.keys()].sort(compareBytes);
    let taken = 0;
    const after = before.flatMap((leaf, index) => {
      const end = before[index + 1]?.first;
      const from = taken;
      while (taken < names.length && (end === undefined || names[taken]! < end)) taken += 1;
      return from === taken ? [leaf] : cut(leaf, this.#splice(leaf, names.slice(from, taken)));
    });
    return { rows: this.#replaced, records: this.#records(before, after) };
  }

  #leaves(): readonly Leaf[] {
    const body = this.#read(directoryKey(this.#directory));
    if (body === undefined) return [{ id: undefined, first: FIRST }];
    const record = decodeRecord(body);
    return record.type === 'rows' ? [{ id: undefined, first: FIRST }] : record.pages;
  }

  #read(key: string): Buffer | undefined {
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const body = this.#store.getBytes(key);
    if (body !== undefined) this.#found.set(key, body);
    return body;
  }

  #page({ id }: Leaf): Page {
    const body = this.#read(this.#keyOf(id));
    if (body === undefined && id !== undefined) throw new JournalDamaged('a page of rows is missing');
    const record = body === undefined ? undefined : decodeRecord(body);
    return new Page(record?.type === 'rows' ? record.rows : Buffer.alloc(0));
  }

  #keyOf(id: number | undefined): string {
    return id === undefined ? directoryKey(this.#directory) : pageKey(this.#directory, id);
  }

  /** The rows of a page with the changes of `names`, which are sorted and belong there. */
  #splice(leaf: Leaf, names: readonly Name[]): Buffer[] {
    const page = this.#page(leaf);
    const rows: Buffer[] = [];
    let kept = 0;
    for (const name of names) {
      const found = page.find(name);
      const at = found < 0 ? ~found : found;
      while (kept < at) rows.push(page.slice(kept++));
      if (found >= 0) kept += 1;
      const after = this.#changes.get(name);
      if (after !== undefined) rows.push(encodeRow(name, after));
      this.#replaced.push({ name, before: found < 0 ? undefined : page.row(found), after });
    }
    while (kept < page.length) rows.push(page.slice(kept++));
    return rows;
  }

  #records(before: readonly Leaf[], after: readonly Leaf[]): Replacement[] {
    const records = new Map<string, Buffer | undefined>();
    for (const { id } of before)
      if (id !== undefined && !after.some((leaf) => leaf.id === id)) records.set(this.#keyOf(id), undefined);
    const [only] = after;
    if (after.length <= 1) {
      const rows = only === undefined ? [] : (only.rows ?? this.#allOf(only));
      records.set(this.#keyOf(undefined), rows.length === 0 ? undefined : encodeRows(rows));
      if (only?.id !== undefined) records.set(this.#keyOf(only.id), undefined);
    } else {
      const pages = numbered(after);
      for (const { id, rows } of pages)
        if (rows !== undefined) records.set(this.#keyOf(id), encodeRows(rows));
      records.set(
        this.#keyOf(undefined),
        encodePages(pages.map(({ id, first }): PageEntry => ({ id, first }))),
      );
    }
    return [...records].flatMap(([key, body]) => this.#replacement(key, body));
  }

  #allOf(leaf: Leaf): Buffer[] {
    const page = this.#page(leaf);
    return Array.from({ length: page.length }, (_, index) => page.slice(index));
  }

  #replacement(key: string, after: Buffer | undefined): Replacement[] {
    const before = this.#read(key);
    const same = before === undefined ? after === undefined : after !== undefined && before.equals(after);
    return same ? [] : [{ key, before, after }];
  }
}

/** Below every name. */
const FIRST = '' as Name;

/** The pages that a page has become. */
function cut(leaf: Leaf, rows: readonly Buffer[]): Leaf[] {
  if (rows.length === 0) return [];
  if (rows.length <= MAX_PAGE_ROWS) return [{ ...leaf, rows }];
  const size = Math.ceil(rows.length / Math.ceil(rows.length / CUT_PAGE_ROWS));
  const leaves: Leaf[] = [];
  for (let at = 0; at < rows.length; at += size) {
    const part = rows.slice(at, at + size);
    leaves.push(
      at === 0 ? { ...leaf, rows: part } : { id: undefined, first: new Page(part[0]!).name(0), rows: part },
    );
  }
  return leaves;
}

/** Gives a number to each page that has none yet. */
function numbered(leaves: readonly Leaf[]): (Leaf & { readonly id: number })[] {
  let last = Math.max(0, ...leaves.map(({ id }) => id ?? 0));
  return leaves.map((leaf) => ({ ...leaf, id: leaf.id ?? (last += 1) }));
}
