import type { Notice, Progress } from '@syncline/engine';
import type { Outcome, Summary } from '@syncline/model';

/** Shows a run while it goes on, in one of the forms of SPEC §8. */
export interface Reporter {
  operation(outcome: Outcome): void;
  notice(notice: Notice): void;
  progress(progress: Progress): void;
  /** The last call. */
  summary(summary: Summary): void;
}
