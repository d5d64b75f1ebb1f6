import { access, constants, mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from '@syncline/model';

export interface ReplaceOptions {
  /** Once this has returned, no power cut brings the old text back. */
  readonly lasting: boolean;
  /** Default: only its owner reads and writes it. */
  readonly mode?: number | undefined;
}

/**
 * Replaces a file, or makes it: after a crash there is the old text or the new one, whole. One process at a time, and one
 * call after the other.
 */
export async function replaceFile(
  file: string,
  text: string,
  { lasting, mode = 0o600 }: ReplaceOptions,
): Promise<void> {
  const next = `${file}.next`;
  const handle = await open(next, 'w', mode);
  try {
    // One that was left by a crash may have another mode, and the umask takes bits from a new one.
    await handle.chmod(mode);
    await handle.writeFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
  if (lasting) await flush(dirname(file));
}

/**
 * Makes a directory for its owner alone, with those above it that are missing. Idempotent. Throws the errors of the system. Not by
 * Node's `recursive`, which never ends where the system lets nobody make a directory and says that there is none (`/proc`).
 */
export async function makeDirectory(path: string): Promise<void> {
  const parent = dirname(path);
  if (!(await exists(parent))) await makeDirectory(parent);
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!(await isDirectory(path))) throw error;
  }
}

/** Throws the error of the system where something in a directory, which may have to be made first, could not be written. Changes nothing. */
export async function requireWritable(directory: string): Promise<void> {
  try {
    await access(directory, constants.W_OK);
  } catch (error) {
    const parent = dirname(directory);
    if (systemCode(error) !== 'ENOENT' || parent === directory) throw error;
    await requireWritable(parent);
  }
}

export async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
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
