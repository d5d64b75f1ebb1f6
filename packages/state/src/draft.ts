import type { ContentRow, Identity, Path, Row, Side } from '@syncline/model';
import { identityOf, joinPath, nameOf, parentOf } from '@syncline/model';
import { DirectoryDraft } from './directory-draft.js';
import type { Ledger } from './ledger.js';
import { shiftDigest } from './ledger.js';
import { sumUp } from './file-sums.js';
import { indexKey, LEDGER_KEY, sumsKey } from './keys.js';
import { pagesOf } from './pages.js';
import { sealNumber, sealNumberOfBytes } from './sealed.js';
import type { Change, Store } from './store.js';

/** One row that changes. */
export interface RowChange {
  readonly path: Path;
  /** Undefined: the path is forgotten. */
  readonly row: Row | undefined;
  /** The row that the journal has for the path now: what `children`, `get` or the last commit of the path gave. */
  readonly previous: Row | undefined;
}

/** A batch in the making: the changes, and the ledger as it will be with them. */
export class Draft {
  readonly #store: Store;
  readonly #indexSides: readonly Side[];
  readonly #directories = new Map<Path, DirectoryDraft>();
  readonly #changes: Change[] = [];
  /** What this batch does to records that it may have to look up again. */
  readonly #pending = new Map<string, string | undefined>();
  readonly #before: Ledger;
  #rows = 0;
  #contents = 0;
  #digest: number;

  constructor(store: Store, ledger: Ledger, indexSides: readonly Side[]) {
    this.#store = store;
    this.#indexSides = indexSides;
    this.#before = ledger;
    this.#digest = ledger.digest;
  }

  /** Ends the draft: all changes, and the new ledger, which is among them. */
  finish(): { readonly changes: readonly Change[]; readonly ledger: Ledger } {
    for (const [directory, draft] of this.#directories) this.#finishDirectory(directory, draft);
    this.#directories.clear();
    const { generation, rows, contents } = this.#before;
    const ledger: Ledger = {
      ...this.#before,
      generation: generation + 1,
      rows: rows + this.#rows,
      contents: contents + this.#contents,
      digest: this.#digest,
    };
    const changes = [...this.#changes, { key: LEDGER_KEY, value: JSON.stringify(ledger) }];
    return { changes, ledger };
  }

  /** Forgets how many rows there were: all of them are put anew, in another form. */
  beginRows(): void {
    this.#rows = -this.#before.rows;
    this.#contents = -this.#before.contents;
  }

  changeRow({ path, row }: RowChange): void {
    const parent = parentOf(path);
    let directory = this.#directories.get(parent);
    if (directory === undefined)
      this.#directories.set(parent, (directory = new DirectoryDraft(this.#store, parent)));
    directory.set(nameOf(path), row);
  }

  /** Sets records that the ledger's digest does not show. */
  setUnproven(changes: readonly Change[]): void {
    for (const change of changes) this.#changes.push(change);
  }

  /** Sets or removes a fact or a note. */
  changeRecord(key: string, body: string | undefined): void {
    this.#digest = shiftDigest(this.#digest, sealOf(key, this.#current(key)), sealOf(key, body));
    this.#set(key, body);
  }

  /**
   * Notes the sums of the files of a directory (`FileSums`), as its rows were before this batch. INVARIANT: sums are there only as
   * long as no row of their directory changes.
   */
  sumFiles(directory: Path, selection: string): void {
    const sums = sumUp(pagesOf(this.#store, directory), selection);
    const [key, body] = [sumsKey(directory), sums === undefined ? undefined : JSON.stringify(sums)];
    if (this.#current(key) !== body) this.changeRecord(key, body);
  }

  #finishDirectory(directory: Path, draft: DirectoryDraft): void {
    const { rows, records } = draft.finish();
    if (records.length > 0 && this.#current(sumsKey(directory)) !== undefined)
      this.changeRecord(sumsKey(directory), undefined);
    for (const { key, before, after } of records) {
      const seal = after === undefined ? undefined : sealNumberOfBytes(key, after);
      const former = before === undefined ? undefined : sealNumberOfBytes(key, before);
      this.#digest = shiftDigest(this.#digest, former, seal);
      this.#changes.push({ key, value: after, seal });
    }
    for (const { name, before, after } of rows) {
      this.#rows += count(after) - count(before);
      this.#contents += count(contentOf(after)) - count(contentOf(before));
      for (const side of this.#indexSides)
        this.#changeIndex(side, joinPath(directory, name), identityOf(after, side), identityOf(before, side));
    }
  }

  #changeIndex(side: Side, path: Path, identity: Identity | undefined, previous: Identity | undefined): void {
    if (identity === previous) return;
    if (previous !== undefined) {
      // The same identity may have gone to another path meanwhile: a move, or a second hard link.
      const key = indexKey(side, previous);
      if (this.#current(key) === path) this.#set(key, undefined);
    }
    if (identity !== undefined) this.#set(indexKey(side, identity), path);
  }

  #current(key: string): string | undefined {
    return this.#pending.has(key) ? this.#pending.get(key) : this.#store.get(key);
  }

  #set(key: string, value: string | undefined): void {
    this.#pending.set(key, value);
    this.#changes.push({ key, value });
  }
}

function sealOf(key: string, body: string | undefined): number | undefined {
  return body === undefined ? undefined : sealNumber(key, body);
}

function count(thing: Row | undefined): number {
  return thing === undefined ? 0 : 1;
}

function contentOf(row: Row | undefined): ContentRow | undefined {
  return row === undefined || row.kind === 'directory' ? undefined : row;
}
