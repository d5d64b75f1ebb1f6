import { closeSync, futimesSync, openSync, writeSync } from 'node:fs';
import type { Random } from '../../../test/simulate/random.ts';
import { createRandom } from '../../../test/simulate/random.ts';

const POOL_BYTES = 1 << 20;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ,.\n0123456789';

/** Seeded text, from which every small file takes a stretch: as different as mail, and made as fast as it is written. */
export const textPool = makePool();

function makePool(): Buffer {
  const random = createRandom(2_024);
  const pool = Buffer.allocUnsafe(POOL_BYTES);
  for (let at = 0; at < POOL_BYTES; at += 1) pool[at] = LETTERS.charCodeAt(random.below(LETTERS.length));
  return pool;
}

/** Makes or rewrites a file of `minBytes` to `maxBytes`. Without `seconds` its time is now, as after an edit. */
export function writeText(
  path: string,
  random: Random,
  [minBytes, maxBytes]: readonly [number, number],
  seconds?: number,
): void {
  const bytes = minBytes + random.below(maxBytes - minBytes + 1);
  const file = openSync(path, 'w');
  writeSync(file, textPool, random.below(POOL_BYTES - bytes), bytes);
  if (seconds !== undefined) futimesSync(file, seconds, seconds);
  closeSync(file);
}

/** A time of the years before, with a fraction of a second. */
export function someTime(random: Random): number {
  return 1_600_000_000 + random.below(100_000_000) + random.below(1_000_000) / 1_000_000;
}
