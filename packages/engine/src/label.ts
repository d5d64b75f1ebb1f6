import { resolve } from 'node:path';
import type { EndpointSpec, Item } from '@syncline/model';
import { addressOf } from '@syncline/model';
import { pairKey } from '@syncline/state';

/** The address of an endpoint in one spelling, without any secret: a part of the item's identity. */
export function labelOf(spec: EndpointSpec): string {
  return spec.type === 'directory' ? resolve(spec.path) : addressOf(spec);
}

/** Tells one pair of endpoints and mode from every other: 16 hex digits. */
export function pairOf(item: Pick<Item, 'source' | 'destination' | 'mode'>): string {
  const { source, destination, mode } = item;
  return pairKey({ source: labelOf(source.endpoint), destination: labelOf(destination.endpoint), mode });
}
