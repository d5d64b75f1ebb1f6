import type { LiveState, Notice, PassKind, Progress } from '@syncline/engine';
import type { Outcome, Summary } from '@syncline/model';

/** Shows a run while it goes on, in one of the forms of SPEC §8. */
export interface Reporter {
  operation(outcome: Outcome): void;
  notice(notice: Notice): void;
  progress(progress: Progress): void;
  /** One of many passes came to its end. */
  pass(summary: Summary, kind: PassKind): void;
  /** How an item that is kept in step stands now. */
  live(state: LiveState): void;
  /** The last call, of a run that is one. */
  summary(summary: Summary): void;
}
