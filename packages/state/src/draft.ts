import type { ContentRow, Identity, Path, Row, Side } from '@syncline/model';
import { identityOf } from '@syncline/model';
import type { Ledger } from './ledger.js';
import { shiftDigest } from './ledger.js';
import { indexKey, LEDGER_KEY, rowKey } from './keys.js';
import { encodeRow } from './row-codec.js';
import { sealNumber } from './sealed.js';
import type { Change, Store } from './store.js';

/** One row that changes. */
export interface RowChange {
  readonly path: Path;
  /** Undefined: the path is forgotten. */
  readonly row: Row | undefined;
  /**
   * The row that the journal has for the path now: what `children`, `get` or the last commit of the path gave.
   * INVARIANT: it equals the stored one; count, digest and index are kept by it without reading again.
   */
  readonly previous: Row | undefined;
}

/** A batch in the making: the changes, and the ledger as it will be with them. */
export class Draft {
  readonly #store: Store;
  readonly #indexSides: readonly Side[];
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

  /** The ledger as it will be. */
  get ledger(): Ledger {
    const { generation, rows, contents } = this.#before;
    return {
      ...this.#before,
      generation: generation + 1,
      rows: rows + this.#rows,
      contents: contents + this.#contents,
      digest: this.#digest,
    };
  }

  /** All changes, the new ledger among them. */
  finish(): readonly Change[] {
    return [...this.#changes, { key: LEDGER_KEY, value: JSON.stringify(this.ledger) }];
  }

  changeRow({ path, row, previous }: RowChange): void {
    const key = rowKey(path);
    const body = row === undefined ? undefined : encodeRow(row);
    const seal = sealOf(key, body);
    const before = previous === undefined ? undefined : sealOf(key, encodeRow(previous));
    this.#changes.push({ key, value: body, seal });
    this.#rows += count(row) - count(previous);
    this.#contents += count(contentOf(row)) - count(contentOf(previous));
    this.#digest = shiftDigest(this.#digest, before, seal);
    for (const side of this.#indexSides) {
      this.#changeIndex(side, path, identityOf(row, side), identityOf(previous, side));
    }
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
