import type { Endpoint } from '@syncline/endpoint';
import { createDirectoryEndpoint, createFtpEndpoint, createPoolRegistry } from '@syncline/endpoint';
import type { EndpointSpec, FtpSpec, Item, Limits, Side } from '@syncline/model';

/** Makes the two endpoints of an item, unopened. Both sides on one server share its pool of connections. */
export function createEndpoints(
  item: Item,
  notice: (message: string) => void,
): { readonly source: Endpoint; readonly destination: Endpoint } {
  const pools = createPoolRegistry();
  const sharedPool = sameServer(item.source.endpoint, item.destination.endpoint);
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

function sameServer(left: EndpointSpec, right: EndpointSpec): boolean {
  return left.type === 'ftp' && right.type === 'ftp' && serverKey(left) === serverKey(right);
}

function serverKey({ server, port, username }: FtpSpec): string {
  return `${username}@${server.toLowerCase()}:${port}`;
}
