import type {
  Kind,
  OperationName,
  OutcomeName,
  Path,
  ProblemCode,
  Reason,
  Row,
  RunId,
  Side,
  Token,
} from '@syncline/model';
import { ROOT } from '@syncline/model';
import type { KeyRange } from './keys.js';
import { startingWith } from './keys.js';
import { decodeRow, encodeRow } from './row-codec.js';
import type { Change, Store } from './store.js';

/** What a side showed of a path when it was decided: `unknown` is ⊥, undefined: nobody asked. */
export interface PastVersion {
  readonly kind: Kind | 'absent' | 'unknown';
  /** Of a file or link. */
  readonly size?: number | undefined;
  readonly token?: Token | undefined;
}

/** What a run last achieved, or could not, at one path, and what that rested on. */
export interface PastOutcome {
  readonly run: RunId;
  /** ms since the epoch. */
  readonly atMs: number;
  readonly op: OperationName;
  readonly side: Side;
  readonly outcome: Exclude<OutcomeName, 'planned'>;
  readonly bytes: number;
  readonly reason?: Reason | undefined;
  readonly from?: Path | undefined;
  readonly code?: ProblemCode | undefined;
  readonly message?: string | undefined;
  /** The row that the journal had then. */
  readonly row?: Row | undefined;
  readonly source?: PastVersion | undefined;
  readonly destination?: PastVersion | undefined;
}

/** An outcome and where it was. */
export type OutcomeAt = PastOutcome & { readonly path: Path };

/** One outcome for each of this many paths is kept, and as many older ones until the next turn. */
const MAX_OUTCOMES = 20_000;

/** How far the history is: kept in `m \0 history`. */
interface Turn {
  readonly half: 0 | 1;
  readonly written: number;
}

const TURN_KEY = 'm\0history';

/**
 * The last outcome of each path, bounded: it is written to one half until that is full, and then the other, older half is
 * emptied and written to. Not part of what the ledger proves: a journal is as good without it.
 */
export class History {
  readonly #store: Store;
  #turn: Turn | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  get(path: Path): PastOutcome | undefined {
    const { half } = this.#now();
    const body = this.#store.get(keyOf(half, path)) ?? this.#store.get(keyOf(otherHalf(half), path));
    if (body === undefined) return undefined;
    const { row, ...outcome } = JSON.parse(body) as Omit<PastOutcome, 'row'> & { readonly row?: string };
    return { ...outcome, ...(row !== undefined && { row: decodeRow(Buffer.from(row, 'base64'), 0) }) };
  }

  /** To be awaited before `changes`: makes room. */
  async makeRoom(outcomes: readonly OutcomeAt[]): Promise<void> {
    const { half, written } = this.#now();
    if (outcomes.length === 0 || written + outcomes.length <= MAX_OUTCOMES) return;
    await this.#store.clear(rangeOf(otherHalf(half)));
    this.#turn = { half: otherHalf(half), written: 0 };
  }

  /** What a batch has to set for these outcomes to be remembered. */
  changes(outcomes: readonly OutcomeAt[]): readonly Change[] {
    if (outcomes.length === 0) return [];
    const { half, written } = this.#now();
    this.#turn = { half, written: written + outcomes.length };
    const set = outcomes.map(({ path, row, ...outcome }): Change => {
      const body = { ...outcome, ...(row !== undefined && { row: encodeRow(ROOT, row).toString('base64') }) };
      return { key: keyOf(half, path), value: JSON.stringify(body) };
    });
    return [...set, { key: TURN_KEY, value: JSON.stringify(this.#turn) }];
  }

  #now(): Turn {
    const stored = this.#turn === undefined ? this.#store.get(TURN_KEY) : undefined;
    return (this.#turn ??= stored === undefined ? { half: 0, written: 0 } : (JSON.parse(stored) as Turn));
  }
}

function otherHalf(half: Turn['half']): Turn['half'] {
  return half === 0 ? 1 : 0;
}

function keyOf(half: Turn['half'], path: Path): string {
  return `h\0${half}\0${path}`;
}

function rangeOf(half: Turn['half']): KeyRange {
  return startingWith(`h\0${half}\0`);
}
