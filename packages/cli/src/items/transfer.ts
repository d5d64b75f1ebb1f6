import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { countOf, jsonLine, safeText } from '@syncline/daemon/words';
import type { ConfigEdit, PlainSet } from '@syncline/daemon/config';
import { messageOf, usageError } from '@syncline/model';

import { inFrame } from '../commands/frame.js';
import type { Context } from '../context.js';
import { readInput } from '../read-input.js';
import { loadConfiguration, warnOn } from './configuration.js';
import type { AskOptions } from './list.js';
import { selectItems, type Selection } from './select.js';

/** `syncline export [ITEM…] [--group G]`: items as YAML, or JSON, that `import` takes. Passwords are left out. */
export async function exportCommand(
  selection: Selection,
  options: AskOptions,
  context: Context,
): Promise<number> {
  return inFrame(context, async ({ screen }) => {
    const { plainItems, plainText, withAbsolutePaths, withoutPasswords } =
      await import('@syncline/daemon/config');
    const warn = warnOn(screen);
    const loaded = await loadConfiguration(options.config, context, warn);
    const names = new Set((await selectItems(selection, loaded)).map(({ name }) => name));
    const items = plainItems(loaded.text)
      .filter(({ name }) => typeof name === 'string' && names.has(name))
      .map((written) => {
        const { had, item } = withoutPasswords(written);
        if (had) warn(`the password that stands in the item ${String(written['name'])} is left out`);
        return withAbsolutePaths(item, dirname(loaded.file));
      });
    if (options.json === true) for (const item of items) screen.out(jsonLine(item));
    else for (const line of plainText({ items }).trimEnd().split('\n')) screen.out(safeText(line));
    return 0;
  });
}

export interface ImportOptions {
  readonly config?: string;
  readonly replace?: true;
}

/** `syncline import FILE`: adds items, all or none; with `--replace` those that are there become what the file says. */
export async function importCommand(file: string, options: ImportOptions, context: Context): Promise<number> {
  return inFrame(context, async ({ screen, signal }) => {
    const { configFile, editConfig, readPlainItems } = await import('@syncline/daemon/config');
    const text = file === '-' ? await readInput(context, signal) : await readText(resolve(context.cwd, file));
    const items = readPlainItems(text, safeText(file));
    const target = configFile(options.config, context);
    const after = await editConfig(target, context.home, (there) =>
      items.map((item) => importEdit(item, there, options)),
    );
    const warn = warnOn(screen);
    for (const { key, message } of after.warnings) warn(`${safeText(key)}: ${message}`);
    screen.out(`${countOf(items.length, 'item')} imported into ${after.file}`);
    return 0;
  });
}

function importEdit(item: PlainSet, there: readonly PlainSet[], { replace }: ImportOptions): ConfigEdit {
  const name = nameOf(item);
  if (!there.some((each) => nameOf(each) === name)) return { do: 'add', item };
  if (replace === true) return { do: 'replace', name, item };
  throw usageError(`there is an item '${safeText(name)}' already: --replace makes it what the file says`);
}

function nameOf(item: PlainSet): string {
  const { name } = item;
  return typeof name === 'string' ? name : '';
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw usageError(`${safeText(file)} cannot be read: ${messageOf(error)}`);
  }
}
