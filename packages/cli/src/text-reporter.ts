import type { Paint, SummaryContext, ToldTroubles } from '@syncline/daemon/words';
import {
  formatCount,
  heldAdvice,
  isTrouble,
  operationLine,
  setsAttributes,
  summaryText,
} from '@syncline/daemon/words';
import type { LiveState, Notice, PassKind, Progress } from '@syncline/engine';
import type { Outcome, Summary } from '@syncline/model';

import { liveLine, standingLine } from './live-text.js';
import { noticeLine } from './notice-line.js';
import { RateMeter, progressLine } from './progress-line.js';
import type { Reporter } from './reporter.js';
import type { Lines } from './run-view.js';

/** Ten times a second is as live as eyes are. */
const REDRAW_MS = 100;
/** Held deletes that are listed where operations are not. */
const HELD_SHOWN = 10;

export interface TextReporterOptions extends SummaryContext {
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** A line for each operation, beside those for troubles. */
  readonly operations: boolean;
  /** Width for the progress line now, or undefined where there is none. */
  readonly progressColumns: (() => number) | undefined;
  readonly paintOut: Paint;
  readonly paintErr: Paint;
  readonly troubles: ToldTroubles;
  /** Milliseconds of a clock that only runs forward. */
  readonly now: () => number;
}

/** Lines for people: operations and the summary on standard output, troubles and notices on standard error. */
export class TextReporter implements Reporter {
  readonly #screen: Lines;
  readonly #options: TextReporterOptions;
  readonly #rate = new RateMeter();
  #drawnAt = Number.NEGATIVE_INFINITY;
  #held = 0;
  #attributesSet = 0;
  #errorSaid = false;
  #phase: LiveState['phase'] = 'opening';

  constructor(screen: Lines, options: TextReporterOptions) {
    this.#screen = screen;
    this.#options = options;
  }

  operation(outcome: Outcome): void {
    const { operations, paintErr, paintOut, troubles } = this.#options;
    if (setsAttributes(outcome)) this.#attributesSet += 1;
    if (troubles.isNews(outcome)) this.#screen.err(operationLine(outcome, paintErr));
    else if (isTrouble(outcome)) return;
    else if (operations || this.#showsHeld(outcome)) this.#screen.out(operationLine(outcome, paintOut));
  }

  notice(notice: Notice): void {
    this.#errorSaid ||= notice.level === 'error';
    if (this.#options.verbose || notice.level !== 'info') this.#screen.err(noticeLine(notice));
  }

  progress(progress: Progress): void {
    const bytesPerSecond = this.#rate.sample(progress.bytes, progress.seconds);
    const { now, progressColumns } = this.#options;
    if (progressColumns === undefined || now() - this.#drawnAt < REDRAW_MS) return;
    this.#drawnAt = now();
    this.#screen.status(progressLine(progress, bytesPerSecond, progressColumns()));
  }

  summary(summary: Summary): void {
    const { operations, paintOut, quiet } = this.#options;
    if (this.#isUntold(summary)) this.#screen.err(noticeLine({ level: 'error', message: summary.reason! }));
    if (quiet) return this.#quietSummary(summary);
    if (!operations && this.#held > HELD_SHOWN) {
      this.#screen.out(`… and ${formatCount(this.#held - HELD_SHOWN)} more held; --verbose lists them all`);
    }
    const [headline, ...advice] = summaryText(summary, {
      ...this.#options,
      attributesSet: this.#attributesSet,
    });
    this.#screen.out(paintOut(summary.exit === 0 ? 'green' : 'yellow', headline!));
    for (const line of advice) this.#screen.out(line);
  }

  /** What a pass over a few changes did is told by its lines; the others, and trouble, have a closing line. */
  pass(summary: Summary, kind: PassKind): void {
    if (kind !== 'changes' || !this.#options.operations || summary.exit !== 0) {
      this.summary(summary);
      this.#held = 0;
      this.#errorSaid = false;
    }
    this.#attributesSet = 0;
  }

  live(state: LiveState): void {
    const { now, progressColumns, quiet } = this.#options;
    if (state.phase === 'following' && this.#phase !== 'following' && !quiet)
      this.#screen.err(liveLine(state));
    this.#phase = state.phase;
    if (progressColumns === undefined || state.phase === 'opening') return;
    this.#screen.status(standingLine(state, Date.now(), progressColumns()));
    this.#drawnAt = now();
  }

  /** Where operations are not shown the first held ones still are: they are what is to be approved. */
  #showsHeld(outcome: Outcome): boolean {
    if (outcome.outcome !== 'held' || this.#options.quiet) return false;
    this.#held += 1;
    return this.#held <= HELD_SHOWN;
  }

  /** A cause that nothing above has told; who interrupted knows, and what is held has its own advice. */
  #isUntold({ exit, held, reason }: Summary): boolean {
    return reason !== undefined && !this.#errorSaid && exit !== 0 && exit !== 130 && held === 0;
  }

  #quietSummary(summary: Summary): void {
    const message = heldAdvice(summary);
    if (message !== undefined) this.#screen.err(noticeLine({ level: 'warning', message }));
  }
}
