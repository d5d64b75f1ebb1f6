import type { Endpoint, PoolRegistry } from '@syncline/endpoint';
import { createDirectoryEndpoint, createPoolRegistry } from '@syncline/endpoint/base';
import type { EndpointSpec, Item, Limits, ServerSpec, Side } from '@syncline/model';

/** Connections to servers that several items of one process share, so that a server never has more than its limit. */
export type Connections = PoolRegistry;

/** None so far; give the same ones to each run, as `RunOptions.connections`. */
export function createConnections(): Connections {
  return createPoolRegistry();
}

/** The two sides of an item. */
export type Endpoints = Readonly<Record<Side, Endpoint>>;

/**
 * Makes the two endpoints of an item, unopened. Both sides on one server share its pool of connections; `connections`: with
 * other items.
 */
export async function createEndpoints(
  item: Item,
  notice: (message: string) => void,
  connections?: Connections,
): Promise<Endpoints> {
  const pools = connections ?? createPoolRegistry();
  const sharedPool = mayWaitForEachOther(item, connections !== undefined);
  const create = (side: Side): Promise<Endpoint> =>
    make(item[side].endpoint, { limits: item.limits, pools, sharedPool, notice });
  const [source, destination] = await Promise.all([create('source'), create('destination')]);
  return { source, destination };
}

/** Makes one endpoint by itself, unopened. */
export function createEndpoint(
  spec: EndpointSpec,
  limits: Limits,
  notice: (message: string) => void,
): Promise<Endpoint> {
  return make(spec, { limits, notice });
}

interface Making {
  readonly limits: Limits;
  readonly pools?: PoolRegistry | undefined;
  readonly sharedPool?: boolean | undefined;
  readonly notice: (message: string) => void;
}

/** What a protocol needs is loaded with the first endpoint that speaks it: most runs start without, and sooner. */
async function make(spec: EndpointSpec, making: Making): Promise<Endpoint> {
  switch (spec.type) {
    case 'directory':
      return createDirectoryEndpoint(spec, { notice: making.notice });
    case 'ftp':
      return (await import('@syncline/endpoint/ftp')).createFtpEndpoint(spec, making);
    case 'sftp':
      return (await import('@syncline/endpoint/sftp')).createSftpEndpoint(spec, making);
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
