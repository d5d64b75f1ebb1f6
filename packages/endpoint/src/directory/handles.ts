import { readlinkSync } from 'node:fs';

import { joinPath, pathToSystem, SynclineError, type Path } from '@syncline/model';

import type { TrashNumbers } from '../trash-numbers.js';
import type { FilesystemFacts } from './filesystem.js';

/** A directory of the side. Names in it are reached through `at`, whatever happens to the directories above it. */
export interface Handle {
  readonly path: Path;
  /** What stands before `/name` in system calls; bytes, one per character. */
  readonly base: string;
  readonly dev: number;
  readonly ino: number;
  readonly facts: FilesystemFacts;
  /** Open; where descriptors are starting points. */
  readonly fd?: number;
}

/**
 * Opens directories below a root without ever following a link. Methods throw the errors of the system calls:
 * `ENOENT` when a component is missing, `ENOTDIR` when one is no directory (a link is none).
 */
export interface Directories {
  /** The directory at `path`; valid until the next call of any method. */
  get(path: Path): Handle;
  /** Like `get`; valid until it is released. */
  lease(path: Path): Handle;
  release(handle: Handle): void;
  /** Whether this very directory still stands at its path. */
  stands(handle: Handle): boolean;
  /** Tells mounts apart, also two of one file system; undefined where that is not known. */
  mountOf(handle: Handle): string | undefined;
  readonly trashNumbers: TrashNumbers;
  /** Undoes `close`. */
  open(): void;
  /** Lets go of everything; until `open`, every other call fails. Idempotent. */
  close(): void;
}

/** Where a directory is now, from the root of the system, as bytes. */
export function realPathOf({ fd, base }: Handle): string {
  return fd === undefined ? base || '/' : readlinkSync(base, 'latin1');
}

export function closedError(): SynclineError {
  return new SynclineError('interrupted', 'the directory is closed', { scope: 'endpoint' });
}

/** What a system call takes for a path. */
type SystemPath = string | Buffer;

/** The system's name for an entry of a directory. */
export function at(handle: Handle, name: Path): SystemPath {
  requireName(name);
  return pathToSystem(`${handle.base}/${name}`);
}

/** INVARIANT: no name leads out of the directory that it is looked up in. */
export function requireName(name: string): void {
  if (!isNameOfEntry(name))
    throw Object.assign(new Error('EINVAL: not the name of an entry'), { code: 'EINVAL' });
}

export function isNameOfEntry(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0');
}

/** Runs `work` with the directory at `path`. */
export function within<T>(directories: Directories, path: Path, work: (handle: Handle) => T): T {
  const handle = directories.lease(path);
  try {
    return work(handle);
  } finally {
    directories.release(handle);
  }
}

/** The path from a side's root to an entry, for the handle of its directory. */
export function pathIn(handle: Handle, name: Path): Path {
  return joinPath(handle.path, name);
}
