import type { ConfiguredFtp, ConfiguredItem, LoadedConfig, PasswordOf } from '@syncline/daemon/config';
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
  const passwordOf = passwordsOf(configured, loaded, context, warn, { variables: true });
  return { item: await resolveItem(configured, passwordOf), configured };
}

/**
 * How the passwords of an item are had: from the variables where they are set, as for `sync`; else as the configuration
 * says; else typed. Without `variables` those are left alone: of several items nobody could say whose they are.
 */
export function passwordsOf(
  item: ConfiguredItem,
  loaded: LoadedConfig,
  context: Context,
  warn: Warn,
  { variables }: { readonly variables: boolean },
): PasswordOf {
  const env = variables ? context.env : {};
  return async (endpoint, side) => {
    const argument = ARGUMENTS[side];
    const given = env[passwordVariable(argument)];
    const whose = `${item.name}, ${side}`;
    const password = given ?? (await configuredPassword(loaded, endpoint, whose, context, warn));
    const resolved = await resolvePassword({ ...endpoint, password }, argument, {
      env,
      prompt: secretPrompt(context),
    });
    return resolved.type === 'directory' ? '' : resolved.password;
  };
}

/** The password that the configuration refers to; undefined where it names none. Throws `usage`. */
export async function configuredPassword(
  loaded: LoadedConfig,
  { password }: ConfiguredFtp,
  whose: string,
  { env }: Context,
  warn: Warn,
): Promise<string | undefined> {
  if (password === undefined) return undefined;
  const { resolveSecret, secretFiles } = await import('@syncline/daemon/config');
  const { permissions } = loaded.config;
  const sources = { env, files: secretFiles(loaded.file, env), permissions, warn };
  return resolveSecret(password, `the password of item ${whose}`, sources);
}
