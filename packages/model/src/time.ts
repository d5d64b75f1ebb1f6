/** Microseconds in one millisecond and one second: times of entries are in microseconds since the epoch. */
export const US_PER_MS = 1_000;
export const US_PER_SECOND = 1_000_000;

/** The coarsest precision at which equal times (with equal sizes) stand for equal content (SPEC §2). */
export const COARSEST_TRUSTED_PRECISION_US = 2 * US_PER_SECOND;

/**
 * Whether two times may be the same moment, told by two sides of which the coarser one is exact to `precisionUs`.
 * Undefined is never the same: nothing is known of it.
 */
export function sameTime(left: number | undefined, right: number | undefined, precisionUs: number): boolean {
  if (left === undefined || right === undefined) return false;
  if (precisionUs <= 1) return Math.abs(left - right) <= 1;
  return Math.abs(left - right) < precisionUs;
}
