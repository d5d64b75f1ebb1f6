import type { Paint, SummaryContext } from '@syncline/daemon/words';
import { ToldTroubles } from '@syncline/daemon/words';

import { painter } from './colour.js';
import type { Context } from './context.js';
import { createJsonReporter } from './json-lines.js';
import type { Output } from './output.js';
import { canRedraw } from './output.js';
import type { Reporter } from './reporter.js';
import type { Screen } from './screen.js';
import type { SyncOptions } from './sync-options.js';
import { TextReporter } from './text-reporter.js';

/** Width of a terminal that does not tell its own. */
const DEFAULT_COLUMNS = 80;

/** What the way a run is shown depends on. */
export type ShowOptions = Pick<SyncOptions, 'dryRun' | 'json' | 'quiet' | 'trash' | 'verbose'> &
  Pick<SummaryContext, 'dryRunAdvice'>;

/** Where a run is shown: a whole screen, or a part of what goes on there. */
export type Lines = Pick<Screen, 'out' | 'err' | 'status'>;

/** Shows a run in the form that the options ask for. `item`: the name to tell its JSON lines by, among several. */
export function createReporter(
  lines: Lines,
  options: ShowOptions,
  context: Context,
  item?: string,
): Reporter {
  const { env, stderr, stdout } = context;
  const verbose = options.verbose === true;
  const quiet = options.quiet === true;
  const now = (): number => performance.now();
  const troubles = new ToldTroubles(now);
  if (options.json === true) return createJsonReporter(lines, { verbose, troubles, item });
  const redraws = !quiet && canRedraw(stderr, env);
  return new TextReporter(lines, {
    dryRun: options.dryRun === true,
    dryRunAdvice: options.dryRunAdvice,
    trash: options.trash,
    quiet,
    verbose,
    // Where the progress line tells how far things are, scrolling names would only hide what went wrong.
    operations: verbose || (!quiet && !(redraws && stdout.isTTY === true)),
    progressColumns: redraws ? () => progressColumns(stderr) : undefined,
    paintOut: painter(stdout, env),
    paintErr: painter(stderr, env),
    now,
    troubles,
  });
}

/** Lines of one item among several: its name stands before each. */
export function linesOf(item: string, screen: Lines, paint: Paint): Lines {
  const name = paint('bold', item);
  return {
    out: (line) => screen.out(`${name}: ${line}`),
    err: (line) => screen.err(`${name}: ${line}`),
    // Several runs share the one status line; their names would only make it jump.
    status: (line) => screen.status(line),
  };
}

/** One column less than the terminal has, as many wrap already at the last; some do not know their width and say 0. */
function progressColumns({ columns = 0 }: Output): number {
  return (columns > 0 ? columns : DEFAULT_COLUMNS) - 1;
}
