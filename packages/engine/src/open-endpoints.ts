import type { Endpoint } from '@syncline/endpoint';
import type { PoolRegistry } from '@syncline/endpoint';
import { createDirectoryEndpoint, createFtpEndpoint, createPoolRegistry } from '@syncline/endpoint';
import type { EndpointSpec, FtpSpec, Item, Limits, Side } from '@syncline/model';

/** Connections to servers that several items of one process share, so that a server never has more than its limit. */
export type Connections = PoolRegistry;

export function createConnections(): Connections {
  return createPoolRegistry();
}

/**
 * Makes the two endpoints of an item, unopened. Both sides on one server share its pool of connections; `connections`: with
 * other items.
 */
export function createEndpoints(
  item: Item,
  notice: (message: string) => void,
  connections?: Connections,
): { readonly source: Endpoint; readonly destination: Endpoint } {
  const pools = connections ?? createPoolRegistry();
  const sharedPool = mayWaitForEachOther(item, connections !== undefined);
  const create = (side: Side): Endpoint => {
    const spec = item[side].endpoint;
    return spec.type === 'directory'
      ? createDirectoryEndpoint(spec, { notice })
      : createFtpEndpoint(spec, { limits: item.limits, pools, sharedPool, notice });
  };
  return { source: create('source'), destination: create('destination') };
}

/** Makes one endpoint by itself, unopened. */
export function createEndpoint(
  spec: EndpointSpec,
  limits: Limits,
  notice: (message: string) => void,
): Endpoint {
  return spec.type === 'directory'
    ? createDirectoryEndpoint(spec, { notice })
    : createFtpEndpoint(spec, { limits, notice });
}

/**
 * Whether a transfer that held a connection of one side while it waited for one of the other could wait for ever: on one
 * server for itself, on two for another item that does the same the other way round.
 */
function mayWaitForEachOther({ source, destination }: Item, sharedWithItems: boolean): boolean {
  const [left, right] = [source.endpoint, destination.endpoint];
  return sharedWithItems ? left.type === 'ftp' && right.type === 'ftp' : sameServer(left, right);
}

function sameServer(left: EndpointSpec, right: EndpointSpec): boolean {
  return left.type === 'ftp' && right.type === 'ftp' && serverKey(left) === serverKey(right);
}

function serverKey({ server, port, username }: FtpSpec): string {
  return `${username}@${server.toLowerCase()}:${port}`;
}
