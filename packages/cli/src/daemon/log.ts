import type { DaemonStatus } from '@syncline/daemon';
import type { LogRead } from '@syncline/daemon/config';
import { momentOf, safeText } from '@syncline/daemon/words';

import { usageError } from '@syncline/model';
import { inFrame } from '../commands/frame.js';
import type { Context } from '../context.js';
import { loadConfiguration, warnOn } from '../items/configuration.js';
import { selectItems } from '../items/select.js';
import type { Screen } from '../screen.js';
import { stateDirectory } from '../state-directory.js';
import type { DaemonClient } from './client.js';
import { connectDaemon } from './client.js';
import type { DaemonAskOptions } from './status.js';
import { NO_DAEMON_EXIT, noDaemon } from './status.js';

export interface LogOptions extends Omit<DaemonAskOptions, 'json'> {
  readonly config?: string;
  readonly group?: string;
  readonly follow?: true;
  readonly lines?: number;
}

/** One item whose log is asked for. */
interface Logged {
  readonly name: string;
  readonly hasLog: boolean;
  /** The latest lines, oldest first. */
  past(count: number): Promise<LogRead>;
}

type Show = (name: string, text: string) => void;

const DEFAULT_LINES = 100;

/**
 * `syncline log ITEM|--group G [-f]`: the logs of items, and with `-f` what comes to them until Ctrl-C. Told by the daemon;
 * where none runs the files are read here, and nothing comes.
 */
export async function logCommand(
  [item, ...further]: readonly string[],
  options: LogOptions,
  context: Context,
): Promise<number> {
  if (further.length > 0)
    throw usageError(
      "log: two endpoints have no log file. 'syncline history SOURCE DESTINATION' tells what their runs came to, and an item ('syncline add') may have one with --log-file",
    );
  if ((item === undefined) === (options.group === undefined))
    throw usageError('log: name an item, or a group with --group');
  return inFrame(context, async ({ screen, signal }) => {
    const directory = stateDirectory(options.state, context);
    const daemon = await connectDaemon(directory);
    if (daemon === undefined && options.follow === true) {
      screen.err(noDaemon(directory));
      return NO_DAEMON_EXIT;
    }
    const items =
      daemon === undefined
        ? await inFiles(item, options, context, screen)
        : await inDaemon(item, options.group, daemon);
    const several = items.length > 1;
    const show: Show = (name, text) => screen.out(several ? `${name}: ${safeText(text)}` : safeText(text));
    const shown = await showPast(items, options, show, warnOn(screen));
    if (shown === 0 && options.follow !== true)
      screen.err(`syncline: nothing is logged yet of ${items.map(({ name }) => name).join(', ')}`);
    if (daemon !== undefined && options.follow === true) await follow(items, daemon, show, signal);
    return 0;
  });
}

async function inDaemon(
  item: string | undefined,
  group: string | undefined,
  daemon: DaemonClient,
): Promise<readonly Logged[]> {
  const status = await daemon.ask<DaemonStatus>('GET', '/status');
  const items = status.items.filter((each) =>
    item === undefined ? each.group === group : each.name === item,
  );
  if (items.length === 0) throw usageError(`the daemon has no such ${item === undefined ? 'group' : 'item'}`);
  return items.map(({ name, hasLog }) => ({
    name,
    hasLog,
    past: (count) => daemon.ask<LogRead>('GET', `/items/${encodeURIComponent(name)}/log?lines=${count}`),
  }));
}

async function inFiles(
  item: string | undefined,
  { config, group }: LogOptions,
  context: Context,
  screen: Screen,
): Promise<readonly Logged[]> {
  const { readLog } = await import('@syncline/daemon/config');
  const loaded = await loadConfiguration(config, context, warnOn(screen));
  const items = await selectItems({ names: item === undefined ? [] : [item], group }, loaded);
  return items.map(({ name, logFile }) => ({
    name,
    hasLog: logFile !== undefined,
    past: async (count) => (logFile === undefined ? { lines: [] } : readLog(logFile, count)),
  }));
}

/** Returns how many lines there are. What is wrong with a log keeps nobody from the others. */
async function showPast(
  items: readonly Logged[],
  { follow: goesOn, lines }: LogOptions,
  show: Show,
  warn: (message: string) => void,
): Promise<number> {
  const past = items.filter(({ hasLog }) => hasLog);
  const [first] = items;
  if (past.length === 0 && goesOn !== true && first !== undefined)
    throw usageError(`${first.name} has no log file: 'syncline edit ${first.name} --log-file FILE'`);
  const count = lines ?? DEFAULT_LINES;
  const logs = await Promise.all(
    past.map(async ({ name, past: latest }) => ({ name, ...(await latest(count)) })),
  );
  for (const { trouble } of logs) if (trouble !== undefined) warn(trouble);
  const shown = mergedByTime(logs).slice(-count);
  for (const { name, text } of shown) show(name, text);
  return shown.length;
}

interface LogLine {
  readonly name: string;
  readonly text: string;
}

/** To the second: what an item wrote within one stays together. A line that tells no time belongs to the one before it. */
function mergedByTime(
  logs: readonly { readonly name: string; readonly lines: readonly string[] }[],
): readonly LogLine[] {
  const timed = logs.flatMap(({ name, lines }) => {
    let time = '';
    return lines.map((text) => ({ name, text, time: (time = momentOf(text) ?? time) }));
  });
  return timed.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

/** The names of more would not fit into the head of a request (16 KiB): of so many the daemon is asked for all. */
const MOST_NAMED = 100;

async function follow(
  items: readonly Logged[],
  daemon: DaemonClient,
  show: Show,
  signal: AbortSignal,
): Promise<void> {
  const names = new Set(items.map(({ name }) => name));
  const named = [...names].map((name) => `&item=${encodeURIComponent(name)}`);
  const take = (event: string, data: unknown): void => {
    if (event !== 'log') return;
    const { item, text } = data as { readonly item: string; readonly text: string };
    if (names.has(item)) show(item, text);
  };
  const query = `event=log${named.length > MOST_NAMED ? '' : named.join('')}`;
  const { ended } = await daemon.follow(`/events?${query}`, take, signal);
  await ended;
}
