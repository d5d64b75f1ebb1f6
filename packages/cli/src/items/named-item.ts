import type { ConfiguredItem, LoadedConfig, SecretReference, SecretsOf } from '@syncline/daemon/config';
import type { Item, Side } from '@syncline/model';

import type { Context } from '../context.js';
import type { EndpointArgument } from '../endpoint-argument.js';
import { passwordVariable, resolvePassword } from '../passwords.js';
import { secretPrompt } from '../prompt.js';
import type { Warn } from './configuration.js';
import { loadConfiguration } from './configuration.js';

const ARGUMENTS: Readonly<Record<Side, EndpointArgument>> = { source: 'SOURCE', destination: 'DESTINATION' };

/** The configured item of this name, passwords included. Throws `usage` for a name that the configuration does not have. */
export async function namedItem(
  name: string,
  option: string | undefined,
  context: Context,
  warn: Warn,
): Promise<{ readonly item: Item; readonly configured: ConfiguredItem }> {
  const { findItem, resolveItem } = await import('@syncline/daemon/config');
  const loaded = await loadConfiguration(option, context, warn);
  const configured = findItem(loaded, name);
  const secretsOf = secretsOfItem(configured, loaded, context, warn, { variables: true });
  return { item: await resolveItem(configured, secretsOf), configured };
}

/**
 * How the secrets of an item are had: passwords from the variables where they are set, as for `sync`; else as the
 * configuration says; else typed. Without `variables` those are left alone: of several items nobody could say whose they
 * are.
 */
export function secretsOfItem(
  item: ConfiguredItem,
  loaded: LoadedConfig,
  context: Context,
  warn: Warn,
  { variables }: { readonly variables: boolean },
): SecretsOf {
  const env = variables ? context.env : {};
  return async (endpoint, side) => {
    const argument = ARGUMENTS[side];
    const whose = `${item.name}, ${side}`;
    const ask = { loaded, whose, context, warn };
    const privateKey =
      endpoint.type === 'sftp' ? await configuredSecret('private key', endpoint.privateKey, ask) : undefined;
    const given = env[passwordVariable(argument)];
    const password = given ?? (await configuredSecret('password', endpoint.password, ask));
    const prompt = secretPrompt(context);
    const resolved = await resolvePassword({ ...endpoint, password }, argument, { env, prompt, privateKey });
    return { password: resolved.type === 'directory' ? '' : resolved.password, privateKey };
  };
}

/** Whose secret is looked up, and who is told of what is wrong with how it is kept. */
export interface SecretQuestion {
  readonly loaded: LoadedConfig;
  readonly whose: string;
  readonly context: Context;
  readonly warn: Warn;
}

/** The secret that the configuration refers to; undefined where it names none. Throws `usage`. */
export async function configuredSecret(
  kind: 'password' | 'private key',
  reference: SecretReference | undefined,
  { loaded, whose, context: { env }, warn }: SecretQuestion,
): Promise<string | undefined> {
  if (reference === undefined) return undefined;
  const { resolvePrivateKey, resolveSecret, secretFiles } = await import('@syncline/daemon/config');
  const { permissions } = loaded.config;
  const sources = { env, files: secretFiles(loaded.file, env), permissions, warn };
  const resolve = kind === 'password' ? resolveSecret : resolvePrivateKey;
  return resolve(reference, `the ${kind} of item ${whose}`, sources);
}
