import { jsonLine, safeText } from '@syncline/daemon/words';

import type { Frame } from '../commands/frame.js';
import { inFrame } from '../commands/frame.js';
import { forbidDefinition } from '../commands/item-request.js';
import type { GivenItem } from '../commands/item-words.js';
import { takeItem } from '../commands/item-words.js';
import type { Context } from '../context.js';
import { loadConfiguration, warnOn } from './configuration.js';
import type { FieldOptions } from './fields.js';
import { withFields } from './fields.js';
import type { AskOptions } from './list.js';
import { itemJson } from './list.js';
import type { ItemTimes } from './times.js';
import { timesOf } from './times.js';

export type ShowOptions = AskOptions & FieldOptions;

/**
 * `syncline show ITEM`: its definition without passwords, and when it runs. Of two endpoints the definition that an item has
 * which does the same.
 */
export async function showCommand(
  words: readonly string[],
  options: ShowOptions,
  context: Context,
): Promise<number> {
  return inFrame(context, async (frame) => {
    const { given } = takeItem(words, 'show', []);
    if (given.by === 'endpoints') return showPair(given, options, context, frame);
    forbidDefinition(given.name, options);
    return showConfigured(given.name, options, context, frame);
  });
}

async function showPair(
  { source, destination }: Extract<GivenItem, { by: 'endpoints' }>,
  options: ShowOptions,
  { cwd }: Context,
  { screen }: Frame,
): Promise<number> {
  const { plainText, readPlain } = await import('@syncline/daemon/config');
  const given = [...options.given, 'source', 'destination'];
  const definition = withFields(
    { mode: 'simple' },
    { ...options, source, destination, given },
    cwd,
    readPlain,
  );
  if (options.json === true) screen.out(jsonLine({ type: 'item', definition }));
  else for (const line of plainText(definition).trimEnd().split('\n')) screen.out(safeText(line));
  return 0;
}

async function showConfigured(
  name: string,
  options: AskOptions,
  context: Context,
  { screen }: Frame,
): Promise<number> {
  const { findItem, plainItems, plainText, withoutPasswords } = await import('@syncline/daemon/config');
  const loaded = await loadConfiguration(options.config, context, warnOn(screen));
  const item = findItem(loaded, name);
  const times = (await timesOf(loaded.config))(item);
  const written = plainItems(loaded.text).find((each) => each['name'] === name) ?? {};
  const { had, item: definition } = withoutPasswords(written);
  if (options.json === true) {
    screen.out(jsonLine({ ...JSON.parse(itemJson(item, times)), definition }));
    return 0;
  }
  for (const line of plainText(definition).trimEnd().split('\n')) screen.out(safeText(line));
  if (had) screen.out('# a password stands in the configuration and is not shown');
  if (times.words.length > 0)
    screen.out(
      item.live === undefined ? `# runs ${times.words.join('; ')}` : '# live: its schedules are not followed',
    );
  for (const line of nextRunLines(times)) screen.out(line);
  return 0;
}

function* nextRunLines({ next, zone }: ItemTimes): Generator<string> {
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  if (next.length > 0) yield `# next runs (${zone.name}):`;
  for (const ms of next) yield `#   ${format.format(ms + zone.offsetAt(ms))}`;
}
