import type { Journal, OutcomeAt, RowChange } from '@syncline/state';
import { lastRunAt } from './last-run.js';
import { createPace } from './pace.js';

/**
 * Rows that may wait for their data to become durable before more work has to wait for them, and as many more may be on their way
 * into the journal: each takes about 2 KB of memory.
 */
const MAX_WAITING_ROWS = 8_000;
/** So many are worth a batch: a larger one is no cheaper by the row. */
const FULL_BATCH_ROWS = 2_000;
/** Outcomes that may wait for rows to be committed with: where everything fails, none come. */
const MAX_WAITING_OUTCOMES = 1_000;

/** Commits rows in the background, in order, many directories at a time. */
export interface Committer {
  /** Whether anything was committed. */
  readonly committed: boolean;
  /**
   * Takes rows over; waits only when too many are on their way. Throws what an earlier commit threw. `clearNotes`: keys of the
   * notes that are done with once these rows are committed.
   */
  add(changes: readonly RowChange[], clearNotes?: readonly string[]): Promise<void>;
  /** Takes an outcome over, to be remembered with the next rows or, where none follow, once many wait or by `drain`. */
  remember(outcome: OutcomeAt): void;
  /** Waits until everything is committed. Throws what a commit threw. */
  drain(): Promise<void>;
  /** Waits until the journal shows everything that was added, be it durable or not. Throws what a commit threw. */
  show(): Promise<void>;
}

/**
 * INVARIANT: a row is committed only after what it speaks of is durable (SPEC §7), and forgotten only after the deletes are:
 * a file that came back without its row would look like a new one. Everything that is waiting
 * when a flush begins is committed when it ends. One flush is under way at a time, and the next batch gathers
 * meanwhile and a while longer, so that its cost is shared and hidden. `nowMs`: the run's clock, which decides how long.
 */
export function createCommitter(
  journal: Journal,
  flush: () => Promise<void>,
  nowMs: () => number,
  restPerBatch?: number,
): Committer {
  let waiting: RowChange[] = [];
  let notes: string[] = [];
  let outcomes: OutcomeAt[] = [];
  let loop: Promise<void> | undefined;
  let committed = false;
  let failure: { readonly error: unknown } | undefined;
  const pace = createPace(restPerBatch);

  const commitAll = async (): Promise<void> => {
    while (waiting.length > 0 || outcomes.length >= MAX_WAITING_OUTCOMES) {
      const [batch, clearNotes, remembered] = [waiting, notes, outcomes];
      [waiting, notes, outcomes] = [[], [], []];
      if (batch.length === 0) {
        await journal.commit([], { outcomes: remembered });
        continue;
      }
      const startedMs = nowMs();
      await flush();
      await journal.commit(batch, { clearNotes, outcomes: remembered, facts: lastRunAt(nowMs()) });
      committed = true;
      if (waiting.length < FULL_BATCH_ROWS) await pace.rest(nowMs() - startedMs);
    }
    loop = undefined;
  };
  const start = (): Promise<void> => {
    if (loop === undefined) {
      loop = commitAll();
      // The error is thrown by the next `add` or `drain`, which await the same promise.
      loop.catch((error: unknown) => (failure = { error }));
    }
    return loop;
  };
  const drain = async (): Promise<void> => {
    await pace.hurry(loop);
    const left = outcomes;
    outcomes = [];
    if (left.length > 0) await journal.commit([], { outcomes: left });
  };
  return {
    get committed() {
      return committed;
    },
    async add(changes, clearNotes = []) {
      if (failure !== undefined) throw failure.error;
      if (changes.length === 0) return;
      for (const change of changes) waiting.push(change);
      notes.push(...clearNotes);
      const committing = start();
      if (waiting.length >= FULL_BATCH_ROWS) pace.wake();
      if (waiting.length <= MAX_WAITING_ROWS) return;
      await pace.hurry(committing);
    },
    remember(outcome) {
      outcomes.push(outcome);
      if (outcomes.length >= MAX_WAITING_OUTCOMES) void start();
    },
    drain,
    show: () => pace.hurry(loop),
  };
}
