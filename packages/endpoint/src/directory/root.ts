import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
  type Stats,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

import {
  pathFromBytes,
  pathFromText,
  pathToSystem,
  ROOT,
  showPath,
  SynclineError,
  US_PER_MS,
} from '@syncline/model';

import type { RootLocation, RootState } from '../root-state.js';
import { errorName, pathError, readError } from './errors.js';
import { filesystemFacts } from './filesystem.js';
import { isMountOfAnother } from './mount-points.js';
import { mountAt, mounts, placeOnVolume, type Mount } from './mount-table.js';
import { pinRoot, type RootPin } from './root-pin.js';

/**
 * `Endpoint.root`. Follows links up to and including the root itself, as its user named it; what is found is the root from then
 * on.
 */
export function rootState(rootPath: string, pin: RootPin): RootState {
  const stats = statOrMissing(rootPath);
  pinRoot(pin, stats);
  if (stats === undefined) return missingRoot(rootPath);
  if (!stats.isDirectory()) return { state: 'not-directory' };
  const real = realPathTo(rootPath);
  const table = mounts();
  const location = locationOf(real, table);
  const mountPoint = isMountPoint(location, real, table);
  const { modes, stableRoots } = filesystemFacts(rootPath);
  return {
    state: 'directory',
    identity: stableRoots ? identityOf(stats) : undefined,
    mode: modes ? stats.mode & 0o777 : undefined,
    mountPoint,
    location,
  };
}

/** `Endpoint.makeRoot`. Idempotent. */
export function makeRootDirectory(rootPath: string, pin: RootPin): void {
  try {
    mkdirSync(rootPath);
  } catch (error) {
    if (errorName(error) !== 'EEXIST' || statOrMissing(rootPath)?.isDirectory() !== true)
      throw makeRootError(error);
  }
  pinRoot(pin, statOrMissing(rootPath));
}

/** `Endpoint.foreseeRoot`. */
export function foreseeRoot(rootPath: string): void {
  try {
    accessSync(dirname(rootPath), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw makeRootError(error);
  }
}

function makeRootError(error: unknown): SynclineError {
  const name = errorName(error);
  if (name === 'ENOENT' || name === 'ENOTDIR') {
    const message =
      'the root and the directory above it are missing; make the directory above it, or mount it';
    return new SynclineError('refused', message, { scope: 'endpoint', cause: error });
  }
  const mapped =
    name === 'EEXIST'
      ? new SynclineError('refused', 'the root is not a directory; name another', { scope: 'endpoint' })
      : pathError(error, ROOT, 'the root cannot be made');
  return new SynclineError(mapped.code, mapped.message, { scope: 'endpoint', cause: error });
}

/** `Endpoint.readHead`: follows links, because the path is the administrator's own. Never blocks on a FIFO. */
export function readHeadOf(rootPath: string, path: string, maxBytes: number): Buffer | undefined {
  let fd: number;
  try {
    fd = openSync(resolve(rootPath, path), constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].includes(errorName(error))) return undefined;
    throw readError(error, ROOT);
  }
  try {
    return fstatSync(fd).isFile() ? readUpTo(fd, maxBytes) : undefined;
  } catch (error) {
    throw readError(error, ROOT);
  } finally {
    closeSync(fd);
  }
}

function readUpTo(fd: number, maxBytes: number): Buffer {
  const buffer = Buffer.alloc(maxBytes);
  let length = 0;
  for (let got = 1; got > 0 && length < maxBytes; length += got) {
    got = readSync(fd, buffer, length, maxBytes - length, null);
  }
  return buffer.subarray(0, length);
}

function statOrMissing(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch (error) {
    // A link that leads back to itself leads nowhere.
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errorName(error))) return undefined;
    // No more is known of it than of one that is missing (SPEC §4).
    const { message } = pathError(error, ROOT, 'cannot be looked at');
    throw new SynclineError('refused', message, { scope: 'endpoint', cause: error });
  }
}

function missingRoot(rootPath: string): RootState {
  const parent = dirname(rootPath);
  const parentExists = statOrMissing(parent)?.isDirectory() === true;
  if (!parentExists) return { state: 'absent', parentExists, location: undefined };
  // A link that points nowhere is there, and a directory could not be made in its place.
  if (lstatSync(rootPath, { throwIfNoEntry: false }) !== undefined) return { state: 'not-directory' };
  const location = locationOf(realPathTo(parent), mounts());
  const name = basename(rootPath);
  const volumePath =
    location.volumePath === undefined ? undefined : join(location.volumePath, pathFromText(name));
  return {
    state: 'absent',
    parentExists,
    location: { ...location, path: join(location.path, name), volumePath },
  };
}

/** Another directory in the same place has another inode or was born at another time. The device's number may change. */
function identityOf(stats: Stats): string {
  return `${stats.ino.toString(36)}.${Math.round(stats.birthtimeMs * US_PER_MS).toString(36)}`;
}

/**
 * Whether a file system of its own begins there, or a directory is mounted there that would not be there without. What is told must
 * not depend on the namespace of mounts that a run has.
 */
function isMountPoint({ chain }: RootLocation, real: string, table: readonly Mount[]): boolean {
  const [device, deviceAbove] = chain.map((identity) => identity.split(':')[0]);
  return device !== deviceAbove || isMountOfAnother(table, real);
}

/** Bytes, one per character, as the table of mounts has them: a link may lead to a name that is not UTF-8. */
function realPathTo(path: string): string {
  return realpathSync.native(path, 'latin1');
}

function locationOf(real: string, table: readonly Mount[]): RootLocation {
  const chain: string[] = [];
  for (let directory = real; ; directory = dirname(directory)) {
    const stats = statSync(pathToSystem(directory));
    chain.push(`${stats.dev}:${stats.ino}`);
    if (directory === dirname(directory)) break;
  }
  const mount = mountAt(table, real);
  return {
    host: hostname(),
    path: showPath(pathFromBytes(real)).path,
    chain,
    volumePath: mount === undefined ? undefined : placeOnVolume(mount, real),
  };
}
