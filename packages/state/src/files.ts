import { open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './errors.js';

/**
 * Replaces a file: after a crash there is the old text or the new one, whole. `lasting`: the new one, once this has
 * returned, even after a power cut.
 */
export async function replaceFile(
  file: string,
  text: string,
  options: { readonly lasting: boolean },
): Promise<void> {
  const next = `${file}.next`;
  const handle = await open(next, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
  if (options.lasting) await flush(dirname(file));
}

/** Makes a file's content, or a directory's list of names, survive a power cut. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}
