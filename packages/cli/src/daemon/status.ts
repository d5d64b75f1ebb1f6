import type { DaemonStatus, ItemStatus, SetUp } from '@syncline/daemon';
import { countOf, formatBytes, formatCount, jsonLine, safeText } from '@syncline/daemon/words';

import { usageError } from '@syncline/model';
import { inFrame } from '../commands/frame.js';
import type { Context } from '../context.js';
import { stateDirectory } from '../state-directory.js';
import { tableLines } from '../table.js';
import { timesInLine, UTC } from '../times-in-line.js';
import { connectDaemon } from './client.js';

/** The options of commands that ask a daemon. */
export interface DaemonAskOptions {
  readonly state?: string;
  readonly json?: true;
}

/** `syncline status [ITEM]`: how the items of the running daemon stand. Exit 1 where one needs somebody, 4 without a daemon. */
export async function statusCommand(
  item: string | undefined,
  options: DaemonAskOptions,
  context: Context,
): Promise<number> {
  return inFrame(context, async ({ screen }) => {
    const directory = stateDirectory(options.state, context);
    const daemon = await connectDaemon(directory);
    if (daemon === undefined) {
      screen.err(noDaemon(directory));
      return NO_DAEMON_EXIT;
    }
    const status = await daemon.ask<DaemonStatus>('GET', '/status');
    const items = item === undefined ? status.items : [itemIn(status, item)];
    if (options.json === true) for (const each of items) screen.out(jsonLine({ type: 'item', ...each }));
    else {
      for (const line of item === undefined ? overview(status) : details(items[0]!)) screen.out(line);
      const { url } = await daemon.ask<SetUp>('GET', '/setup');
      if (url !== undefined && item === undefined)
        screen.out(`No password is set yet: open ${url} to set one`);
    }
    const { needsRestart, problems } = status.config;
    if (needsRestart !== undefined) screen.err(`syncline: warning: ${safeText(needsRestart)}`);
    for (const problem of problems) screen.err(`syncline: error: ${safeText(problem)}`);
    const isWell =
      items.every(({ state }) => !TROUBLE.has(state)) && (item !== undefined || problems.length === 0);
    return isWell ? 0 : 1;
  });
}

/** As for a server that can't be reached. */
export const NO_DAEMON_EXIT = 4;

const TROUBLE: ReadonlySet<ItemStatus['state']> = new Set(['failed', 'held', 'overdue', 'partial']);

export function noDaemon(directory: string): string {
  return `syncline: no daemon runs with the state directory ${directory}. 'syncline daemon' starts one; --state names another directory`;
}

function itemIn({ items }: DaemonStatus, name: string): ItemStatus {
  const item = items.find((each) => each.name === name);
  if (item === undefined) throw usageError(`the daemon has no item '${safeText(name)}'`);
  return item;
}

function* overview({ items, config, version }: DaemonStatus): Generator<string> {
  yield `Syncline ${version}, ${countOf(items.length, 'item')} of ${safeText(config.file)}`;
  if (items.length === 0) return;
  const rows = items.map((item) => [
    item.name,
    item.state,
    item.lastSuccess ?? 'never',
    whenNext(item),
    safeText(item.reason ?? ''),
  ]);
  yield* tableLines(['NAME', 'STATE', 'LAST SUCCESS', 'NEXT', 'WHY'], rows, items.map(whenThen));
}

function whenNext({ live, nextRuns, retryAt }: ItemStatus): string {
  if (live !== undefined) return `live, ${live.recoveryPointAgeSeconds.toFixed(1)} s behind`;
  if (retryAt !== undefined) return `again ${retryAt}`;
  return nextRuns[0] ?? 'when asked';
}

/** What of the next five runs is not in the table itself. */
function whenThen({ nextRuns, retryAt }: ItemStatus): string | undefined {
  const further = retryAt === undefined ? nextRuns.slice(1) : nextRuns;
  return further.length === 0 ? undefined : `then ${timesInLine(further.map(Date.parse), UTC)} (UTC)`;
}

function* details(item: ItemStatus): Generator<string> {
  yield `${item.name}: ${item.state}${item.reason === undefined ? '' : ` (${safeText(item.reason)})`}`;
  yield `  ${item.mode}, ${safeText(item.source)} -> ${safeText(item.destination)}`;
  if (item.description !== '') yield `  ${safeText(item.description)}`;
  yield `  last success: ${item.lastSuccess ?? 'never'}`;
  const progress = item.running?.progress ?? item.live?.progress;
  if (progress !== undefined) {
    const { files, bytes, filesFound, bytesFound, allFound, directoriesDone, directoriesPending } = progress;
    yield `  running: ${formatCount(files)} of ${countOf(filesFound, 'file')}, ${formatBytes(bytes)} of ${formatBytes(bytesFound)}${allFound ? '' : ' found so far'}, ${directoriesDone} of ${directoriesDone + directoriesPending} folders`;
  }
  if (item.live !== undefined) {
    const { pending, recoveryPointAgeSeconds, polling, missed } = item.live;
    yield `  live: ${pending} pending, ${recoveryPointAgeSeconds.toFixed(1)} s behind${polling ? ', a side is polled' : ''}, ${missed} missed by the watch`;
  }
  if (item.holds > 0)
    yield `  ${countOf(item.holds, 'delete')} held: 'syncline holds ${item.name}' lists them`;
  if (item.conflicts > 0)
    yield `  ${countOf(item.conflicts, 'conflict')} open: 'syncline conflicts ${item.name}' lists them`;
  if (item.retryAt !== undefined) yield `  tried again at ${item.retryAt}`;
  for (const [index, words] of (item.live === undefined ? item.schedule : []).entries())
    yield `  ${index === 0 ? 'runs' : '    '} ${safeText(words)}`;
  for (const next of item.nextRuns) yield `    ${next}`;
}
