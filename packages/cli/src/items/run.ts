import type { DaemonStatus } from '@syncline/daemon';
import type { ConfiguredItem, LoadedConfig } from '@syncline/daemon/config';
import { countOf, safeText } from '@syncline/daemon/words';
import type { ExitCode, Item, Summary } from '@syncline/model';
import type { Connections } from '@syncline/engine';
import { messageOf, totalsOf } from '@syncline/model';

import { painter } from '../colour.js';
import type { Context } from '../context.js';
import type { DaemonClient } from '../daemon/client.js';
import { connectDaemon } from '../daemon/client.js';
import { runInDaemon } from '../daemon/run-in-daemon.js';
import { exitCodeFor, worstExit } from '../exit-code.js';
import { summaryJson } from '../json-lines.js';
import { noticeLine } from '../notice-line.js';
import type { Reporter } from '../reporter.js';
import { bound } from '../reporter.js';
import { watchRun } from '../run.js';
import type { Lines } from '../run-view.js';
import { createReporter, linesOf } from '../run-view.js';
import { Screen } from '../screen.js';
import { stateDirectory } from '../state-directory.js';
import { isClosedPipe } from '../output.js';
import type { SyncOptions } from '../sync-options.js';
import { loadConfiguration, warnOn } from './configuration.js';
import { logged } from './logged.js';
import { remembered } from './remembered.js';
import { secretsOfItem } from './named-item.js';
import { requireSelection, selectItems } from './select.js';

/** The options of `run`. */
export interface RunCommandOptions extends Pick<
  SyncOptions,
  'approveDeletes' | 'config' | 'dryRun' | 'json' | 'quiet' | 'state' | 'verbose'
> {
  readonly group?: string;
  readonly all?: true;
  readonly parallel?: number;
}

/** What the runs of one command share. */
interface Together {
  readonly options: RunCommandOptions;
  readonly context: Context;
  readonly screen: Screen;
  readonly abort: AbortController;
  /** Whether lines have to be told apart. */
  readonly several: boolean;
  /** To servers: several items have no more of them together than one. */
  readonly connections: Connections | undefined;
  /** Runs go through the daemon that works by this configuration, where one does. */
  readonly daemon: DaemonClient | undefined;
}

/** How the run of one item ended. */
interface Ended {
  readonly name: string;
  readonly exit: ExitCode;
  readonly summary: Summary | undefined;
}

/**
 * `syncline run ITEM… | --group G | --all`: a run of each, those that touch one another in turn. Resolves to the exit code
 * of the worst; throws `usage` where nothing was begun.
 */
export async function runCommand(
  names: readonly string[],
  options: RunCommandOptions,
  context: Context,
): Promise<number> {
  requireSelection('run', { names, group: options.group, all: options.all });
  const abort = new AbortController();
  const screen = new Screen(context.stdout, context.stderr, (error) => abort.abort(error));
  try {
    const loaded = await loadConfiguration(options.config, context, warnOn(screen));
    const items = await selectItems({ names, group: options.group, all: options.all }, loaded);
    const daemon = options.dryRun === true ? undefined : await daemonFor(loaded, options, context);
    const connections = daemon === undefined ? await ownConnections() : undefined;
    const together = {
      options,
      context,
      screen,
      abort,
      several: items.length !== 1,
      daemon,
      connections,
    };
    const ended = await runAll(items, loaded, together);
    if (together.several) showTotals(ended, items.length, together);
    if (isClosedPipe(abort.signal.reason)) return 0;
    return worstExit(ended.map(({ exit }) => exit));
  } finally {
    await screen.end();
  }
}

async function ownConnections(): Promise<Connections> {
  const { createConnections } = await import('@syncline/engine');
  return createConnections();
}

/** The daemon of the state directory, if it works by the same configuration. */
async function daemonFor(
  { file }: LoadedConfig,
  options: RunCommandOptions,
  context: Context,
): Promise<DaemonClient | undefined> {
  const daemon = await connectDaemon(stateDirectory(options.state, context));
  if (daemon === undefined) return undefined;
  const { config } = await daemon.ask<DaemonStatus>('GET', '/status');
  return config.file === file ? daemon : undefined;
}

async function runAll(
  items: readonly ConfiguredItem[],
  loaded: LoadedConfig,
  together: Together,
): Promise<readonly Ended[]> {
  const { runInTurn } = await import('@syncline/daemon/config');
  const { abort, options } = together;
  const ended: Ended[] = [];
  const ready = new Map<string, Item>();
  // One after another: each may ask a person for a password.
  for (const item of items) {
    const prepared = await prepare(item, loaded, together);
    if ('exit' in prepared) ended.push(prepared);
    else ready.set(item.name, prepared);
  }
  const run = async (configured: ConfiguredItem): Promise<void> => {
    ended.push(await runOne(configured, ready.get(configured.name)!, together));
  };
  const able = items.filter(({ name }) => ready.has(name));
  await runInTurn(able, options.parallel ?? loaded.config.concurrency, run, abort.signal);
  const order = items.map(({ name }) => name);
  return ended.sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
}

const NO_SECRETS = { password: '', privateKey: undefined };

/** What an item lacks keeps it from running, and the others from nothing. */
async function prepare(
  item: ConfiguredItem,
  loaded: LoadedConfig,
  together: Together,
): Promise<Item | Ended> {
  const { context, several } = together;
  const lines = linesFor(item, together);
  const warn = (message: string): void => lines.err(noticeLine({ level: 'warning', message }));
  try {
    const { resolveItem } = await import('@syncline/daemon/config');
    // The daemon has its own ways to passwords.
    if (together.daemon !== undefined) return await resolveItem(item, async () => NO_SECRETS);
    return await resolveItem(item, secretsOfItem(item, loaded, context, warn, { variables: !several }));
  } catch (error) {
    return failed(item, error, together);
  }
}

async function runOne(configured: ConfiguredItem, item: Item, together: Together): Promise<Ended> {
  const { abort, daemon, options, screen } = together;
  const context = contextOf(configured, together);
  let summary: Summary | undefined;
  const show = { ...options, trash: item.trash !== 'off' };
  const shown = createReporter(linesFor(configured, together), show, context, item.name);
  // A daemon has the log and the history of its items in its own hands.
  const isOurs = options.dryRun !== true && daemon === undefined;
  const reporter = isOurs ? await logged(configured, shown) : shown;
  const directory = stateDirectory(options.state, context);
  const history = isOurs ? await remembered(item.name, directory, reporter) : undefined;
  const keeping: Reporter = {
    ...bound(history?.reporter ?? reporter),
    summary: (given) => {
      summary = given;
      reporter.summary(given);
    },
  };
  const run = {
    stateDirectory: directory,
    dryRun: options.dryRun === true,
    approveDeletes: options.approveDeletes === true,
    connections: together.connections,
  };
  try {
    const exit = await watchRun({ item, run }, { abort, context, reporter: keeping, screen });
    if (summary !== undefined) await history?.end(summary);
    return { name: item.name, exit, summary };
  } catch (error) {
    return failed(configured, error, together);
  }
}

/** Where the run is made: here, or in the daemon. */
function contextOf({ live }: ConfiguredItem, { context, daemon }: Together): Context {
  if (daemon === undefined) return context;
  return { ...context, loadSynchronize: async () => runInDaemon(daemon, () => live !== undefined) };
}

/** Alone it is the error of the command; among others it is told, and they go on. */
function failed(item: ConfiguredItem, error: unknown, together: Together): Ended {
  if (!together.several) throw error;
  linesFor(item, together).err(noticeLine({ level: 'error', message: messageOf(error) }));
  return { name: item.name, exit: exitCodeFor(error), summary: undefined };
}

function linesFor({ name }: ConfiguredItem, { context, options, screen, several }: Together): Lines {
  return several && options.json !== true
    ? linesOf(name, screen, painter(context.stdout, context.env))
    : screen;
}

function showTotals(ended: readonly Ended[], wanted: number, { options, screen }: Together): void {
  const exit = worstExit(ended.map((each) => each.exit));
  const summaries = ended.map(({ summary }) => summary).filter((summary) => summary !== undefined);
  if (options.json === true) {
    const seconds = summaries.reduce((sum, summary) => sum + summary.seconds, 0);
    return screen.out(summaryJson({ ...totalsOf(summaries), exit, seconds }));
  }
  if (options.quiet === true) return;
  const bad = ended
    .filter((each) => each.exit !== 0)
    .map(({ name, exit: code }) => `${safeText(name)} (exit code ${code})`);
  const left = wanted - ended.length;
  const parts = [
    `${countOf(ended.length - bad.length, 'item')} in sync`,
    ...(bad.length > 0 ? [`${bad.length} not: ${bad.join(', ')}`] : []),
    ...(left > 0 ? [`${left} not begun`] : []),
  ];
  screen.out(parts.join('; '));
}
