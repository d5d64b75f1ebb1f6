import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

import { safeText } from '@syncline/daemon/words';
import type { Address } from '@syncline/model';
import { isPrivateKey, messageOf, usageError } from '@syncline/model';

import type { EndpointArgument } from './endpoint-argument.js';

/** The text of the private key in a file. Throws `usage`, naming the option; nothing of the text is repeated. */
export function readKeyFile(file: string, option: string, cwd: string): string {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw usageError(`${option}: the file ${safeText(file)} cannot be read: ${safeText(messageOf(error))}`);
  }
  if (isPrivateKey(text)) return text;
  throw usageError(
    `${option}: ${safeText(file)} holds no private key, whose text begins with -----BEGIN … PRIVATE KEY-----`,
  );
}

const OTHERS_READ = 0o044;

/** The warning for the file of a private key that other users of the machine may read; undefined where there is none. */
export function openKeyWarning(file: string | undefined, option: string, cwd: string): string | undefined {
  if (file === undefined || process.platform === 'win32') return undefined;
  try {
    if ((statSync(resolve(cwd, file)).mode & OTHERS_READ) === 0) return undefined;
  } catch {
    // Whoever reads it will tell.
    return undefined;
  }
  return `${option}: others may read the file ${safeText(file)}: chmod 600 it`;
}

/** A key that nothing is done with must not look as if it were. */
export function forbidUselessKey(
  address: Address,
  argument: EndpointArgument | undefined,
  option: string,
  file: string | undefined,
): void {
  if (file === undefined || address.type === 'sftp') return;
  const what = address.type === 'directory' ? 'is a directory' : 'is an FTP server';
  throw usageError(
    `${option}: ${argument ?? 'the endpoint'} ${what} and takes no key. Use sftp://, or leave ${option} out`,
  );
}
