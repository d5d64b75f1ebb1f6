import { randomBytes } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';

import type { SynclineError } from '@syncline/model';
import { isSynclineError, messageOf, systemCode, usageError } from '@syncline/model';

import { whyNotMade } from '../why-not-made.js';

/** AES-256. */
const KEY_BYTES = 32;
const OWNER_ALONE = 0o600;
const OTHERS = 0o077;

/** The key of the secret store, or undefined if there is none yet. Throws `usage` for one that others may read. */
export async function readKey(file: string): Promise<Buffer | undefined> {
  let text: string;
  try {
    const { mode } = await stat(file);
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0)
      throw usageError(
        `others may read the key ${file}: chmod 600 it, and set its secrets anew if they had the time`,
      );
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unreadable(file, error);
  }
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== KEY_BYTES)
    throw usageError(
      `${file} is no key: it must hold ${KEY_BYTES} bytes in base64. Put it back from where it is kept safe`,
    );
  return key;
}

/** What to say of the key, or the store, that can't be read; usage: files of another user are those of a command that was run as that one. */
export function unreadable(file: string, error: unknown): SynclineError {
  if (isSynclineError(error)) return error;
  const whose =
    systemCode(error) === 'EACCES'
      ? '. Whoever sets the first secret owns it: set secrets as the user that the daemon runs as, or give the file to that user'
      : '';
  return usageError(`${file} cannot be read: ${messageOf(error)}${whose}`, error);
}

/** Makes a key that its owner alone may read; another process that made one meanwhile wins. */
export async function makeKey(file: string): Promise<Buffer> {
  const key = randomBytes(KEY_BYTES);
  try {
    const handle = await open(file, 'wx', OWNER_ALONE);
    try {
      await handle.writeFile(`${key.toString('base64')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return key;
  } catch (error) {
    if (systemCode(error) !== 'EEXIST')
      throw usageError(`the key ${file} cannot be made: ${whyNotMade(error)}`, error);
    const other = await readKey(file);
    if (other === undefined) throw error;
    return other;
  }
}
