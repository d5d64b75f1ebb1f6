import { isSynclineError, messageOf } from '@syncline/model';

import type { Context } from './context.js';
import { exitCodeFor } from './exit-code.js';
import { noticeLine } from './notice-line.js';
import { noting } from './noting.js';
import { isClosedPipe } from './output.js';
import type { Reporter } from './reporter.js';
import { watchRun } from './run.js';
import type { ShowOptions } from './run-view.js';
import { createReporter } from './run-view.js';
import { RunTally } from './run-tally.js';
import { Screen } from './screen.js';
import type { SyncOptions } from './sync-options.js';
import type { SyncRequest } from './sync-request.js';
import { buildRequest, readAddresses } from './sync-request.js';

/** `syncline sync SOURCE DESTINATION`: one run, shown as it goes. Resolves to the exit code; throws `usage`. */
export async function syncCommand(
  source: string,
  destination: string,
  options: SyncOptions,
  context: Context,
): Promise<number> {
  const addresses = readAddresses(source, destination, options, context.cwd);
  const build = async (): Promise<SyncRequest> => {
    const request = await buildRequest(addresses, options, context);
    // A dry run exits as the real run would (SPEC §8), which would find the item locked.
    return { ...request, run: { ...request.run, refuseLocked: true } };
  };
  return showRun(build, addresses.warnings, options, context, options.dryRun !== true);
}

/**
 * Shows a run as it goes, from asking for passwords to its summary. Resolves to the exit code; throws `usage`. `isNoted`: whether
 * it is remembered for `history`.
 */
export async function showRun(
  build: (warn: (message: string) => void) => Promise<SyncRequest>,
  warnings: readonly string[],
  options: ShowOptions,
  context: Context,
  isNoted = false,
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
  const noted = isNoted && 'item' in request ? noting(reporter, request, screen) : undefined;
  const surroundings = { abort, context, reporter: noted?.reporter ?? reporter, screen };
  const exit = 'item' in request ? await watchRun(request, surroundings) : request.exit;
  await noted?.end();
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

async function reportOutputError(screen: Screen, error: Error): Promise<number> {
  screen.err(noticeLine({ level: 'error', message: `standard output cannot be written: ${error.message}` }));
  await screen.end();
  return 1;
}
