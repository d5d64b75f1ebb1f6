import type { Notice } from '@syncline/engine';
import { isSynclineError, SynclineError } from '@syncline/model';

import { withAdvice } from '../advice.js';
import type { Context } from '../context.js';
import { Deferred } from '../deferred.js';
import { leave } from '../leave.js';
import { noticeLine } from '../notice-line.js';
import { isClosedPipe } from '../output.js';
import { Screen } from '../screen.js';
import { watchSignals } from '../signals.js';

const INTERRUPTED_EXIT = 130;

/** What a command that asks about an item, or changes something of it, works with. */
export interface Frame {
  readonly screen: Screen;
  /** Aborted by SIGINT, SIGTERM, and a reader that went away. */
  readonly signal: AbortSignal;
  readonly notice: (notice: Notice) => void;
}

/**
 * Runs such a command. Resolves to its exit code, 130 when it was interrupted; throws what the command throws. One that does
 * not end when it is told to, such as a question that a stopped daemon does not answer, ends with the process.
 */
export async function inFrame(context: Context, work: (frame: Frame) => Promise<number>): Promise<number> {
  const abort = new AbortController();
  const screen = new Screen(context.stdout, context.stderr, (error) => abort.abort(error));
  const forced = new Deferred<'forced'>();
  const forget = watchSignals(context.onSignal, {
    stop: () => abort.abort(new Error('interrupted')),
    stopNow: () => forced.resolve('forced'),
  });
  const notice = (said: Notice): void => {
    if (said.level !== 'info') screen.err(noticeLine(said));
  };
  try {
    const exit = await Promise.race([work({ screen, signal: abort.signal, notice }), forced.promise]);
    if (exit !== 'forced') return exit;
    await leave(INTERRUPTED_EXIT, { context, screen });
    return INTERRUPTED_EXIT;
  } catch (error) {
    // What an interruption broke is no failure of its own; a reader that closed the pipe has seen enough.
    if (abort.signal.aborted) return isClosedPipe(abort.signal.reason) ? 0 : INTERRUPTED_EXIT;
    throw advised(error);
  } finally {
    forget();
    await screen.end();
  }
}

function advised(error: unknown): unknown {
  if (!isSynclineError(error)) return error;
  const { code, scope, side, message } = error;
  const notice = withAdvice({ level: 'error', message, code, side });
  return notice.message === message
    ? error
    : new SynclineError(code, notice.message, { scope, side, cause: error });
}
