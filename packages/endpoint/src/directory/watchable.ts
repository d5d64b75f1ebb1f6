import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { posix, resolve } from 'node:path';

import {
  compareBytes,
  joinPath,
  pathFromBytes,
  pathFromText,
  pathToSystem,
  type Path,
} from '@syncline/model';

import { errorName } from './errors.js';
import { filesystemFacts } from './filesystem.js';
import { mounts } from './mount-table.js';

/** What a watch of a directory tree has to know of the file system; all of it hints, looked up by plain paths. */

/** The folders in a directory of a side, sorted; links to folders are none. None where it can't be read. */
export async function foldersIn(rootPath: string, directory: Path): Promise<Path[]> {
  try {
    // As bytes: Node has to look at some entries by their names, where a file system does not tell what they are.
    const entries = await readdir(systemPath(rootPath, directory), {
      encoding: 'buffer',
      withFileTypes: true,
    });
    const folders = entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => pathFromBytes(name.toString('latin1')));
    return folders.sort(compareBytes).map((name) => joinPath(directory, name));
  } catch (error) {
    if (UNREADABLE.has(errorName(error))) return [];
    throw error;
  }
}

/** Whether a folder, and no link to one, stands at a path of a side now. */
export function isFolder(rootPath: string, path: Path): boolean {
  try {
    return lstatSync(systemPath(rootPath, path), { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}

/**
 * The folders of a side whose changes the kernel of this machine may not hear of: the root itself where it is on a shared file
 * system (nfs, cifs, fuse, 9p), and what is mounted from one below it.
 */
export function sharedFoldersIn(rootPath: string): Path[] {
  const root = resolve(rootPath);
  if (filesystemFacts(root).shared) return [pathFromBytes('')];
  const base = bytesOf(realRoot(root)).replace(/\/$/, '');
  return mounts()
    .map(({ mountPoint }) => mountPoint)
    .filter((mountPoint) => mountPoint.startsWith(`${base}/`))
    .filter((mountPoint) => filesystemFacts(Buffer.from(mountPoint, 'latin1')).shared)
    .map((mountPoint) => pathFromBytes(mountPoint.slice(base.length + 1)));
}

/** The limits of inotify(7), where the system has it. */
export interface WatchLimits {
  /** Directories that one user may watch. */
  readonly watches: number;
  /** Events that wait to be read; more are dropped. */
  readonly queuedEvents: number;
}

export function watchLimits(): WatchLimits | undefined {
  const read = (name: string): number => Number(readFileSync(`/proc/sys/fs/inotify/${name}`, 'latin1'));
  try {
    return { watches: read('max_user_watches'), queuedEvents: read('max_queued_events') };
  } catch {
    return undefined;
  }
}

const UNREADABLE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'EIO']);

function systemPath(rootPath: string, path: Path): string | Buffer {
  const root = bytesOf(resolve(rootPath));
  return pathToSystem(path === '' ? root : posix.join(root, path));
}

function bytesOf(text: string): string {
  return pathFromText(text);
}

function realRoot(root: string): string {
  try {
    return realpathSync(root);
  } catch {
    return root;
  }
}
