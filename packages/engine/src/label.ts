import { resolve } from 'node:path';
import type { EndpointSpec, Item } from '@syncline/model';
import { pairKey } from '@syncline/state';

const SCHEMES = { none: 'ftp', explicit: 'ftpes', implicit: 'ftps' } as const;

/** The address of an endpoint in one spelling, without any secret: a part of the item's identity. */
export function labelOf(spec: EndpointSpec): string {
  if (spec.type === 'directory') return resolve(spec.path);
  const { tls, username, server, port, directory } = spec;
  return `${SCHEMES[tls]}://${username}@${server.toLowerCase()}:${port}/${directory}`;
}

/** Tells one pair of endpoints and mode from every other: 16 hex digits. */
export function pairOf(item: Pick<Item, 'source' | 'destination' | 'mode'>): string {
  const { source, destination, mode } = item;
  return pairKey({ source: labelOf(source.endpoint), destination: labelOf(destination.endpoint), mode });
}
