import type { Summary } from '@syncline/model';

import { countOf, formatBytes, formatSeconds } from './quantities.js';

export interface SummaryContext {
  readonly dryRun: boolean;
  /** How to have done what a dry run shows (run again without --dry-run). */
  readonly dryRunAdvice?: string | undefined;
  /** Whether replaced and deleted versions are kept. */
  readonly trash: boolean;
  /** Updates that replaced nothing (`setsAttributes`); default: none. */
  readonly attributesSet?: number | undefined;
}

/** The end of a run for people: what happened, then what to do next, a few lines. */
export function summaryText(summary: Summary, context: SummaryContext): string[] {
  const lines = [headline(summary, context), trashLine(summary, context), ...advice(summary, context)];
  return lines.filter((line) => line !== undefined);
}

/** What to do about held deletes, or undefined where none are. */
export function heldAdvice(summary: Summary): string | undefined {
  if (summary.held === 0) return undefined;
  const verb = summary.held === 1 ? 'is' : 'are';
  return `${countOf(summary.held, 'delete')} ${verb} held: look at the paths marked held ('syncline holds' lists them with proof), then approve them there or run again with --approve-deletes`;
}

function headline(summary: Summary, { dryRun }: SummaryContext): string {
  const work = workDone(summary);
  const looked = `${countOf(summary.scanned, 'entry', 'entries')} looked at, ${formatSeconds(summary.seconds)}`;
  if (work === '') return `${nothingDone(summary, dryRun)} (${looked})`;
  return `${opening(summary, dryRun)}: ${work} (${looked})`;
}

function opening(summary: Summary, dryRun: boolean): string {
  if (summary.exit === 130) return 'Interrupted';
  if (dryRun) return 'Would do';
  return summary.exit === 0 ? 'In sync' : 'Done as far as possible';
}

function nothingDone(summary: Summary, dryRun: boolean): string {
  switch (summary.exit) {
    case 0:
      return dryRun ? 'In sync: nothing to do' : 'In sync: nothing had to be done';
    case 130:
      return 'Interrupted before anything was done';
    case 5:
      return 'Not started';
    case 4:
      return 'Nothing was done';
    case 3:
      return summary.held > 0 ? 'Nothing was done' : 'Nothing was touched';
    default:
      return 'In step as far as possible: nothing was done';
  }
}

function workDone(summary: Summary): string {
  const parts = [
    [summary.copied, `${countOf(summary.copied, 'file')} copied`],
    [summary.updated, `${summary.updated} updated`],
    [summary.moved, `${summary.moved} moved`],
    [summary.deleted, `${summary.deleted} deleted`],
    [summary.made, `${countOf(summary.made, 'folder')} made`],
    [summary.removed, `${countOf(summary.removed, 'folder')} removed`],
    [summary.conflicts, countOf(summary.conflicts, 'conflict')],
    [summary.bytes, `${formatBytes(summary.bytes)} written`],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([, text]) => text)
    .join(', ');
}

function trashLine(
  { updated, deleted }: Summary,
  { dryRun, trash, attributesSet = 0 }: SummaryContext,
): string | undefined {
  if (dryRun || !trash || updated + deleted <= attributesSet) return undefined;
  return 'Replaced and deleted versions are kept in .syncline/trash on the side where they stood.';
}

function* advice(
  summary: Summary,
  { dryRun, dryRunAdvice = 'run again without --dry-run to do it' }: SummaryContext,
): Generator<string | undefined> {
  const undone = summary.failed + summary.skipped;
  if (undone > 0) {
    yield `${countOf(undone, 'path')} ${undone === 1 ? 'was' : 'were'} left as ${undone === 1 ? 'it is' : 'they are'}: see the causes above, then run again; what is done is not done twice.`;
  }
  const held = heldAdvice(summary);
  yield held === undefined ? undefined : `${held}.`;
  if (summary.exit === 130) yield 'Run it again to go on where it stopped.';
  else if (dryRun && workDone(summary) !== '')
    yield `This was a dry run, nothing was written: ${dryRunAdvice}.`;
}
