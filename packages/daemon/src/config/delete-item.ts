import { removeSecret, secretFiles, secretNames } from '../secrets/store.js';
import type { LoadedConfig } from './config-file.js';
import { isOwnSecret } from './item-passwords.js';
import { editConfig } from './save.js';

/** A configuration without an item, and the secrets that went with it. */
export interface Deleted {
  readonly after: LoadedConfig;
  readonly secrets: readonly string[];
}

/**
 * Deletes an item from a configuration file, and then the passwords that were typed for it, as far as nothing else refers
 * to them. Its journal and history are kept: an item of that name goes on where it was. Throws `usage`; then all is there.
 */
export async function deleteItem(
  name: string,
  file: string,
  home: string,
  env: NodeJS.ProcessEnv,
): Promise<Deleted> {
  const files = secretFiles(file, env);
  const kept = await secretNames(files);
  const after = await editConfig(file, home, [{ do: 'delete', name }]);
  // Errs on the side of keeping: the name alone is looked for.
  const secrets = kept.filter((secret) => isOwnSecret(name, secret) && !after.text.includes(secret));
  for (const secret of secrets) await removeSecret(files, secret);
  return { after, secrets };
}
