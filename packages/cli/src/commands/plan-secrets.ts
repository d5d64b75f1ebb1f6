import type { Addressed, Side } from '@syncline/model';
import { addressOf } from '@syncline/model';

import type { Context } from '../context.js';
import { itemName } from '../item-name.js';
import type { Warn } from '../items/configuration.js';
import { loadConfiguration } from '../items/configuration.js';
import { configuredSecret } from '../items/named-item.js';
import { passwordVariable } from '../passwords.js';
import type { PlanItem } from './plan-format.js';

/** What is known for a side of a plan. */
export interface KnownSecrets {
  readonly password?: string | undefined;
  readonly privateKey?: string | undefined;
}

const NONE: Readonly<Record<Side, KnownSecrets>> = { source: {}, destination: {} };

/**
 * What the configuration says of the passwords and keys of a plan's item, where that is a configured one and its servers are
 * still those of the plan: no other server is told a password. Throws `usage` for a reference that leads to nothing.
 */
export async function planSecrets(
  item: PlanItem,
  option: string | undefined,
  context: Context,
  warn: Warn,
): Promise<Readonly<Record<Side, KnownSecrets>>> {
  const { destination, mode, name, source } = item;
  if (name === itemName(source.endpoint, destination.endpoint, mode)) return NONE;
  const loaded = await loadConfiguration(option, context, warn);
  const configured = loaded.config.items.find((each) => each.name === name);
  if (configured === undefined) return NONE;
  const secretsOf = async (side: Side): Promise<KnownSecrets> => {
    const { endpoint } = configured[side];
    const isSame = addressOf(endpoint) === addressOf(item[side].endpoint as Addressed);
    if (endpoint.type === 'directory' || !isSame) return {};
    const ask = { loaded, whose: `${name}, ${side}`, context, warn };
    const variable = passwordVariable(side === 'source' ? 'SOURCE' : 'DESTINATION');
    const password = context.env[variable] === undefined ? endpoint.password : undefined;
    const privateKey = endpoint.type === 'sftp' ? endpoint.privateKey : undefined;
    return {
      password: await configuredSecret('password', password, ask),
      privateKey: await configuredSecret('private key', privateKey, ask),
    };
  };
  return { source: await secretsOf('source'), destination: await secretsOf('destination') };
}
