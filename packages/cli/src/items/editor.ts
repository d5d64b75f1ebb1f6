import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { safeText } from '@syncline/daemon/words';
import { messageOf, usageError } from '@syncline/model';

import type { Context } from '../context.js';
import { loadConfiguration } from './configuration.js';
import type { WriteOptions } from './write.js';
import { change, replacement } from './write.js';

/**
 * `syncline edit ITEM` alone: the item in the user's editor, as YAML. What is not in order is refused, and the text kept.
 * Throws `usage` where no editor is set.
 */
export async function editByHand(name: string, options: WriteOptions, context: Context): Promise<number> {
  const editor = context.env['VISUAL'] || context.env['EDITOR'];
  if (editor === undefined || editor === '') {
    throw usageError(
      "edit: say what to change, such as --mode clone or --set limits.connections=4, or set EDITOR to edit it by hand. See 'syncline help edit'",
    );
  }
  const { findItem, itemText } = await import('@syncline/daemon/config');
  const loaded = await loadConfiguration(options.config, context, () => undefined);
  const before = itemText(loaded.text, findItem(loaded, name).name) ?? '';
  // Only its owner can look into a new temporary directory: passwords may stand in the text.
  const directory = await mkdtemp(join(tmpdir(), 'syncline-edit-'));
  const file = join(directory, `${name}.yaml`);
  await writeFile(file, before, { mode: 0o600 });
  const failure = await runEditor(editor, file);
  const after = await readFile(file, 'utf8');
  if (after !== before && failure !== undefined) throw usageError(`${failure}. ${keptIn(file)}`);
  if (after !== before) await save(name, after, file, options, context);
  await rm(directory, { recursive: true, force: true });
  if (failure !== undefined) throw usageError(failure);
  if (after === before) context.stdout.write(`${name} is as it was.\n`);
  return 0;
}

function keptIn(file: string): string {
  return `Your text is kept in ${safeText(file)}`;
}

async function save(
  name: string,
  text: string,
  file: string,
  options: WriteOptions,
  context: Context,
): Promise<void> {
  try {
    const { isPlainSet, readPlain } = await import('@syncline/daemon/config');
    const item = readPlain(text, name);
    if (!isPlainSet(item)) throw usageError('an item is a set of keys');
    await change(options.config, context, [replacement(name, item)], (to) => `${name} is changed in ${to}`);
  } catch (error) {
    throw usageError(`${messageOf(error)}. ${keptIn(file)}`);
  }
}

/** Returns what went wrong. The variable may hold arguments too, as shells and git take it. */
async function runEditor(editor: string, file: string): Promise<string | undefined> {
  const child = spawn('sh', ['-c', `${editor} "$1"`, editor, file], { stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  return code === 0 ? undefined : `the editor ended with ${code ?? 'a signal'}: nothing is changed`;
}
