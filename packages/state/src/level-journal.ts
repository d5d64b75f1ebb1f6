import type { Identity, Path, Row, Side } from '@syncline/model';
import { identityOf, nameOf, parentOf } from '@syncline/model';
import { Committer } from './committer.js';
import type { Custody } from './custody.js';
import type { Draft, RowChange } from './draft.js';
import { inState } from './errors.js';
import type { FileSums } from './file-sums.js';
import type { PastOutcome } from './history.js';
import { History } from './history.js';
import { IdentityFilter } from './identity-filter.js';
import type { Child, CommitOptions, Journal, Note, Origin } from './journal.js';
import { factKey, indexKey, noteKey, startingWith, sumsKey } from './keys.js';
import type { Ledger } from './ledger.js';
import { PackedRows } from './packed-rows.js';
import { pagesOf, pageWith } from './pages.js';
import type { Place } from './place.js';
import { Plan } from './plan.js';
import { proveContents } from './proof.js';
import type { Store } from './store.js';
import type { SumsAhead } from './sums-ahead.js';

/** Directories whose rows are read in one go, on the thread of everything else. */
const MAX_SUMMED_AT_ONCE = 100;

export interface LevelJournalOptions {
  readonly place: Place;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly origin: Origin;
  readonly indexSides: readonly Side[];
  readonly custody: Custody;
  readonly sumsAhead: SumsAhead;
}

/** A journal in an open LevelDB database that was found in order. */
export class LevelJournal implements Journal {
  readonly origin: Origin;
  readonly spill: Plan;
  readonly #options: LevelJournalOptions;
  readonly #store: Store;
  readonly #history: History;
  readonly #committer: Committer;
  /** Of all identities in the index, where that was empty when the journal was opened. */
  readonly #identities: IdentityFilter | undefined;
  #ended = false;

  constructor(options: LevelJournalOptions) {
    const { place, store, ledger, indexSides, custody } = options;
    this.#options = options;
    this.#store = store;
    this.#history = new History(store);
    this.origin = options.origin;
    this.spill = new Plan(place.plan);
    this.#identities = ledger.rows === 0 ? new IdentityFilter() : undefined;
    const committed = (now: Ledger) => inState(place.directory, () => custody.committed(now));
    this.#committer = new Committer({ store, ledger, indexSides, sync: custody.sync, committed });
  }

  get rowCount(): number {
    return this.#committer.ledger.rows;
  }

  get contentCount(): number {
    return this.#committer.ledger.contents;
  }

  async children(directory: Path): Promise<readonly Child[]> {
    const rows = this.packedRows(directory);
    return rows.names.map((name, index) => ({ name, row: rows.row(index) }));
  }

  packedRows(directory: Path): PackedRows {
    return new PackedRows(pagesOf(this.#store, directory));
  }

  fileSums(directory: Path): FileSums | undefined {
    const body = this.#options.sumsAhead.take(directory) ?? this.#store.get(sumsKey(directory));
    return body === undefined ? undefined : (JSON.parse(body) as FileSums);
  }

  async sumFiles(directories: readonly Path[], selection: string): Promise<void> {
    for (let at = 0; at < directories.length; at += MAX_SUMMED_AT_ONCE) {
      const some = directories.slice(at, at + MAX_SUMMED_AT_ONCE);
      for (const directory of some) this.#options.sumsAhead.forget(directory);
      await this.#committer.submit((draft) => {
        for (const directory of some) draft.sumFiles(directory, selection);
      });
    }
  }

  get(path: Path): Row | undefined {
    const name = nameOf(path);
    const page = pageWith(this.#store, parentOf(path), name);
    const index = page?.find(name) ?? -1;
    return index < 0 ? undefined : page!.row(index);
  }

  findIdentity(side: Side, identity: Identity): Path | undefined {
    if (this.#identities?.mayHave(side, identity) === false) return undefined;
    const path = this.#store.get(indexKey(side, identity)) as Path | undefined;
    return path !== undefined && identityOf(this.get(path), side) === identity ? path : undefined;
  }

  async commit(
    changes: readonly RowChange[],
    { clearNotes = [], outcomes = [], facts = {} }: CommitOptions = {},
  ): Promise<void> {
    if (changes.length === 0 && clearNotes.length === 0 && outcomes.length === 0) return;
    for (const { path } of changes) this.#options.sumsAhead.forget(parentOf(path));
    await this.#history.makeRoom(outcomes);
    await this.#committer.submit((draft) => {
      draft.setUnproven(this.#history.changes(outcomes));
      for (const change of changes) {
        draft.changeRow(change);
        this.#noteIdentities(change);
      }
      for (const key of clearNotes) draft.changeRecord(noteKey(key), undefined);
      for (const [key, value] of Object.entries(facts)) changeFact(draft, key, value);
    });
  }

  #noteIdentities({ row }: RowChange): void {
    for (const side of this.#options.indexSides) {
      const identity = identityOf(row, side);
      if (identity !== undefined) this.#identities?.add(side, identity);
    }
  }

  lastOutcome(path: Path): PastOutcome | undefined {
    return this.#history.get(path);
  }

  getFact(key: string): unknown {
    const body = this.#store.get(factKey(key));
    return body === undefined ? undefined : (JSON.parse(body) as unknown);
  }

  async setFact(key: string, value: unknown): Promise<void> {
    await this.#committer.submit((draft) => changeFact(draft, key, value));
  }

  async putNotes(notes: readonly Note[]): Promise<void> {
    if (notes.length === 0) return;
    await this.#committer.submit((draft) => {
      for (const { key, value } of notes) draft.changeRecord(noteKey(key), JSON.stringify(value));
    });
  }

  async listNotes(prefix = ''): Promise<readonly Note[]> {
    const start = noteKey('').length;
    const notes: Note[] = [];
    // All of them, which are few: the range that is searched for is one that was proven when the journal was opened.
    for await (const chunk of this.#store.chunks(startingWith(noteKey('')))) {
      for (const [key, body] of chunk) {
        if (key.startsWith(prefix, start))
          notes.push({ key: key.slice(start), value: JSON.parse(body) as unknown });
      }
    }
    return notes;
  }

  async clearNotes(prefix = ''): Promise<void> {
    const notes = await this.listNotes(prefix);
    await this.commit([], { clearNotes: notes.map(({ key }) => key) });
  }

  async verify(): Promise<void> {
    await this.#committer.idle();
    await proveContents(this.#store, this.#committer.ledger);
  }

  async setAside(because: string): Promise<string> {
    await this.#letGo();
    return inState(this.#options.place.directory, () => this.#options.custody.damaged(because));
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    await this.#letGo();
    await this.#options.custody.closed(this.#committer.failed ? undefined : this.#committer.ledger);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #letGo(): Promise<void> {
    this.#ended = true;
    await this.#committer.idle();
    await this.spill.close();
    await this.#store.close();
  }
}

function changeFact(draft: Draft, key: string, value: unknown): void {
  draft.changeRecord(factKey(key), value === undefined ? undefined : JSON.stringify(value));
}
