import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';

import { systemCode, usageError } from '@syncline/model';
import { z } from 'zod';

import { NAME } from '../config/endpoint-schema.js';
import { whileLocked } from '../file-lock.js';
import { writeFileAtomically } from '../write-file.js';
import type { Sealed } from './cipher.js';
import { seal, unseal } from './cipher.js';
import { makeKey, readKey, unreadable } from './key.js';

const storeSchema = z.strictObject({
  version: z.literal(1),
  secrets: z.array(z.strictObject({ name: z.string().regex(NAME), sealed: z.string() })),
});

type Kept = ReadonlyMap<string, Sealed>;

/** Where the store is: beside the configuration that refers to it. */
export interface SecretFiles {
  readonly store: string;
  readonly key: string;
}

/** `syncline.secrets.json` and `syncline.key` for `syncline.yaml`; `SYNCLINE_KEY_FILE` puts the key elsewhere. */
export function secretFiles(configFile: string, env: NodeJS.ProcessEnv): SecretFiles {
  const { dir, name } = parse(configFile);
  const elsewhere = env['SYNCLINE_KEY_FILE'] ?? '';
  return {
    store: join(dir, `${name}.secrets.json`),
    key: elsewhere === '' ? join(dir, `${name}.key`) : elsewhere,
  };
}

/** The names of the secrets that are kept, in order. */
export async function secretNames(files: SecretFiles): Promise<readonly string[]> {
  return [...(await readStore(files.store)).keys()].sort();
}

/** A secret by its name. Throws `usage` when it is not kept, or can't be read with the key that there is. */
export async function readSecret(files: SecretFiles, name: string): Promise<string> {
  const sealed = (await readStore(files.store)).get(name);
  if (sealed === undefined)
    throw usageError(`there is no secret '${name}': set it with 'syncline secret set ${name}'`);
  const key = await existingKey(files);
  const text = unseal(sealed, name, key);
  if (text === undefined) {
    throw usageError(
      `the secret '${name}' cannot be read with the key ${files.key}: it was set with another one, or ${files.store} was changed. Set it again with 'syncline secret set ${name}'`,
    );
  }
  return text;
}

/** Keeps a secret under a name, in the place of an older one. The key is made with the first secret. */
export async function setSecret(files: SecretFiles, name: string, text: string): Promise<void> {
  if (!NAME.test(name)) throw usageError('the name of a secret has letters, digits, . _ - (at most 64)');
  await mkdir(dirname(files.store), { recursive: true, mode: 0o700 });
  await whileLocked(files.store, async () => {
    const kept = await readStore(files.store);
    const key =
      kept.size === 0 ? ((await readKey(files.key)) ?? (await makeKey(files.key))) : await existingKey(files);
    await writeStore(files.store, new Map([...kept, [name, seal(text, name, key)]]));
  });
}

/** Forgets a secret. Throws `usage` where it is not kept. */
export async function removeSecret(files: SecretFiles, name: string): Promise<void> {
  await whileLocked(files.store, async () => {
    const kept = new Map(await readStore(files.store));
    if (!kept.delete(name)) throw usageError(`there is no secret '${name}'`);
    await writeStore(files.store, kept);
  });
}

async function existingKey({ key: file, store }: SecretFiles): Promise<Buffer> {
  const key = await readKey(file);
  if (key !== undefined) return key;
  throw usageError(
    `the key ${file} of the secrets in ${store} is not there: put it back, or remove ${store} and set the secrets again`,
  );
}

async function readStore(file: string): Promise<Kept> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return new Map();
    throw unreadable(file, error);
  }
  const read = storeSchema.safeParse(parseJson(text));
  if (!read.success)
    throw usageError(
      `${file} is no secret store of this version: put it back, or remove it and set the secrets again`,
    );
  return new Map(read.data.secrets.map(({ name, sealed }) => [name, sealed]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function writeStore(file: string, kept: Kept): Promise<void> {
  const secrets = [...kept].map(([name, sealed]) => ({ name, sealed }));
  await writeFileAtomically(file, `${JSON.stringify({ version: 1, secrets }, undefined, 2)}\n`);
}
