import type { Identity, Name, Path, Row, Side } from '@syncline/model';
import { compareBytes, identityOf, nameOf, parentOf, SIDES } from '@syncline/model';
import type { Child, Journal, RowChange } from '@syncline/state';

interface Ahead {
  readonly row: Row | undefined;
  /** Which of the changes of this path it was: a later one is not undone when an earlier one is committed. */
  readonly turn: number;
}

/**
 * Rows that are true already and not committed yet, laid over the journal: a pass need not wait until what the one before it wrote is
 * durable, and still sees what that one achieved. Reads answer as if all of it were committed; whoever adds rows here commits them to
 * the journal in the same order and then takes them away.
 */
export class RowsAhead {
  readonly #journal: Journal;
  readonly #rows = new Map<Path, Ahead>();
  readonly #byDirectory = new Map<Path, Set<Path>>();
  readonly #byIdentity = new Map<string, Path>();
  #turn = 0;
  /** How often rows were added that are not known to be committed. */
  #waiting = 0;
  /** With them. */
  #rowCount = 0;
  #contentCount = 0;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get size(): number {
    return this.#rows.size;
  }

  /**
   * RACE: the journal counts rows from when they are in it, which whoever committed them hears of later. So its own counts stand for
   * nothing while any wait.
   */
  get rowCount(): number {
    return this.#waiting === 0 ? this.#journal.rowCount : this.#rowCount;
  }

  get contentCount(): number {
    return this.#waiting === 0 ? this.#journal.contentCount : this.#contentCount;
  }

  get(path: Path): Row | undefined {
    const ahead = this.#rows.get(path);
    return ahead === undefined ? this.#journal.get(path) : ahead.row;
  }

  async children(directory: Path): Promise<readonly Child[]> {
    const committed = await this.#journal.children(directory);
    const ahead = this.#byDirectory.get(directory);
    if (ahead === undefined) return committed;
    const rows = new Map<Name, Row | undefined>(committed.map(({ name, row }) => [name, row]));
    for (const path of ahead) rows.set(nameOf(path), this.#rows.get(path)?.row);
    const children: Child[] = [];
    for (const [name, row] of rows) if (row !== undefined) children.push({ name, row });
    return children.sort((left, right) => compareBytes(left.name, right.name));
  }

  findIdentity(side: Side, identity: Identity): Path | undefined {
    const candidates = [
      this.#byIdentity.get(keyOf(side, identity)),
      this.#journal.findIdentity(side, identity),
    ];
    return candidates.find((path) => path !== undefined && identityOf(this.get(path), side) === identity);
  }

  /** Takes rows over; what is returned is to be given to `committed` once they are in the journal. */
  add(changes: readonly RowChange[]): number {
    this.#turn += 1;
    [this.#rowCount, this.#contentCount] = [this.rowCount, this.contentCount];
    this.#waiting += 1;
    for (const change of changes) {
      const { path, row } = change;
      this.#dropIdentities(path, this.#rows.get(path)?.row);
      this.#rows.set(path, { row, turn: this.#turn });
      const inDirectory = this.#byDirectory.get(parentOf(path)) ?? new Set<Path>();
      this.#byDirectory.set(parentOf(path), inDirectory.add(path));
      for (const side of SIDES) {
        const identity = identityOf(row, side);
        if (identity !== undefined) this.#byIdentity.set(keyOf(side, identity), path);
      }
      this.#count(change);
    }
    return this.#turn;
  }

  committed(changes: readonly RowChange[], turn: number): void {
    this.#waiting -= 1;
    for (const { path } of changes) {
      const ahead = this.#rows.get(path);
      if (ahead !== undefined && ahead.turn <= turn) this.#forget(path, ahead.row);
    }
  }

  #forget(path: Path, row: Row | undefined): void {
    this.#rows.delete(path);
    const inDirectory = this.#byDirectory.get(parentOf(path));
    inDirectory?.delete(path);
    if (inDirectory?.size === 0) this.#byDirectory.delete(parentOf(path));
    this.#dropIdentities(path, row);
  }

  #dropIdentities(path: Path, row: Row | undefined): void {
    for (const side of SIDES) {
      const identity = identityOf(row, side);
      if (identity === undefined) continue;
      const key = keyOf(side, identity);
      if (this.#byIdentity.get(key) === path) this.#byIdentity.delete(key);
    }
  }

  #count({ row, previous }: RowChange): void {
    this.#rowCount += one(row !== undefined) - one(previous !== undefined);
    this.#contentCount += one(hasContent(row)) - one(hasContent(previous));
  }
}

function keyOf(side: Side, identity: Identity): string {
  return `${side}\0${identity}`;
}

function hasContent(row: Row | undefined): boolean {
  return row !== undefined && row.kind !== 'directory';
}

function one(yes: boolean): number {
  return yes ? 1 : 0;
}
