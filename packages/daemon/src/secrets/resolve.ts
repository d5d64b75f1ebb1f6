import { readFile, stat } from 'node:fs/promises';

import { isPrivateKey, messageOf, systemCode, usageError } from '@syncline/model';

import type { SecretReference } from '../config/configured-item.js';
import { isOneLine } from '../config/text-schema.js';
import type { SecretFiles } from './store.js';
import { readSecret } from './store.js';

const OTHERS_READ = 0o044;

/** Where secrets are looked up, and how strict that is. */
export interface SecretSources {
  readonly env: NodeJS.ProcessEnv;
  readonly files: SecretFiles;
  readonly permissions: 'warn' | 'refuse';
  readonly warn: (message: string) => void;
}

/**
 * The secret that a reference leads to. `whose` says what it is for. Throws `usage` where it leads to nothing, or to what
 * no server can be sent; the value is in no message.
 */
export async function resolveSecret(
  reference: SecretReference,
  whose: string,
  sources: SecretSources,
): Promise<string> {
  const secret = await lookUp(reference, whose, sources);
  if (isOneLine(secret)) return secret;
  throw usageError(
    `${whose} holds a line break or NUL, which no server can be sent: check ${placeOf(reference)}`,
  );
}

/** The same for the text of a private key, which has many lines. */
export async function resolvePrivateKey(
  reference: SecretReference,
  whose: string,
  sources: SecretSources,
): Promise<string> {
  const key = await lookUp(reference, whose, sources);
  if (isPrivateKey(key)) return key;
  throw usageError(
    `${whose} is no private key, whose text begins with -----BEGIN … PRIVATE KEY-----: check ${placeOf(reference)}`,
  );
}

/** Where a secret comes from, without the secret. */
export function placeOf(reference: SecretReference): string {
  switch (reference.from) {
    case 'text':
      return 'the configuration';
    case 'env':
      return `the environment variable ${reference.name}`;
    case 'file':
      return `the file ${reference.path}`;
    case 'store':
      return `the secret '${reference.name}'`;
  }
}

async function lookUp(reference: SecretReference, whose: string, sources: SecretSources): Promise<string> {
  switch (reference.from) {
    case 'text':
      return reference.text;
    case 'env': {
      const value = sources.env[reference.name];
      if (value === undefined) throw usageError(`${whose}: ${placeOf(reference)} is not set`);
      return value;
    }
    case 'file':
      return readSecretFile(reference.path, whose, sources);
    case 'store':
      return readSecret(sources.files, reference.name);
  }
}

/** The text of a file without the line break that editors end it with. */
async function readSecretFile(
  file: string,
  whose: string,
  { permissions, warn }: SecretSources,
): Promise<string> {
  try {
    const { mode } = await stat(file);
    if (process.platform !== 'win32' && (mode & OTHERS_READ) !== 0) {
      const message = `${whose}: others may read the file ${file}: chmod 600 it`;
      if (permissions === 'refuse') throw usageError(message);
      warn(message);
    }
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    if (systemCode(error) === undefined || !(error instanceof Error) || !('syscall' in error)) throw error;
    throw usageError(`${whose}: the file ${file} cannot be read: ${messageOf(error)}`, error);
  }
}
