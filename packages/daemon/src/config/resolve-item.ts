import type { EndpointSpec, Item, Side } from '@syncline/model';

import type { ConfiguredFtp, ConfiguredItem, ConfiguredSide } from './configured-item.js';

/** How the password of a server is had; the side tells the two servers of an item apart. */
export type PasswordOf = (endpoint: ConfiguredFtp, side: Side) => Promise<string>;

/** The item as a run takes it, with its passwords. Throws what `passwordOf` throws. */
export async function resolveItem(item: ConfiguredItem, passwordOf: PasswordOf): Promise<Item> {
  const { compare, conflict, deleteLimit, limits, mode, name, recursive, trash } = item;
  const side = async (of: Side): Promise<Item['source']> => {
    const { endpoint, ...rest }: ConfiguredSide = item[of];
    return { ...rest, endpoint: await withPassword(endpoint, of, passwordOf) };
  };
  const [source, destination] = [await side('source'), await side('destination')];
  return { name, mode, recursive, source, destination, trash, deleteLimit, compare, conflict, limits };
}

async function withPassword(
  endpoint: ConfiguredSide['endpoint'],
  side: Side,
  passwordOf: PasswordOf,
): Promise<EndpointSpec> {
  return endpoint.type === 'directory'
    ? endpoint
    : { ...endpoint, password: await passwordOf(endpoint, side) };
}
