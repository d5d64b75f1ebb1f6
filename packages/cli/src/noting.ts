import type { PastRun } from '@syncline/engine';
import type { Summary } from '@syncline/model';
import { bothPasses, messageOf } from '@syncline/model';

import { noticeLine } from './notice-line.js';
import type { Reporter } from './reporter.js';
import { bound } from './reporter.js';
import type { Screen } from './screen.js';
import type { SyncRequest } from './sync-request.js';

const MS_PER_SECOND = 1_000;

/**
 * A run that is remembered for `syncline history`, all passes of what is followed as one. What takes longer is remembered while it goes on, so
 * that one whose process is ended can be seen.
 */
export interface Noting {
  /** Shows the run as before. */
  readonly reporter: Reporter;
  /** Remembers how it ended; what keeps it from that is told, and no failure of the run. */
  end(): Promise<void>;
}

export function noting(
  shown: Reporter,
  { item, run: { stateDirectory } }: Pick<SyncRequest, 'item' | 'run'>,
  screen: Screen,
): Noting {
  const startedMs = Date.now();
  let operations = 0;
  let summary: Summary | undefined;
  let begun: Promise<number | undefined> | undefined;
  const note = async (run: PastRun, number?: number): Promise<number | undefined> => {
    const { noteRunOf } = await import('@syncline/engine/past-runs');
    return noteRunOf(item, stateDirectory, run, number);
  };
  /** What keeps it from that does so at the end, too, and is told there. */
  const begin = (): void => void (begun ??= note({ startedMs, dropped: 0 }).catch(() => undefined));
  return {
    reporter: {
      ...bound(shown),
      operation(outcome) {
        operations += 1;
        shown.operation(outcome);
      },
      progress(progress) {
        if (progress.phase !== 'finishing') begin();
        shown.progress(progress);
      },
      live(state) {
        if (state.phase !== 'opening') begin();
        shown.live(state);
      },
      pass(given, kind) {
        const both = summary === undefined ? given : bothPasses(summary, given);
        summary = { ...both, seconds: (Date.now() - startedMs) / MS_PER_SECOND };
        shown.pass(given, kind);
      },
      summary(given) {
        summary = given;
        shown.summary(given);
      },
    },
    async end() {
      if (summary === undefined) return;
      try {
        await note({ startedMs, endedMs: Date.now(), summary, dropped: operations }, await begun);
      } catch (error) {
        const message = `the run could not be remembered for 'syncline history': ${messageOf(error)}`;
        screen.err(noticeLine({ level: 'warning', message }));
      }
    },
  };
}
