import type { Progress } from '@syncline/engine';
import type { Counts, ExitCode, OperationName, Outcome, Summary } from '@syncline/model';
import { NO_COUNTS } from '@syncline/model';

const COUNTERS: Readonly<Record<OperationName, keyof Counts>> = {
  copy: 'copied',
  update: 'updated',
  delete: 'deleted',
  move: 'moved',
  mkdir: 'made',
  rmdir: 'removed',
  conflict: 'conflicts',
  skip: 'skipped',
};

/** Counts along with a run, for the summary of one that cannot give its own any more: cut short, or broken. */
export class RunTally {
  readonly #counts: { -readonly [Key in keyof Counts]: Counts[Key] } = { ...NO_COUNTS };
  readonly #startedAt = performance.now();

  operation(outcome: Outcome): void {
    switch (outcome.outcome) {
      case 'applied':
      case 'planned':
        this.#counts[COUNTERS[outcome.op]] += 1;
        this.#counts.bytes += outcome.bytes;
        break;
      case 'failed':
      case 'stale':
        this.#counts.failed += 1;
        break;
      case 'held':
        if (outcome.op === 'delete') this.#counts.held += 1;
        break;
    }
  }

  progress(progress: Progress): void {
    this.#counts.scanned = progress.scanned;
  }

  summary(exit: ExitCode, reason?: string): Summary {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    return { ...this.#counts, exit, seconds, ...(reason === undefined ? {} : { reason }) };
  }
}
