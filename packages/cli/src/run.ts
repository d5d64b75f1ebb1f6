import type { LiveEvent, Notice, RunEvent } from '@syncline/engine';
import type { ExitCode, Summary } from '@syncline/model';
import { isSynclineError, messageOf } from '@syncline/model';

import { withAdvice } from './advice.js';
import type { Context } from './context.js';
import { Deferred } from './deferred.js';
import type { RunStream } from './engine.js';
import { exitCodeFor } from './exit-code.js';
import { leave } from './leave.js';
import type { Reporter } from './reporter.js';
import { RunTally } from './run-tally.js';
import type { Screen } from './screen.js';
import { watchSignals } from './signals.js';
import type { SyncRequest } from './sync-request.js';

export interface RunSurroundings {
  readonly abort: AbortController;
  readonly context: Context;
  readonly reporter: Reporter;
  readonly screen: Screen;
}

/** How a run ended: by its own summary, or by something else that ended it. */
type Ending =
  | { readonly by: 'summary'; readonly summary: Summary }
  /** Of many passes; the summaries were shown as they came. */
  | { readonly by: 'passes'; readonly exit: ExitCode }
  | { readonly by: 'error'; readonly error: unknown }
  | { readonly by: 'force'; readonly exit: ExitCode; readonly reason: string };

interface Following {
  readonly ending: Promise<Ending>;
  /** Whether it is a live item that made its first copy: then being stopped is how it ends (SPEC §8). */
  isCopied(): boolean;
  unsubscribe(): void;
}

const WITHOUT_SUMMARY: Ending = {
  by: 'error',
  error: new Error('the run ended without a result; this is a fault of Syncline'),
};

/**
 * Runs a request and shows it; whatever ends it, a summary is the last thing shown. Resolves to the exit code.
 * Throws errors of code `usage`, after which nothing is shown.
 */
export async function watchRun(request: SyncRequest, surroundings: RunSurroundings): Promise<ExitCode> {
  const { reporter } = surroundings;
  const tally = new RunTally();
  const forced = watchForce(surroundings);
  const run = await start(request, surroundings, tally);
  const ending = await Promise.race([run.ending, forced.ending]);
  run.unsubscribe();
  forced.release();
  const exit = conclude(run.isCopied() ? asFollowed(ending) : ending, reporter, tally);
  if (ending.by === 'force') await leave(exit, surroundings);
  return exit;
}

/** Starts the run. What goes wrong before it started ends it like any other error. */
async function start(
  request: SyncRequest,
  surroundings: RunSurroundings,
  tally: RunTally,
): Promise<Following> {
  const { abort, context, reporter, screen } = surroundings;
  try {
    const options = { ...request.run, signal: abort.signal, pace: () => screen.whenWritable() };
    const onEvent = (event: LiveEvent): void => show(event, reporter, tally);
    if (request.live === undefined) {
      const synchronize = await context.loadSynchronize();
      return follow(synchronize(request.item, options), onEvent);
    }
    const live = await context.loadLive();
    return follow(live(request.item, { ...options, ...request.live }), onEvent);
  } catch (error) {
    const ending = Promise.resolve<Ending>({ by: 'error', error });
    return { ending, isCopied: () => false, unsubscribe: () => undefined };
  }
}

function follow(stream: RunStream<RunEvent | LiveEvent>, onEvent: (event: LiveEvent) => void): Following {
  const ending = new Deferred<Ending>();
  let last: Ending = WITHOUT_SUMMARY;
  let advised: Notice | undefined;
  let copied = false;
  const subscription = stream.subscribe({
    next: (event) => {
      if (event.type === 'summary') {
        const summary = { ...event.summary, ...(advised && { reason: advised.message }) };
        if ('pass' in event) onEvent({ ...event, summary });
        last = 'pass' in event ? { by: 'passes', exit: summary.exit } : { by: 'summary', summary };
      } else if (event.type !== 'notice') {
        copied ||= event.type === 'live' && event.state.auditedMs !== undefined;
        onEvent(event);
      } else {
        const notice = withAdvice(event.notice);
        if (notice !== event.notice) advised = notice;
        onEvent({ type: 'notice', notice });
      }
    },
    error: (error) => ending.resolve({ by: 'error', error }),
    complete: () => ending.resolve(copied ? asFollowed(last) : last),
  });
  return {
    ending: ending.promise,
    isCopied: () => copied,
    unsubscribe: () => subscription.unsubscribe(),
  };
}

/** How a live item ends after its first copy: stopped, even if a silent server had it not finish in time. */
function asFollowed(ending: Ending): Ending {
  if (ending.by === 'passes') return { ...ending, exit: 0 };
  return ending.by === 'force' && ending.exit === 130 ? { ...ending, exit: 0 } : ending;
}

function show(event: LiveEvent, reporter: Reporter, tally: RunTally): void {
  switch (event.type) {
    case 'operation':
      tally.operation(event.outcome);
      return reporter.operation(event.outcome);
    case 'progress':
      tally.progress(event.progress);
      return reporter.progress(event.progress);
    case 'notice':
      return reporter.notice(event.notice);
    case 'live':
      return reporter.live(event.state);
    case 'summary':
      return reporter.pass(event.summary, event.pass);
  }
}

/** What ends a run from outside: a second signal, patience, an error that nobody caught. */
function watchForce({ abort, context, reporter }: RunSurroundings) {
  const ending = new Deferred<Ending>();
  const forgetSignals = watchSignals(context.onSignal, {
    stop: (signal) => {
      const message = `${signal}: finishing the files in hand; once more ends at once`;
      reporter.notice({ level: 'warning', message });
      abort.abort();
    },
    stopNow: () => ending.resolve({ by: 'force', exit: 130, reason: 'interrupted' }),
  });
  const forgetCrash = context.onCrash((error) =>
    ending.resolve({ by: 'force', exit: 1, reason: messageOf(error) }),
  );
  const release = (): void => {
    forgetSignals();
    forgetCrash();
  };
  return { ending: ending.promise, release };
}

function conclude(ending: Ending, reporter: Reporter, tally: RunTally): ExitCode {
  if (ending.by === 'error' && isSynclineError(ending.error) && ending.error.code === 'usage')
    throw ending.error;
  if (ending.by === 'passes') return ending.exit;
  const summary = summaryOf(ending, tally);
  if (ending.by !== 'summary') reporter.notice({ level: 'error', message: summary.reason ?? '' });
  reporter.summary(summary);
  return summary.exit;
}

function summaryOf(ending: Exclude<Ending, { by: 'passes' }>, tally: RunTally): Summary {
  switch (ending.by) {
    case 'summary':
      return ending.summary;
    case 'force':
      return tally.summary(ending.exit, ending.reason);
    case 'error':
      return tally.summary(exitCodeFor(ending.error), messageOf(ending.error));
  }
}
