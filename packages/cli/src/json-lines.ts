import type { Outcome, Path, Summary } from '@syncline/model';
import { showPath } from '@syncline/model';

import { noticeLine } from './notice-line.js';
import type { Reporter } from './reporter.js';
import type { Screen } from './screen.js';
import { heldAdvice } from './summary-text.js';
import { isTrouble, operationLine } from './text-lines.js';

/**
 * `--json` (SPEC §8): operations and the summary on standard output, one object a line; what is for people, such as
 * the cause of a failure, on standard error.
 */
export function createJsonReporter(screen: Screen, verbose: boolean): Reporter {
  return {
    operation(outcome) {
      screen.out(outcomeJson(outcome));
      if (isTrouble(outcome)) screen.err(operationLine(outcome));
    },
    notice(notice) {
      if (verbose || notice.level !== 'info') screen.err(noticeLine(notice));
    },
    progress() {},
    summary(summary) {
      screen.out(summaryJson(summary));
      const advice = heldAdvice(summary);
      if (advice !== undefined) screen.err(noticeLine({ level: 'warning', message: advice }));
    },
  };
}

/** Keys in SPEC's order; what an operation does not have is left out. */
export function outcomeJson(outcome: Outcome): string {
  const { path, from, encoding } = showPaths(outcome.path, outcome.from);
  return JSON.stringify({
    type: 'operation',
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
export function summaryJson(summary: Summary): string {
  return JSON.stringify({
    type: 'summary',
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

export interface ShownPaths {
  readonly path: string;
  readonly from: string | undefined;
  readonly encoding: 'escaped' | undefined;
}

/** Paths as they stand in JSON. One `encoding` speaks for both paths of a line, so that where one must be escaped the other is too. */
export function showPaths(path: Path, from: Path | undefined): ShownPaths {
  const shown = showPath(path);
  const shownFrom = from === undefined ? undefined : showPath(from);
  const encoding = shown.encoding ?? shownFrom?.encoding;
  if (encoding === undefined) return { path: shown.path, from: shownFrom?.path, encoding };
  return { path: escapeText(shown), from: shownFrom && escapeText(shownFrom), encoding };
}

/** In escaped text a backslash always starts an escape; text that is not escaped yet may hold bare ones. */
function escapeText(shown: ReturnType<typeof showPath>): string {
  return shown.encoding === 'escaped' ? shown.path : shown.path.replaceAll('\\', String.raw`\x5c`);
}
