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

/** The same reporter as an object of functions, of which some can be put in the place of others. */
export function bound(reporter: Reporter): Reporter {
  return {
    operation: (outcome) => reporter.operation(outcome),
    notice: (notice) => reporter.notice(notice),
    progress: (progress) => reporter.progress(progress),
    pass: (summary, kind) => reporter.pass(summary, kind),
    live: (state) => reporter.live(state),
    summary: (summary) => reporter.summary(summary),
  };
}
