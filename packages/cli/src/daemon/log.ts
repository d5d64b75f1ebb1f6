import type { DaemonStatus } from '@syncline/daemon';
import { safeText } from '@syncline/daemon/words';

import { inFrame } from '../commands/frame.js';
import type { Context } from '../context.js';
import { usageError } from '../usage.js';
import type { DaemonAskOptions } from './status.js';
import { NO_DAEMON_EXIT, requireDaemon } from './status.js';

export interface LogOptions extends Omit<DaemonAskOptions, 'json'> {
  readonly group?: string;
  readonly follow?: true;
  readonly lines?: number;
}

const DEFAULT_LINES = 100;

/** `syncline log ITEM|--group G [-f]`: the logs of items, and with `-f` what comes to them until Ctrl-C. */
export async function logCommand(
  item: string | undefined,
  options: LogOptions,
  context: Context,
): Promise<number> {
  if ((item === undefined) === (options.group === undefined))
    throw usageError('log: name an item, or a group with --group');
  return inFrame(context, async ({ screen, signal }) => {
    const daemon = await requireDaemon(options, context, (line) => screen.err(line));
    if (daemon === undefined) return NO_DAEMON_EXIT;
    const status = await daemon.ask<DaemonStatus>('GET', '/status');
    const items = status.items.filter(({ name, group }) =>
      item === undefined ? group === options.group : name === item,
    );
    if (items.length === 0)
      throw usageError(`the daemon has no such ${item === undefined ? 'group' : 'item'}`);
    const several = items.length > 1;
    const show = (name: string, text: string): void =>
      screen.out(several ? `${name}: ${safeText(text)}` : safeText(text));
    const count = options.lines ?? DEFAULT_LINES;
    const past = items.filter(({ hasLog }) => hasLog);
    if (past.length === 0 && options.follow !== true)
      throw usageError(
        `${items[0]!.name} has no log file: 'syncline edit ${items[0]!.name} --log-file FILE'`,
      );
    for (const { name } of past) {
      const path = `/items/${encodeURIComponent(name)}/log?lines=${count}`;
      const { lines } = await daemon.ask<{ readonly lines: readonly string[] }>('GET', path);
      for (const line of lines) show(name, line);
    }
    if (options.follow !== true) return 0;
    const query = items.map(({ name }) => `item=${encodeURIComponent(name)}`).join('&');
    const take = (event: string, data: unknown): void => {
      if (event !== 'log') return;
      const { item: name, text } = data as { readonly item: string; readonly text: string };
      show(name, text);
    };
    const { ended } = await daemon.follow(`/events?${query}`, take, signal);
    await ended;
    return 0;
  });
}
