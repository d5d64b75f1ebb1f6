import type { Path } from '@syncline/model';

import type { PlaceOnDisk } from './context.js';
import type { OriginalsInHand, OriginalsInPlace } from './originals.js';
import type { PackedListing } from './packed-listing.js';

/** What the threads are started with. */
export interface CopierData {
  /** Undefined where originals are handed over. */
  readonly from: PlaceOnDisk | undefined;
  readonly to: PlaceOnDisk;
  /** Shared: anything but 0 in it means that nothing more is to be made. */
  readonly stop: Int32Array;
}

/** Small new files that are to be made, as columns: the i-th of each is one file's. */
export interface CopyOrder {
  readonly directory: Path;
  /** Joined by NUL, as are `temps`. */
  readonly names: string;
  readonly temps: string;
  readonly originals: OriginalsInPlace | OriginalsInHand;
  /** The originals' rwx bits, or `NO_MODE`. */
  readonly modes: Uint16Array<ArrayBuffer>;
}

export interface CopyAnswer {
  /** Of each file, whether it was made. */
  readonly made: Uint8Array<ArrayBuffer>;
  /** SHA-256 of those that were made. */
  readonly hashes: Uint8Array<ArrayBuffer>;
  /** What stands there now of those that were made; what was not seen has to be asked for. */
  readonly seen: PackedListing;
  /** The file system that was written to. */
  readonly dev: number;
}

export const NO_MODE = 0xffff;
export const HASH_BYTES = 32;
