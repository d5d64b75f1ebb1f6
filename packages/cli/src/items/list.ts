import { iso, jsonLine, safeText } from '@syncline/daemon/words';
import type { ConfiguredItem, ConfiguredSide } from '@syncline/daemon/config';
import { addressOf } from '@syncline/model';

import { inFrame } from '../commands/frame.js';
import type { Context } from '../context.js';
import { tableLines } from '../table.js';
import { timesInLine } from '../times-in-line.js';
import { loadConfiguration, warnOn } from './configuration.js';
import type { ItemTimes } from './times.js';
import { timesOf } from './times.js';

/** The options of commands that ask about the configuration. */
export interface AskOptions {
  readonly config?: string;
  readonly json?: true;
}

/** `syncline items`: every configured item, a line each, and one more with its next runs where it has a schedule. */
export async function itemsCommand(options: AskOptions, context: Context): Promise<number> {
  return inFrame(context, async ({ screen }) => {
    const { config, file } = await loadConfiguration(options.config, context, warnOn(screen));
    const times = await timesOf(config);
    if (options.json === true) for (const item of config.items) screen.out(itemJson(item, times(item)));
    else if (config.items.length === 0)
      screen.out(`There are no items in ${file}. 'syncline add' makes one.`);
    else for (const line of table(config.items, times)) screen.out(line);
    return 0;
  });
}

/** `syncline groups`: every group that items name, with its items. */
export async function groupsCommand(options: AskOptions, context: Context): Promise<number> {
  return inFrame(context, async ({ screen }) => {
    const { groupsOf } = await import('@syncline/daemon/config');
    const { config, file } = await loadConfiguration(options.config, context, warnOn(screen));
    const groups = groupsOf(config.items);
    for (const group of groups) {
      const items = config.items.filter((item) => item.group === group).map(({ name }) => name);
      screen.out(
        options.json === true
          ? jsonLine({ type: 'group', name: group, items })
          : `${safeText(group)}: ${items.join(', ')}`,
      );
    }
    if (groups.length === 0 && options.json !== true) screen.out(`No item of ${file} is in a group.`);
    return 0;
  });
}

/** What `items` and `show` tell of an item, as one JSON object on one line. */
export function itemJson(item: ConfiguredItem, { next, words }: ItemTimes): string {
  return jsonLine({
    type: 'item',
    name: item.name,
    description: item.description,
    group: item.group ?? null,
    mode: item.mode,
    source: placeOf(item.source),
    destination: placeOf(item.destination),
    schedule: words,
    next: next.map(iso),
    live: item.live !== undefined,
    logFile: item.logFile ?? null,
  });
}

/** The address of a side, without secrets. */
export function placeOf({ endpoint }: ConfiguredSide): string {
  return addressOf(endpoint);
}

function* table(
  items: readonly ConfiguredItem[],
  timesOfItem: (item: ConfiguredItem) => ItemTimes,
): Generator<string> {
  const times = items.map(timesOfItem);
  const rows = items.map((item, index) => [
    item.name,
    safeText(item.group ?? ''),
    item.mode,
    whenInWords(item, times[index]!),
    `${safeText(placeOf(item.source))} -> ${safeText(placeOf(item.destination))}`,
    safeText(item.description),
  ]);
  const heading = ['NAME', 'GROUP', 'MODE', 'WHEN', 'SOURCE -> DESTINATION', 'DESCRIPTION'];
  yield* tableLines(heading, rows, times.map(nextRuns));
}

function nextRuns({ next, zone }: ItemTimes): string | undefined {
  return next.length === 0 ? undefined : `next ${timesInLine(next, zone)} (${zone.name})`;
}

function whenInWords({ live }: ConfiguredItem, { words }: ItemTimes): string {
  if (live !== undefined) return 'live';
  return words.length === 0 ? 'when asked' : words.join('; ');
}
