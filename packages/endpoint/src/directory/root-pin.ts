import type { Stats } from 'node:fs';

import { SynclineError } from '@syncline/model';

/**
 * Which directory the root was when it was checked: device and inode, in memory that an endpoint shares with its threads.
 * Zeros: it was not checked, and may be any.
 */
export type RootPin = Float64Array<SharedArrayBuffer>;

export function newRootPin(): RootPin {
  return new Float64Array(new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT));
}

/** From now on the root is this directory; undefined: there is none yet, and any will do. */
export function pinRoot(pin: RootPin, found: Pick<Stats, 'dev' | 'ino'> | undefined): void {
  pin[0] = found?.dev ?? 0;
  pin[1] = found?.ino ?? 0;
}

/**
 * Throws `refused` where the root leads to another directory than it did: its file system was unmounted, another one mounted
 * over it, or the directory replaced. What is written there would be taken for what is on the side from then on, and be
 * missed as deleted once that is back. `stableRoots`: of the file system that is there now.
 */
export function requirePinned(
  pin: RootPin,
  rootPath: string,
  { dev, ino }: Pick<Stats, 'dev' | 'ino'>,
  stableRoots: boolean,
): void {
  const isAny = pin[0] === 0 && pin[1] === 0;
  if (isAny || (pin[0] === dev && (pin[1] === ino || !stableRoots))) return;
  const message =
    `the root ${rootPath} is another directory than a moment ago, so nothing more is done there: ` +
    'see whether its file system is still mounted and nobody replaced it, then run again';
  throw new SynclineError('refused', message, { scope: 'endpoint' });
}
