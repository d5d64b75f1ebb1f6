import { dirname, join } from 'node:path';

import type { Name } from '@syncline/model';

import type { FileStatus } from './file-status.js';
import { realPathOf, type Handle } from './handles.js';
import { mountAt, mounts, placeOnVolume, type Mount } from './mount-table.js';
import { weighLooks } from './system-calls.js';

/**
 * Tells of the directories in a directory whether something else is mounted there: a file system of its own, or a directory from
 * another place of the same one. The kernel's table is read once, and only for what may be of the latter kind.
 */
export function mountPointsIn(handle: Handle): (name: Name, stats: FileStatus) => boolean {
  let table: readonly Mount[] | undefined;
  return (name, stats) => {
    if (stats.dev !== handle.dev) return true;
    if (stats.mountRoot === false) return false;
    if (table === undefined) {
      table = mounts();
      // Each line costs about as much as a look.
      if (stats.mountRoot === undefined) weighLooks(table.length);
    }
    return isMountOfAnother(table, realPathIn(handle, name));
  };
}

/** Undefined where the kernel does not tell it: a path longer than a page, which no mount has either. */
function realPathIn(handle: Handle, name: Name): string | undefined {
  try {
    return join(realPathOf(handle), name);
  } catch {
    return undefined;
  }
}

/**
 * Whether what is mounted at a real path is another directory than would be there without. A directory that is bound to itself
 * is none: a service sees those that it may write so (systemd, ReadWritePaths=), and to everybody else they are plain ones.
 */
export function isMountOfAnother(table: readonly Mount[], path: string | undefined): boolean {
  if (path === undefined || !table.some(({ mountPoint }) => mountPoint === path)) return false;
  const [shown, below] = [mountAt(table, path), mountAt(table, dirname(path))];
  if (shown === undefined || below === undefined || shown.mountPoint !== path) return false;
  return placeOnVolume(shown, path) !== placeOnVolume(below, path);
}
