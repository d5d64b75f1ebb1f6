import { safeText } from '@syncline/daemon/words';
import type { ConfiguredItem } from '@syncline/daemon/config';

import { inFrame } from '../commands/frame.js';
import type { Context } from '../context.js';
import { loadConfiguration, warnOn } from './configuration.js';
import type { AskOptions } from './list.js';
import { itemJson } from './list.js';
import { timesOf } from './times.js';

/** `syncline show ITEM`: its definition without passwords, and when it runs. */
export async function showCommand(name: string, options: AskOptions, context: Context): Promise<number> {
  return inFrame(context, async ({ screen }) => {
    const { findItem, plainItems, plainText, withoutPasswords } = await import('@syncline/daemon/config');
    const loaded = await loadConfiguration(options.config, context, warnOn(screen));
    const item = findItem(loaded, name);
    const { next, words } = (await timesOf(loaded.config))(item);
    const written = plainItems(loaded.text).find((each) => each['name'] === name) ?? {};
    const { had, item: definition } = withoutPasswords(written);
    if (options.json === true) {
      screen.out(JSON.stringify({ ...JSON.parse(itemJson(item, { next, words })), definition }));
      return 0;
    }
    for (const line of plainText(definition).trimEnd().split('\n')) screen.out(safeText(line));
    if (had) screen.out('# a password stands in the configuration and is not shown');
    if (words.length > 0) screen.out(`# runs ${words.join('; ')}`);
    for (const line of nextRunLines(next, item, loaded.config.timezone)) screen.out(line);
    return 0;
  });
}

function* nextRunLines(
  next: readonly number[],
  { timezone }: ConfiguredItem,
  general: string | undefined,
): Generator<string> {
  const timeZone = timezone ?? general;
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    ...(timeZone !== undefined && { timeZone }),
  });
  if (next.length > 0) yield `# next runs (${format.resolvedOptions().timeZone}):`;
  for (const ms of next) yield `#   ${format.format(ms)}`;
}
