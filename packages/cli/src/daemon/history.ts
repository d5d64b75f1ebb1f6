import type { RunShape } from '@syncline/daemon';
import { countOf, formatBytes, safeText } from '@syncline/daemon/words';

import { inFrame } from '../commands/frame.js';
import type { Context } from '../context.js';
import { loadConfiguration, warnOn } from '../items/configuration.js';
import type { Screen } from '../screen.js';
import { stateDirectory } from '../state-directory.js';
import { tableLines } from '../table.js';
import { connectDaemon } from './client.js';
import type { DaemonAskOptions } from './status.js';

export interface HistoryOptions extends DaemonAskOptions {
  readonly config?: string;
  readonly limit?: number;
}

const DEFAULT_LIMIT = 20;

/** `syncline history ITEM`: what its latest runs came to, latest first; told by the daemon, or where none runs read here. */
export async function historyCommand(
  item: string,
  options: HistoryOptions,
  context: Context,
): Promise<number> {
  return inFrame(context, async ({ screen }) => {
    const directory = stateDirectory(options.state, context);
    const limit = options.limit ?? DEFAULT_LIMIT;
    const daemon = await connectDaemon(directory);
    const runs =
      daemon === undefined
        ? await ownRuns(item, limit, directory, options, { context, screen })
        : await daemon.ask<readonly RunShape[]>(
            'GET',
            `/items/${encodeURIComponent(item)}/runs?limit=${limit}`,
          );
    if (options.json === true) for (const run of runs) screen.out(JSON.stringify({ type: 'run', ...run }));
    else if (runs.length === 0) screen.out(`No run of ${safeText(item)} is remembered.`);
    else
      for (const line of tableLines(['RUN', 'STARTED', 'TRIGGER', 'EXIT', 'SECONDS', 'WHAT'], runs.map(row)))
        screen.out(line);
    return 0;
  });
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
