import type { ToldTroubles } from '@syncline/daemon/words';
import { heldAdvice, jsonLine, operationLine } from '@syncline/daemon/words';
import type { Outcome, Summary } from '@syncline/model';
import { showPaths } from '@syncline/model';

import { noticeLine } from './notice-line.js';
import type { Reporter } from './reporter.js';
import type { Lines } from './run-view.js';

export interface JsonReporterOptions {
  readonly verbose: boolean;
  readonly troubles: ToldTroubles;
  readonly item?: string | undefined;
}

/**
 * `--json` (SPEC §8): operations and the summary on standard output, one object a line; what is for people, such as
 * the cause of a failure, on standard error. `item`: its name, on every line, where the lines of several are told apart.
 */
export function createJsonReporter(
  screen: Lines,
  { item, troubles, verbose }: JsonReporterOptions,
): Reporter {
  return {
    operation(outcome) {
      screen.out(outcomeJson(outcome, item));
      if (troubles.isNews(outcome)) screen.err(operationLine(outcome));
    },
    notice(notice) {
      if (verbose || notice.level !== 'info') screen.err(noticeLine(notice));
    },
    progress() {},
    live() {},
    pass: (summary) => summaryLines(summary, screen, item),
    summary: (summary) => summaryLines(summary, screen, item),
  };
}

function summaryLines(summary: Summary, screen: Lines, item: string | undefined): void {
  screen.out(summaryJson(summary, item));
  const advice = heldAdvice(summary);
  if (advice !== undefined) screen.err(noticeLine({ level: 'warning', message: advice }));
}

/** Keys in SPEC's order; what an operation does not have is left out. */
export function outcomeJson(outcome: Outcome, item?: string): string {
  const { path, from, encoding } = showPaths(outcome.path, outcome.from);
  return jsonLine({
    type: 'operation',
    item,
    op: outcome.op,
    side: outcome.side,
    path,
    outcome: outcome.outcome,
    from,
    bytes: outcome.bytes,
    reason: outcome.reason,
    code: outcome.code,
    encoding,
  });
}

/** Keys in SPEC's order; seconds to the millisecond. */
export function summaryJson(summary: Summary, item?: string): string {
  return jsonLine({
    type: 'summary',
    item,
    exit: summary.exit,
    copied: summary.copied,
    updated: summary.updated,
    deleted: summary.deleted,
    moved: summary.moved,
    made: summary.made,
    removed: summary.removed,
    conflicts: summary.conflicts,
    skipped: summary.skipped,
    failed: summary.failed,
    held: summary.held,
    bytes: summary.bytes,
    scanned: summary.scanned,
    seconds: Math.round(summary.seconds * 1000) / 1000,
    reason: summary.reason,
  });
}
