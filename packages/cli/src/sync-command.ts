import { isSynclineError, messageOf } from '@syncline/model';

import { painter } from './colour.js';
import type { Context } from './context.js';
import { exitCodeFor } from './exit-code.js';
import { createJsonReporter } from './json-lines.js';
import { noticeLine } from './notice-line.js';
import type { Output } from './output.js';
import { canRedraw } from './output.js';
import type { Reporter } from './reporter.js';
import { watchRun } from './run.js';
import { RunTally } from './run-tally.js';
import { Screen } from './screen.js';
import type { SyncOptions } from './sync-options.js';
import type { SyncRequest } from './sync-request.js';
import { buildRequest, readAddresses } from './sync-request.js';
import { TextReporter } from './text-reporter.js';

/** Width of a terminal that does not tell its own. */
const DEFAULT_COLUMNS = 80;

/** `syncline sync SOURCE DESTINATION`: one run, shown as it goes. Resolves to the exit code; throws `usage`. */
export async function syncCommand(
  source: string,
  destination: string,
  options: SyncOptions,
  context: Context,
): Promise<number> {
  const addresses = readAddresses(source, destination, options, context.cwd);
  return showRun(() => buildRequest(addresses, options, context), addresses.warnings, options, context);
}

/** What the way a run is shown depends on. */
export type ShowOptions = Pick<SyncOptions, 'dryRun' | 'json' | 'quiet' | 'trash' | 'verbose'>;

/** Shows a run as it goes, from asking for passwords to its summary. Resolves to the exit code; throws `usage`. */
export async function showRun(
  build: (warn: (message: string) => void) => Promise<SyncRequest>,
  warnings: readonly string[],
  options: ShowOptions,
  context: Context,
): Promise<number> {
  const abort = new AbortController();
  let outputError: Error | undefined;
  const screen = new Screen(context.stdout, context.stderr, (error) => {
    outputError = error;
    abort.abort(error);
  });
  const reporter = createReporter(screen, options, context);
  const warn = (message: string): void => screen.err(noticeLine({ level: 'warning', message }));
  warnings.forEach(warn);
  const request = await prepare(() => build(warn), reporter);
  const exit =
    'item' in request ? await watchRun(request, { abort, context, reporter, screen }) : request.exit;
  await screen.end();
  return outputError === undefined || isClosedPipe(outputError)
    ? exit
    : reportOutputError(screen, outputError);
}

/** An end before the run began still has its summary, unless it is one of usage. */
async function prepare(
  build: () => Promise<SyncRequest>,
  reporter: Reporter,
): Promise<SyncRequest | { readonly exit: number }> {
  try {
    return await build();
  } catch (error) {
    if (isSynclineError(error) && error.code === 'usage') throw error;
    const summary = new RunTally().summary(exitCodeFor(error), messageOf(error));
    reporter.summary(summary);
    return summary;
  }
}

function createReporter(screen: Screen, options: ShowOptions, context: Context): Reporter {
  const { env, stderr, stdout } = context;
  const verbose = options.verbose === true;
  const quiet = options.quiet === true;
  if (options.json === true) return createJsonReporter(screen, verbose);
  const redraws = !quiet && canRedraw(stderr, env);
  return new TextReporter(screen, {
    dryRun: options.dryRun === true,
    trash: options.trash,
    quiet,
    verbose,
    // Where the progress line tells how far things are, scrolling names would only hide what went wrong.
    operations: verbose || (!quiet && !(redraws && stdout.isTTY === true)),
    progressColumns: redraws ? () => progressColumns(stderr) : undefined,
    paintOut: painter(stdout, env),
    paintErr: painter(stderr, env),
    now: () => performance.now(),
  });
}

/** One column less than the terminal has, as many wrap already at the last; some do not know their width and say 0. */
function progressColumns({ columns = 0 }: Output): number {
  return (columns > 0 ? columns : DEFAULT_COLUMNS) - 1;
}

/** The reader has seen enough, as `head` does: nothing to complain about. */
function isClosedPipe(error: Error): boolean {
  return 'code' in error && error.code === 'EPIPE';
}

async function reportOutputError(screen: Screen, error: Error): Promise<number> {
  screen.err(noticeLine({ level: 'error', message: `standard output cannot be written: ${error.message}` }));
  await screen.end();
  return 1;
}
