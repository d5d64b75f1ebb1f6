import type { RunShape } from '@syncline/daemon';
import { countOf, formatBytes, jsonLine, safeText } from '@syncline/daemon/words';

import { inFrame } from '../commands/frame.js';
import type { GivenItem } from '../commands/item-words.js';
import { takeItem } from '../commands/item-words.js';
import type { Context } from '../context.js';
import { itemName } from '../item-name.js';
import { loadConfiguration, warnOn } from '../items/configuration.js';
import type { Screen } from '../screen.js';
import { stateDirectory } from '../state-directory.js';
import { tableLines } from '../table.js';
import { connectDaemon } from './client.js';
import type { SyncOptions } from '../sync-options.js';
import { readAddresses } from '../sync-request.js';

export interface HistoryOptions extends Omit<SyncOptions, 'trash'> {
  readonly limit?: number;
}

const DEFAULT_LIMIT = 20;

/**
 * `syncline history ITEM`: what its latest runs came to, latest first. Of a configured item told by the daemon, or where none runs
 * read here; of two endpoints those that `sync` made.
 */
export async function historyCommand(
  words: readonly string[],
  options: HistoryOptions,
  context: Context,
): Promise<number> {
  return inFrame(context, async ({ screen }) => {
    const { given } = takeItem(words, 'history', []);
    const runs =
      given.by === 'name'
        ? await runsOfItem(given.name, options, { context, screen })
        : await runsOfPair(given, options, context);
    if (options.json === true) for (const run of runs) screen.out(jsonLine({ type: 'run', ...run }));
    else if (runs.length === 0) screen.out(`No run of ${nameOf(given)} is remembered.`);
    else
      for (const line of tableLines(['RUN', 'STARTED', 'TRIGGER', 'EXIT', 'SECONDS', 'WHAT'], runs.map(row)))
        screen.out(line);
    return 0;
  });
}

function nameOf(given: GivenItem): string {
  return given.by === 'name'
    ? safeText(given.name)
    : `${safeText(given.source)} and ${safeText(given.destination)} in this mode`;
}

async function runsOfPair(
  { source, destination }: Extract<GivenItem, { by: 'endpoints' }>,
  options: HistoryOptions,
  context: Context,
): Promise<readonly RunShape[]> {
  const [{ pastRunsOf }, { runShape }] = await Promise.all([
    import('@syncline/engine/past-runs'),
    import('@syncline/daemon/config'),
  ]);
  const addresses = readAddresses(source, destination, { ...options, trash: true }, context.cwd);
  const name = itemName(addresses.source, addresses.destination, options.mode);
  const runs = await pastRunsOf({ name }, stateDirectory(options.state, context), limitOf(options));
  return runs.map(({ run, goesOn }) => runShape(run, goesOn));
}

async function runsOfItem(
  item: string,
  options: HistoryOptions,
  { context, screen }: { readonly context: Context; readonly screen: Screen },
): Promise<readonly RunShape[]> {
  const directory = stateDirectory(options.state, context);
  const daemon = await connectDaemon(directory);
  if (daemon === undefined) return ownRuns(item, limitOf(options), directory, options, { context, screen });
  const path = `/items/${encodeURIComponent(item)}/runs?limit=${limitOf(options)}`;
  return daemon.ask<readonly RunShape[]>('GET', path);
}

function limitOf({ limit = DEFAULT_LIMIT }: HistoryOptions): number {
  return limit;
}

async function ownRuns(
  name: string,
  limit: number,
  directory: string,
  { config }: HistoryOptions,
  { context, screen }: { readonly context: Context; readonly screen: Screen },
): Promise<readonly RunShape[]> {
  const { findItem, rememberedRuns } = await import('@syncline/daemon/config');
  const item = findItem(await loadConfiguration(config, context, warnOn(screen)), name);
  return rememberedRuns(directory, item.name, limit);
}

function row({ number, started, trigger, state, summary }: RunShape): readonly string[] {
  const exit = state === 'ended' ? String(summary?.exit) : state;
  return [
    String(number),
    started.replace(/\.\d+Z$/, 'Z'),
    trigger,
    exit,
    summary?.seconds.toFixed(1) ?? '',
    whatOf(summary),
  ];
}

const COUNTED = [
  'copied',
  'updated',
  'moved',
  'deleted',
  'made',
  'removed',
  'conflicts',
  'held',
  'failed',
  'skipped',
] as const;

function whatOf(summary: RunShape['summary']): string {
  if (summary === undefined) return '';
  const parts = COUNTED.filter((key) => summary[key] > 0).map((key) => `${summary[key]} ${key}`);
  const done = parts.length === 0 ? `nothing to do in ${countOf(summary.scanned, 'entry', 'entries')}` : '';
  const bytes = summary.bytes > 0 ? `, ${formatBytes(summary.bytes)}` : '';
  return safeText(summary.reason ?? `${parts.join(', ')}${done}${bytes}`);
}
