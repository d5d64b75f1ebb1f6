import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { systemCode } from '@syncline/model';

const PERMISSION_BITS = 0o777;
const PRIVATE = 0o600;

/**
 * Replaces a file that people own: after a crash there is the old text or the new one, whole. Its mode and owner are kept
 * as far as this process may set them; a new file can be read by its owner alone. `confirm` is asked right before the new
 * text takes the name, and throws to stop it.
 */
export async function writeFileAtomically(
  file: string,
  text: string,
  confirm: () => Promise<void> = async () => undefined,
): Promise<void> {
  const temp = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  const before = await statIfThere(file);
  const handle = await open(temp, 'wx', PRIVATE);
  try {
    try {
      await handle.writeFile(text);
      if (before !== undefined) {
        await handle.chown(before.uid, before.gid).catch(ignoreNotPermitted);
        await handle.chmod(before.mode & PERMISSION_BITS);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await confirm();
    await rename(temp, file);
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
  await flushDirectory(dirname(file));
}

async function statIfThere(file: string) {
  try {
    return await stat(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function ignoreNotPermitted(error: unknown): void {
  if (systemCode(error) !== 'EPERM') throw error;
}

async function flushDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
