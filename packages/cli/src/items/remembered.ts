import { isSynclineError, messageOf } from '@syncline/model';
import type { Summary } from '@syncline/model';

import type { Reporter } from '../reporter.js';
import { bound } from '../reporter.js';

/** A run whose operations are kept for `syncline history`. */
export interface Remembered {
  /** Shows the run as before. */
  readonly reporter: Reporter;
  /** Writes the run into the history of the state directory; what keeps it from that is told and no failure of the run. */
  end(summary: Summary): Promise<void>;
}

/** Keeps a run that is made here as a daemon would. */
export async function remembered(item: string, stateDirectory: string, shown: Reporter): Promise<Remembered> {
  const { takeDown } = await import('@syncline/daemon/config');
  const run = takeDown(stateDirectory, item, Date.now());
  return {
    reporter: {
      ...bound(shown),
      operation(outcome) {
        run.line(outcome);
        shown.operation(outcome);
      },
    },
    async end(summary) {
      try {
        await run.end(summary, Date.now());
      } catch (error) {
        // A daemon of another configuration has the history: it is of that one's items.
        if (isSynclineError(error) && error.code === 'locked') return;
        const message = `the history of runs could not be written: ${messageOf(error)}`;
        shown.notice({ level: 'warning', message });
      }
    },
  };
}
