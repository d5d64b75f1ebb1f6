import type { Addressed, Side } from '@syncline/model';
import { addressOf } from '@syncline/model';

import type { Context } from '../context.js';
import { itemName } from '../item-name.js';
import type { Warn } from '../items/configuration.js';
import { loadConfiguration } from '../items/configuration.js';
import { configuredPassword } from '../items/named-item.js';
import { passwordVariable } from '../passwords.js';
import type { PlanItem } from './plan-format.js';

/** A password that is known for a side of a plan; undefined where there is none. */
export type KnownPasswords = Readonly<Record<Side, string | undefined>>;

const NONE: KnownPasswords = { source: undefined, destination: undefined };

/**
 * What the configuration says of the passwords of a plan's item, where that is a configured one and its servers are still
 * those of the plan: no other server is told a password. Throws `usage` for a reference that leads to nothing.
 */
export async function planPasswords(
  item: PlanItem,
  option: string | undefined,
  context: Context,
  warn: Warn,
): Promise<KnownPasswords> {
  const { destination, mode, name, source } = item;
  if (name === itemName(source.endpoint, destination.endpoint, mode)) return NONE;
  const loaded = await loadConfiguration(option, context, warn);
  const configured = loaded.config.items.find((each) => each.name === name);
  if (configured === undefined) return NONE;
  const passwordOf = async (side: Side): Promise<string | undefined> => {
    const { endpoint } = configured[side];
    const variable = passwordVariable(side === 'source' ? 'SOURCE' : 'DESTINATION');
    const known = endpoint.type !== 'directory' && context.env[variable] === undefined;
    if (!known || addressOf(endpoint) !== addressOf(item[side].endpoint as Addressed)) return undefined;
    return configuredPassword(loaded, endpoint, `${name}, ${side}`, context, warn);
  };
  return { source: await passwordOf('source'), destination: await passwordOf('destination') };
}
