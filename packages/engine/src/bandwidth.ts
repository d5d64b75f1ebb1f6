import type { BandwidthShare } from '@syncline/endpoint';
import type { OpenedSides } from './open-run.js';

/**
 * Keeps what an item moves within its own limit (`throttle`), and within what all items together may move to and from the
 * servers of its sides. Waits for all of them at once: a byte is moved once.
 */
export function withinBandwidth(
  throttle: (bytes: number) => void | Promise<void>,
  { source, destination }: OpenedSides,
  signal: AbortSignal,
): (bytes: number) => void | Promise<void> {
  const shares: BandwidthShare[] = [];
  for (const { bandwidth } of [source, destination])
    if (bandwidth !== undefined && shares.every((share) => share.of !== bandwidth.of)) shares.push(bandwidth);
  if (shares.length === 0) return throttle;
  return async (bytes) => {
    await Promise.all([throttle(bytes), ...shares.map((share) => share.spend(bytes, signal))]);
  };
}
