import type { Endpoint } from '@syncline/endpoint';
import type { ContentEntry, FileEntry } from '@syncline/model';
import { COARSEST_TRUSTED_PRECISION_US, sameTime, US_PER_SECOND } from '@syncline/model';
import type { ApplyContext } from './context.js';

/** A listing in minutes does not tell its zone: zones are quarters of an hour apart. */
const ZONE_STEP_US = 15 * 60 * US_PER_SECOND;

/** The time that a file gets where something else had its name until now. */
export function timeInPlaceOf(
  replaced: ContentEntry | undefined,
  file: Pick<FileEntry, 'size' | 'mtime'>,
  { traits }: Endpoint,
  { tellsApart }: ApplyContext,
): number | undefined {
  if (replaced === undefined || tellsApart !== true) return file.mtime;
  return distinctTime(file, replaced, traits.timePrecisionUs);
}

/**
 * The time (µs) that a version of so many bytes gets in the place of `replaced`: its own, or one a little later where a side that tells
 * times to `precisionUs` would show both alike. INVARIANT: another machine that has the side in step sees that it is another version. Where
 * the side knows files by more than size and time, it does so anyway.
 */
export function distinctTime(
  { size, mtime }: { readonly size: number; readonly mtime: number | undefined },
  replaced: ContentEntry,
  precisionUs: number,
): number | undefined {
  if (mtime === undefined || replaced.kind !== 'file' || replaced.mtime === undefined) return mtime;
  if (replaced.identity !== undefined || replaced.size !== size) return mtime;
  let time = mtime;
  while (mayLookAlike(time, replaced.mtime, precisionUs)) time += precisionUs;
  return time;
}

function mayLookAlike(left: number, right: number, precisionUs: number): boolean {
  if (precisionUs <= COARSEST_TRUSTED_PRECISION_US) return sameTime(left, right, precisionUs);
  const apart = Math.abs(left - right) % ZONE_STEP_US;
  return Math.min(apart, ZONE_STEP_US - apart) < precisionUs;
}
