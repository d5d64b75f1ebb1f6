import type { Compare, Mode, Name } from '@syncline/model';

/** What the decisions depend on besides the entries: the item's settings and what the sides can do. */
export interface Policy {
  readonly mode: Mode;
  readonly compare: Compare;
  readonly source: SideAbilities;
  readonly destination: SideAbilities;
  /** The last run is so long ago that a token which was racy then and is the same now can no longer hide a change. */
  readonly racesOver: boolean;
}

export interface SideAbilities {
  readonly local: boolean;
  readonly timePrecisionUs: number;
  readonly setsTimes: boolean;
  readonly links: boolean;
  /** Whether the side can hold a name; undefined: any. */
  readonly holds?: ((name: Name) => boolean) | undefined;
}

/** To what times of the two sides can be compared, µs: what the coarser one tells. */
export function coarserPrecisionUs({ source, destination }: Pick<Policy, 'source' | 'destination'>): number {
  return Math.max(source.timePrecisionUs, destination.timePrecisionUs);
}
