import { chmodSync, fchmodSync, futimesSync, utimesSync } from 'node:fs';

import { US_PER_SECOND } from '@syncline/model';

import type { Attributes } from '../writing.js';
import { errorName } from './errors.js';
import type { Handle } from './handles.js';
import { OWN_PROC } from './own-proc.js';

/** Sets what the file system lets us set, of an open file; setuid, setgid and sticky bits never. */
export function setFileAttributes(fd: number, handle: Handle, attributes: Attributes): void {
  const { mtime, mode } = attributes;
  const file = `${OWN_PROC}/fd/${fd}`;
  if (mtime !== undefined) {
    const [atime, seconds] = [Date.now() / 1000, secondsOf(mtime)];
    ifAllowed(() =>
      orByName(
        () => futimesSync(fd, atime, seconds),
        () => utimesSync(file, atime, seconds),
      ),
    );
  }
  if (mode !== undefined && handle.facts.modes) {
    ifAllowed(() =>
      orByName(
        () => fchmodSync(fd, mode & 0o777),
        () => chmodSync(file, mode & 0o777),
      ),
    );
  }
}

/** A descriptor that only names a file (O_PATH) can't be used itself, but its name in /proc can. */
function orByName(byDescriptor: () => void, byName: () => void): void {
  try {
    byDescriptor();
  } catch (error) {
    if (errorName(error) !== 'EBADF') throw error;
    byName();
  }
}

/** libuv before 1.52 (Node 20, 22 and the first of 24) cuts a time to whole µs; later ones keep all that the double holds. */
const CUTS_TO_US = isBefore(process.versions.uv, 1, 52);

function isBefore(version: string, major: number, minor: number): boolean {
  const [ours = 0, less = 0] = version.split('.').map(Number);
  return ours < major || (ours === major && less < minor);
}

/**
 * Seconds for utimes, which takes a double: where that is cut, half a µs more keeps the right one. It takes a negative number
 * for "now": times before 1970 become 1970.
 */
export function secondsOf(mtime: number): number {
  return (Math.max(0, mtime) + (CUTS_TO_US ? 0.5 : 0)) / US_PER_SECOND;
}

/** Some file systems (vfat, cifs) and foreign owners refuse times and modes: what can't be set is left. */
export function ifAllowed(set: () => void): void {
  try {
    set();
  } catch (error) {
    if (!['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'ENOSYS'].includes(errorName(error)))
      throw error;
  }
}
