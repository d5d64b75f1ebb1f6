import type { Journal, OutcomeAt, RowChange } from '@syncline/state';
import type { Committer } from '../committer.js';
import { Bell } from './bell.js';
import { lastRunAt } from '../last-run.js';
import { RowsAhead } from './rows-ahead.js';

/** Rows that may wait for their data to become durable before more work has to wait for them. */
const MAX_WAITING_ROWS = 20_000;

/** Outcomes without rows that may wait for rows to be committed with. */
const MAX_WAITING_OUTCOMES = 1_000;

/** A journal that shows rows before they are committed, and what commits them behind the passes' backs. */
export interface AheadJournal {
  readonly journal: Journal;
  /** For one pass. What was added is shown at once. */
  committer(): Committer;
  /** Waits until everything is committed. Throws what a commit threw. */
  settle(): Promise<void>;
}

/** Rows gather for so long before they are made durable: that costs much the same for one as for a hundred. */
const GATHER_MS = 200;

interface Batch {
  readonly changes: readonly RowChange[];
  readonly clearNotes: readonly string[];
  readonly turn: number;
}

/**
 * INVARIANT: as for every committer, a row is committed only after what it speaks of is durable, in the order in which rows came. Only
 * whether the next pass may begin no longer depends on it. `onFailure` is told when no more can be committed.
 */
export function createAheadJournal(
  base: Journal,
  flush: () => Promise<void>,
  onFailure: () => void,
  nowMs: () => number,
): AheadJournal {
  const rows = new RowsAhead(base);
  let waiting: Batch[] = [];
  let outcomes: OutcomeAt[] = [];
  let loop: Promise<void> | undefined;
  let hurry = new AbortController();
  let failure: { readonly error: unknown } | undefined;

  const commitAll = async (): Promise<void> => {
    while (waiting.length > 0 || outcomes.length >= MAX_WAITING_OUTCOMES) {
      await new Bell().wait(GATHER_MS, hurry.signal);
      const [batches, remembered] = [waiting, outcomes];
      [waiting, outcomes] = [[], []];
      await flush();
      const clearNotes = batches.flatMap((batch) => batch.clearNotes);
      await base.commit(
        batches.flatMap(({ changes }) => changes),
        { clearNotes, outcomes: remembered, facts: lastRunAt(nowMs()) },
      );
      for (const { changes, turn } of batches) rows.committed(changes, turn);
    }
    loop = undefined;
    hurry = new AbortController();
  };
  const start = (): Promise<void> => {
    loop ??= commitAll().catch((error: unknown) => {
      failure = { error };
      onFailure();
    });
    return loop;
  };
  const throwIfFailed = (): void => {
    if (failure !== undefined) throw failure.error;
  };
  const remember = (outcome: OutcomeAt): void => {
    outcomes.push(outcome);
    if (outcomes.length >= MAX_WAITING_OUTCOMES && failure === undefined) void start();
  };
  const add: Committer['add'] = async (changes, clearNotes = []) => {
    throwIfFailed();
    if (changes.length === 0) return;
    waiting.push({ changes, clearNotes, turn: rows.add(changes) });
    const committing = start();
    if (rows.size <= MAX_WAITING_ROWS) return;
    hurry.abort();
    await committing;
  };
  const settle = async (): Promise<void> => {
    hurry.abort();
    await loop;
    const left = outcomes;
    outcomes = [];
    if (left.length > 0 && failure === undefined) await base.commit([], { outcomes: left });
    hurry = new AbortController();
    throwIfFailed();
  };
  return {
    journal: overlaid(base, rows),
    committer: () => committerOf({ add, remember, drain: settle }, throwIfFailed),
    settle,
  };
}

type Shared = Pick<Committer, 'add' | 'remember' | 'drain'>;

function committerOf({ add, remember, drain }: Shared, throwIfFailed: () => void): Committer {
  let committed = false;
  return {
    get committed() {
      return committed;
    },
    async add(changes, clearNotes) {
      await add(changes, clearNotes);
      committed ||= changes.length > 0;
    },
    remember,
    drain,
    async show() {
      throwIfFailed();
    },
  };
}

/** The journal, but for what the rows ahead of it say; everything else goes to it as it is. */
function overlaid(base: Journal, rows: RowsAhead): Journal {
  return {
    get origin() {
      return base.origin;
    },
    get rowCount() {
      return rows.rowCount;
    },
    get contentCount() {
      return rows.contentCount;
    },
    spill: base.spill,
    children: (directory) => rows.children(directory),
    get: (path) => rows.get(path),
    findIdentity: (side, identity) => rows.findIdentity(side, identity),
    commit: (changes, options) => base.commit(changes, options),
    lastOutcome: (path) => base.lastOutcome(path),
    getFact: (key) => base.getFact(key),
    setFact: (key, value) => base.setFact(key, value),
    putNotes: (notes) => base.putNotes(notes),
    listNotes: (prefix) => base.listNotes(prefix),
    clearNotes: (prefix) => base.clearNotes(prefix),
    verify: () => base.verify(),
    setAside: (because) => base.setAside(because),
    close: () => base.close(),
    [Symbol.asyncDispose]: () => base.close(),
  };
}
