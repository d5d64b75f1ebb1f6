import type { EndpointSpec, Item, Side } from '@syncline/model';

import type { ConfiguredItem, ConfiguredServer, ConfiguredSide } from './configured-item.js';

/** What a server is logged in to with. */
export interface ServerSecrets {
  readonly password: string;
  /** Of SFTP. */
  readonly privateKey: string | undefined;
}

/** How the secrets of a server are had; the side tells the two servers of an item apart. */
export type SecretsOf = (endpoint: ConfiguredServer, side: Side) => Promise<ServerSecrets>;

/** The item as a run takes it, with its secrets. Throws what `secretsOf` throws. */
export async function resolveItem(item: ConfiguredItem, secretsOf: SecretsOf): Promise<Item> {
  const { compare, conflict, deleteLimit, limits, mode, name, recursive, trash } = item;
  const side = async (of: Side): Promise<Item['source']> => {
    const { endpoint, ...rest }: ConfiguredSide = item[of];
    return { ...rest, endpoint: await withSecrets(endpoint, of, secretsOf) };
  };
  const [source, destination] = [await side('source'), await side('destination')];
  return { name, mode, recursive, source, destination, trash, deleteLimit, compare, conflict, limits };
}

async function withSecrets(
  endpoint: ConfiguredSide['endpoint'],
  side: Side,
  secretsOf: SecretsOf,
): Promise<EndpointSpec> {
  if (endpoint.type === 'directory') return endpoint;
  const { password, privateKey } = await secretsOf(endpoint, side);
  return endpoint.type === 'ftp' ? { ...endpoint, password } : { ...endpoint, password, privateKey };
}
