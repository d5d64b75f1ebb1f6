import type { Item, Summary } from '@syncline/model';
import { messageOf } from '@syncline/model';

import { noticeLine } from './notice-line.js';
import type { Reporter } from './reporter.js';
import { bound } from './reporter.js';
import type { Screen } from './screen.js';
import { totalsOf } from './totals.js';

const MS_PER_SECOND = 1_000;

/** A run that is remembered for `syncline history`; all passes of what is followed are one. */
export interface Noting {
  /** Shows the run as before. */
  readonly reporter: Reporter;
  /** Remembers the run; what keeps it from that is told, and no failure of the run. */
  end(item: Item, stateDirectory: string, screen: Screen): Promise<void>;
}

export function noting(shown: Reporter): Noting {
  const startedMs = Date.now();
  let operations = 0;
  let summary: Summary | undefined;
  return {
    reporter: {
      ...bound(shown),
      operation(outcome) {
        operations += 1;
        shown.operation(outcome);
      },
      pass(given, kind) {
        summary = { ...together(summary, given), seconds: (Date.now() - startedMs) / MS_PER_SECOND };
        shown.pass(given, kind);
      },
      summary(given) {
        summary = given;
        shown.summary(given);
      },
    },
    async end(item, stateDirectory, screen) {
      if (summary === undefined) return;
      try {
        const { noteRunOf } = await import('@syncline/engine/past-runs');
        const run = { startedMs, endedMs: Date.now(), summary, dropped: operations };
        await noteRunOf(item, stateDirectory, run);
      } catch (error) {
        const message = `the run could not be remembered for 'syncline history': ${messageOf(error)}`;
        screen.err(noticeLine({ level: 'warning', message }));
      }
    },
  };
}

/** What two passes came to: the counts of both, and how the later one ended. */
function together(earlier: Summary | undefined, later: Summary): Summary {
  return earlier === undefined ? later : { ...later, ...totalsOf([earlier, later]), held: later.held };
}
