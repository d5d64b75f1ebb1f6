import type { Side } from '@syncline/model';
import { Draft } from './draft.js';
import type { Ledger } from './ledger.js';
import type { Store } from './store.js';

/** What one caller wants in the next batch. */
type Contribution = (draft: Draft) => void;

interface Waiting {
  readonly contribute: Contribution;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface CommitterOptions {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly indexSides: readonly Side[];
  readonly sync: boolean;
  /** Called with the ledger of each batch after it is durable and before its callers are told. */
  readonly committed: (ledger: Ledger) => Promise<void>;
}

/**
 * Writes batches one after the other. What is submitted while one is being written goes into the next one together:
 * callers share the cost of a flush, and each sees all of its changes applied or none.
 */
export class Committer {
  readonly #options: CommitterOptions;
  #ledger: Ledger;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: CommitterOptions) {
    this.#options = options;
    this.#ledger = options.ledger;
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  /** A batch could not be written. Nothing more is: LevelDB may have left half a record in its log. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Resolves when the contribution is durable. Once a batch has failed, every later one fails with the same error. */
  submit(contribute: Contribution): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ contribute, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Callers of the same turn of the loop share the first batch.
    await undefined;
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(group);
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#running = undefined;
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    const { store, indexSides, sync, committed } = this.#options;
    const draft = new Draft(store, this.#ledger, indexSides);
    for (const { contribute } of group) contribute(draft);
    try {
      const { changes, ledger: next } = draft.finish();
      const isLedgerAlone = changes.length === 1;
      if (isLedgerAlone) return;
      await store.write(changes, { sync });
      this.#ledger = next;
      await committed(next);
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }
}
