import { closeSync, constants, openSync, unlinkSync } from 'node:fs';

import type { Name } from '@syncline/model';

import { errorName } from './errors.js';
import { at, type Handle } from './handles.js';

export const CREATE = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;

/** Removes a temp file, wherever its directory has gone meanwhile. */
export function discardTemp(handle: Handle, temp: Name): void {
  try {
    unlinkSync(at(handle, temp));
  } catch {
    // It is gone, or the side does not answer: the next run removes it.
  }
}

/** Closes what is given up: a network file system may report once more that it could not keep it. */
export function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // Why it is given up is what counts.
  }
}

/**
 * Creates a temp file, for its owner alone or for those who may have the finished file as well. One of this name can only be
 * left from an earlier try of the same step.
 */
export function createTemp(handle: Handle, temp: Name, mode: number): number {
  const file = at(handle, temp);
  try {
    return openSync(file, CREATE, mode);
  } catch (error) {
    if (errorName(error) !== 'EEXIST') throw error;
    unlinkSync(file);
    return openSync(file, CREATE, mode);
  }
}
