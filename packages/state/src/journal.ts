import type { Identity, Name, Path, Row, Side } from '@syncline/model';
import type { RowChange } from './draft.js';
import type { FileSums } from './file-sums.js';
import type { OutcomeAt, PastOutcome } from './history.js';
import type { PackedRows } from './packed-rows.js';
import type { Spill } from './plan.js';

/** How the journal was found. */
export type Origin =
  /** There was none: this is the first run. */
  | { readonly state: 'new' }
  | { readonly state: 'intact' }
  /**
   * There was one that cannot be believed. It was moved to `movedTo` (undefined in a copy, which moves nothing), and
   * this one is empty: the run is a first run, and `because` belongs in the notice about it.
   */
  | { readonly state: 'set-aside'; readonly because: string; readonly movedTo: string | undefined };

export interface Child {
  readonly name: Name;
  readonly row: Row;
}

/** A small thing about a run or an intent, under a key of the caller's. */
export interface Note {
  readonly key: string;
  /** JSON. */
  readonly value: unknown;
}

export interface CommitOptions {
  /** Keys of notes that are removed in the same batch: the intents that these rows complete. */
  readonly clearNotes?: readonly string[];
  /** Outcomes to be remembered, with the rows that they led to or without any. */
  readonly outcomes?: readonly OutcomeAt[];
  /** Facts (`setFact`) that are true as soon as these rows are there. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/**
 * What both sides of an item last agreed on, per path (SPEC: journal), with crash notes and facts about the item.
 *
 * Durability: `commit`, `setFact`, `putNotes` and `clearNotes` resolve when a power cut can no longer undo them (in a
 * copy: when they are visible), each wholly or not at all, in the order of the calls. Calls may overlap; those that do
 * share one flush. After one of them has failed with code `state`, all later ones fail alike; reading goes on.
 *
 * Damage: every read throws `JournalDamaged` when what it reads is not what was written. Then end the run and call
 * `setAside`.
 */
export interface Journal {
  readonly origin: Origin;
  /** Rows in all. */
  readonly rowCount: number;
  /** Rows that are files or links: the known ones of the delete guard (SPEC §4). */
  readonly contentCount: number;

  /** The rows of one directory, sorted by the bytes of their names. The root is the directory ''. */
  children(directory: Path): Promise<readonly Child[]>;
  /** The same rows without an object for each, where the journal has them so. */
  packedRows?(directory: Path): PackedRows;
  /** What the files of a directory come to, where that was noted (`sumFiles`) and none of its rows has changed since. */
  fileSums?(directory: Path): FileSums | undefined;
  /**
   * Notes what the files of these directories come to by their rows, where all are settled; durable like a commit. `selection`:
   * a word for the rules by which these files take part, which are in force now.
   */
  sumFiles?(directories: readonly Path[], selection: string): Promise<void>;
  get(path: Path): Row | undefined;
  /**
   * A path whose row carries this identity on this side, or undefined. Of several paths with one identity (hard links) it is
   * any. Only sides named by `indexSides` are looked up.
   */
  findIdentity(side: Side, identity: Identity): Path | undefined;
  commit(changes: readonly RowChange[], options?: CommitOptions): Promise<void>;
  /** What a run last did at a path, or could not; undefined where nothing is remembered: of very many paths the oldest are not. */
  lastOutcome(path: Path): PastOutcome | undefined;

  /** A fact about the item (root identities, approvals), JSON, or undefined. */
  getFact(key: string): unknown;
  /** Undefined removes the fact. */
  setFact(key: string, value: unknown): Promise<void>;

  /** Notes are what must be known after a crash: the intents of operations of several steps. */
  putNotes(notes: readonly Note[]): Promise<void>;
  /** The notes whose key begins with `prefix`, sorted by key; for as many as fit in memory. */
  listNotes(prefix?: string): Promise<readonly Note[]>;
  clearNotes(prefix?: string): Promise<void>;

  readonly spill: Spill;

  /** Reads everything and throws `JournalDamaged` unless it is what was committed. */
  verify(): Promise<void>;
  /**
   * Closes the journal and moves it out of the way (never deletes it); `because` is recorded beside it. Returns where it is now.
   * A copy is only closed, and the path of the journal that it was made from returned.
   */
  setAside(because: string): Promise<string>;
  /** Waits for what is being written, then lets go of everything. Idempotent. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
