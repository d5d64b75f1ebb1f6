import { mkdir, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';

import { isSynclineError, messageOf, type SynclineError, systemCode, usageError } from '@syncline/model';

import { whileLocked } from '../file-lock.js';
import { writeFileAtomically } from '../write-file.js';
import type { ConfigText, LoadedConfig } from './config-file.js';
import { checkConfigText, invalid, readConfigText } from './config-file.js';
import type { ConfigEdit } from './edit.js';
import { editText } from './edit.js';
import type { PlainSet } from './plain.js';
import { plainItems } from './plain.js';

/** Edits, or what makes them from the items as they are written now. */
export type ConfigEdits = readonly ConfigEdit[] | ((items: readonly PlainSet[]) => readonly ConfigEdit[]);

export interface EditOptions {
  /** What the edit is based on, where that was read earlier. */
  readonly readBefore?: ConfigText | undefined;
  /** What has to be there before the file speaks of it. Called once the edit is accepted; what it throws stops it. */
  readonly beforeSave?: (() => Promise<void>) | undefined;
}

/**
 * Edits a configuration file in place: atomically, and only into one that is in order. Throws `usage` for a result that is
 * not, and for a file that somebody else changed meanwhile; then it is as it was. A missing file is made.
 */
export function editConfig(
  file: string,
  home: string,
  edits: ConfigEdits,
  options: EditOptions = {},
): Promise<LoadedConfig> {
  return whileLocked(file, () => edit(file, home, edits, options));
}

async function edit(
  file: string,
  home: string,
  edits: ConfigEdits,
  { readBefore, beforeSave = async () => undefined }: EditOptions,
): Promise<LoadedConfig> {
  const before = readBefore ?? (await readConfigText(file));
  const present = checkConfigText(before, home);
  // What is wrong is in the file already, and no fault of the edit.
  if (present.config === undefined)
    throw usageError(
      `Nothing can be saved before this is put right: ${invalid(file, present.problems).message}`,
    );
  const list = typeof edits === 'function' ? edits(plainItems(before.text)) : edits;
  const after = { ...before, text: editText(before.text, list) };
  const { config, problems } = checkConfigText(after, home);
  if (config === undefined) throw invalid(file, problems);
  if (after.text === before.text) await beforeSave();
  else await save(file, before, after.text, beforeSave);
  return { ...after, exists: true, config, warnings: problems };
}

async function save(
  file: string,
  before: ConfigText,
  text: string,
  beforeSave: () => Promise<void>,
): Promise<void> {
  if (!before.exists) await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // A link, into a repository of such files perhaps, stays one.
  const target = before.exists ? await realpath(file) : file;
  try {
    await writeFileAtomically(target, text, async () => {
      const now = await readConfigText(file);
      if (now.text !== before.text || now.exists !== before.exists) throw changedMeanwhile(file);
      await beforeSave();
    });
  } catch (error) {
    if (isSynclineError(error) || systemCode(error) === undefined) throw error;
    throw notWritable(file, error);
  }
}

function changedMeanwhile(file: string): SynclineError {
  return usageError(`${file} was changed by somebody else meanwhile, and is left as it is: try again`);
}

function notWritable(file: string, cause: unknown): SynclineError {
  const reason =
    systemCode(cause) === 'EBUSY'
      ? 'it is mounted by itself, so that no new version can take its place; mount the folder that it lies in instead'
      : messageOf(cause);
  return usageError(`${file} cannot be written and is left as it was: ${reason}`, cause);
}
