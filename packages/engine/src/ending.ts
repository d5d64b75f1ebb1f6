import type { Summary } from '@syncline/model';
import { isSynclineError, messageOf } from '@syncline/model';
import type { Notice } from './events.js';
import { exitCodeOf } from './exit-code.js';
import type { Tally } from './tally.js';

/** How a run came to its end. */
export interface RunEnd {
  readonly tally: Tally;
  readonly interrupted: boolean;
  /** When it started, by `performance.now()`. */
  readonly startedMs: number;
  /** Why deletes were held or refused. */
  readonly stopped?: string | undefined;
  /** What ended it early. */
  readonly error?: unknown;
}

export function summaryOf({ tally, interrupted, startedMs, stopped, error }: RunEnd): Summary {
  const code = error === undefined ? undefined : isSynclineError(error) ? error.code : 'failed';
  const exit = exitCodeOf({
    interrupted,
    error: code,
    stopped: stopped !== undefined,
    troubled: tally.troubled,
  });
  const reason = interrupted ? 'interrupted' : error === undefined ? stopped : messageOf(error);
  const seconds = Math.round(performance.now() - startedMs) / 1_000;
  return { exit, ...tally.counts, seconds, ...(reason === undefined ? {} : { reason }) };
}

/** What people are told of an error that ended a run. */
export function errorNotice(error: unknown): Notice {
  const { code, side } = isSynclineError(error) ? error : {};
  return { level: 'error', message: messageOf(error), code, side };
}
