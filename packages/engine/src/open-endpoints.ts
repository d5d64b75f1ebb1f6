import type { Endpoint } from '@syncline/endpoint';
import type { PoolRegistry } from '@syncline/endpoint';
import {
  createDirectoryEndpoint,
  createFtpEndpoint,
  createPoolRegistry,
  createSftpEndpoint,
} from '@syncline/endpoint';
import type { EndpointSpec, Item, Limits, ServerSpec, Side } from '@syncline/model';

/** Connections to servers that several items of one process share, so that a server never has more than its limit. */
export type Connections = PoolRegistry;

/** None so far; give the same ones to each run, as `RunOptions.connections`. */
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
  const create = (side: Side): Endpoint =>
    make(item[side].endpoint, { limits: item.limits, pools, sharedPool, notice });
  return { source: create('source'), destination: create('destination') };
}

/** Makes one endpoint by itself, unopened. */
export function createEndpoint(
  spec: EndpointSpec,
  limits: Limits,
  notice: (message: string) => void,
): Endpoint {
  return make(spec, { limits, notice });
}

interface Making {
  readonly limits: Limits;
  readonly pools?: PoolRegistry | undefined;
  readonly sharedPool?: boolean | undefined;
  readonly notice: (message: string) => void;
}

function make(spec: EndpointSpec, making: Making): Endpoint {
  switch (spec.type) {
    case 'directory':
      return createDirectoryEndpoint(spec, { notice: making.notice });
    case 'ftp':
      return createFtpEndpoint(spec, making);
    case 'sftp':
      return createSftpEndpoint(spec, making);
  }
}

/**
 * Whether a transfer that held a connection of one side while it waited for one of the other could wait for ever: on one
 * server for itself, on two for another item that does the same the other way round.
 */
function mayWaitForEachOther({ source, destination }: Item, sharedWithItems: boolean): boolean {
  const [left, right] = [source.endpoint, destination.endpoint];
  if (left.type === 'directory' || right.type === 'directory') return false;
  return sharedWithItems || serverKey(left) === serverKey(right);
}

function serverKey({ type, server, port, username }: ServerSpec): string {
  return `${type} ${username}@${server.toLowerCase()}:${port}`;
}
