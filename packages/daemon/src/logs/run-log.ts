import type { Notice } from '@syncline/engine';
import type { Outcome, Summary } from '@syncline/model';
import { addressOf } from '@syncline/model';
import type { Trigger } from '@syncline/state';

import type { ConfiguredItem } from '../config/configured-item.js';
import { moment } from '../words/moments.js';
import { safeText } from '../words/safe-text.js';
import { summaryText } from '../words/summary-text.js';
import { isTrouble, operationLine, setsAttributes } from '../words/text-lines.js';
import type { ToldTroubles } from '../words/told-troubles.js';
import type { ItemLog } from './item-log.js';

const BECAUSE: Readonly<Record<Trigger, string>> = {
  schedule: 'by its schedule',
  'catch-up': 'to make up for a run that was missed',
  live: 'by a change',
  start: 'with a look at everything',
  retry: 'again, after a failure',
  manual: 'when asked',
};

/** Writes what happens in one run of an item into its log, for administrators: a line each, with the time. */
export interface RunLog {
  operation(outcome: Outcome): void;
  notice(notice: Notice): void;
  /** Totals, and the reason of a refusal. The last call. */
  end(summary: Summary): void;
}

/**
 * Begins the account of a run. `nowMs`: ms since the epoch. `troubles`: of an item that is followed, what its log told of paths that are tried
 * again and again; of a run that only failed as told before nothing is written. No line holds a line break, control, or secret.
 */
export function createRunLog(
  log: Pick<ItemLog, 'line'>,
  item: ConfiguredItem,
  trigger: Trigger,
  nowMs: () => number,
  troubles?: ToldTroubles,
): RunLog {
  const write = (text: string): void => log.line(lineAt(nowMs(), text));
  const [source, destination] = [addressOf(item.source.endpoint), addressOf(item.destination.endpoint)];
  const beginning = lineAt(
    nowMs(),
    `${item.name} begins ${BECAUSE[trigger]}: ${item.mode}, ${source} -> ${destination}`,
  );
  let begun = false;
  let repeated = false;
  const begin = (): void => {
    if (!begun) log.line(beginning);
    begun = true;
  };
  if (troubles === undefined) begin();
  let told: string | undefined;
  let attributesSet = 0;
  return {
    operation(outcome) {
      if (setsAttributes(outcome)) attributesSet += 1;
      const isNews = troubles?.isNews(outcome) ?? true;
      if (isTrouble(outcome) && !isNews) {
        repeated = true;
        return;
      }
      begin();
      write(operationLine(outcome));
    },
    notice(notice) {
      if (notice.level === 'error') told = notice.message;
      begin();
      write(noticeText(notice));
    },
    end(summary) {
      const { reason } = summary;
      if (!begun && repeated && summary.exit === 1) return;
      begin();
      if (reason !== undefined && reason !== told) write(`reason: ${reason}`);
      const trash = item.trash !== 'off';
      const [headline = '', ...advice] = summaryText(summary, { dryRun: false, trash, attributesSet });
      write(`${item.name} ends with exit code ${summary.exit}: ${headline}`);
      for (const line of advice) write(line);
    },
  };
}

/** What is told of an item between its runs, as a line of its log. */
export function noticeLine(notice: Notice, atMs: number): string {
  return lineAt(atMs, noticeText(notice));
}

function lineAt(ms: number, text: string): string {
  return `${moment(ms)}  ${safeText(text)}`;
}

function noticeText({ level, message }: Notice): string {
  return level === 'info' ? message : `${level}: ${message}`;
}
