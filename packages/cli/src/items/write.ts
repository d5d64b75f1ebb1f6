import { safeText } from '@syncline/daemon/words';
import type { ConfigEdit, ConfigEdits, LoadedConfig, PlainSet } from '@syncline/daemon/config';

import { usageError } from '@syncline/model';
import { inFrame } from '../commands/frame.js';
import type { Context } from '../context.js';
import type { Screen } from '../screen.js';
import { warnOn } from './configuration.js';
import { editByHand } from './editor.js';
import type { FieldOptions } from './fields.js';
import { withFields } from './fields.js';

/** The options of commands that change the configuration. */
export interface WriteOptions extends FieldOptions {
  readonly config?: string;
}

/** `syncline add NAME SOURCE DESTINATION [fields]`. */
export async function addCommand(
  name: string,
  source: string,
  destination: string,
  options: WriteOptions,
  context: Context,
): Promise<number> {
  const given = [...options.given, 'source', 'destination'];
  const { readPlain } = await import('@syncline/daemon/config');
  const item = withFields({ name }, { ...options, source, destination, given }, context.cwd, readPlain);
  return change(
    options.config,
    context,
    (items) => [addition(item, name, items)],
    (file) => `${name} is added to ${file}`,
  );
}

/** `syncline edit ITEM fields`; without fields it is edited by hand. */
export async function editCommand(name: string, options: WriteOptions, context: Context): Promise<number> {
  if (!options.given.some((option) => option !== 'config')) return editByHand(name, options, context);
  const { readPlain } = await import('@syncline/daemon/config');
  return change(
    options.config,
    context,
    (items) => [replacement(name, withFields(found(items, name), options, context.cwd, readPlain))],
    (file) => `${name} is changed in ${file}`,
  );
}

/** `syncline copy ITEM NEW [fields]`: a new item that is as another one but for these fields. */
export async function copyCommand(
  name: string,
  newName: string,
  options: WriteOptions,
  context: Context,
): Promise<number> {
  const { readPlain } = await import('@syncline/daemon/config');
  return change(
    options.config,
    context,
    (items) => {
      const copied = { ...found(items, name), name: newName };
      addition(copied, newName, items);
      const item = withFields(copied, options, context.cwd, readPlain);
      return [
        { do: 'copy', name, changes: [{ path: ['name'], value: newName }] },
        { do: 'replace', name: newName, item },
      ];
    },
    (file) => `${newName}, a copy of ${name}, is added to ${file}`,
  );
}

/** `syncline delete ITEM`: its definition, and the passwords that were typed for it. */
export async function deleteCommand(name: string, options: WriteOptions, context: Context): Promise<number> {
  return inFrame(context, async ({ screen }) => {
    const { configFile, deleteItem } = await import('@syncline/daemon/config');
    const file = configFile(options.config, context);
    const { after, secrets } = await deleteItem(name, file, context.home, context.env);
    const gone = secrets.length === 0 ? '' : `, and forgotten: ${secrets.join(', ')}`;
    const stays = 'Neither side was touched; its journal and history are kept, for an item of that name';
    tell(after, (from) => `${name} is deleted from ${from}${gone}. ${stays}`, screen);
    return 0;
  });
}

/** Makes edits, and tells that they are made, and what is to be said of the result. Throws `usage`. */
export async function change(
  option: string | undefined,
  context: Context,
  edits: ConfigEdits,
  done: (file: string) => string,
): Promise<number> {
  return inFrame(context, async ({ screen }) => {
    const { configFile, editConfig } = await import('@syncline/daemon/config');
    const after = await editConfig(configFile(option, context), context.home, edits);
    tell(after, done, screen);
    return 0;
  });
}

function tell(after: LoadedConfig, done: (file: string) => string, screen: Screen): void {
  const warn = warnOn(screen);
  for (const { key, message } of after.warnings) warn(`${key === '' ? '' : `${safeText(key)}: `}${message}`);
  screen.out(`${done(after.file)}.`);
}

/** Its name tells an item's journal from others: under another one it would start as if nothing were known. */
export function replacement(name: string, item: PlainSet): ConfigEdit {
  if (item['name'] === name) return { do: 'replace', name, item };
  throw usageError(
    `edit ${safeText(name)}: the name stays, as the journal goes by it: 'syncline copy ${safeText(name)} NEW' and 'delete' make a new item`,
  );
}

function addition(item: PlainSet, name: string, items: readonly PlainSet[]): ConfigEdit {
  if (items.some((each) => each['name'] === name))
    throw usageError(
      `there is an item '${safeText(name)}' already: 'syncline edit ${safeText(name)}' changes it`,
    );
  return { do: 'add', item };
}

function found(items: readonly PlainSet[], name: string): PlainSet {
  const item = items.find((each) => each['name'] === name);
  if (item === undefined)
    throw usageError(`there is no item '${safeText(name)}'. 'syncline items' lists what there is`);
  return item;
}
