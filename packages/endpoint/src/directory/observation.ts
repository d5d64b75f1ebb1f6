import { lstatSync, readlinkSync } from 'node:fs';

import {
  identityText,
  packToken,
  TOKEN_BYTES,
  tokenText,
  unknownEntry,
  US_PER_MS,
  type Entry,
  type Identity,
  type Name,
  type Token,
  type TokenParts,
} from '@syncline/model';

import { errorName, pathError } from './errors.js';
import type { FilesystemFacts } from './filesystem.js';
import { at, pathIn, type Handle } from './handles.js';
import { mountPointsIn } from './mount-points.js';
import { systemCalls } from './system-calls.js';
import { emptyStatus, type FileStatus, type WritableStatus } from './file-status.js';

const S_IFMT = 0o170000;
const S_IFREG = 0o100000;
const S_IFDIR = 0o040000;
const S_IFLNK = 0o120000;

/** Clocks of file systems with sub-second times advance at least every 10 ms (CONFIG_HZ=100). */
const FINE_GRANULARITY_MS = 20;
/** Times without a sub-second part may come from file systems that keep whole or even seconds only. */
const COARSE_GRANULARITY_MS = 2000;

export function isRegular(stats: FileStatus): boolean {
  return (stats.mode & S_IFMT) === S_IFREG;
}

export function isDirectory(stats: FileStatus): boolean {
  return (stats.mode & S_IFMT) === S_IFDIR;
}

export function isLink(stats: FileStatus): boolean {
  return (stats.mode & S_IFMT) === S_IFLNK;
}

/** A file's time of last change of content, µs since the epoch. */
export function mtimeUs(stats: FileStatus): number {
  return Math.round(stats.mtimeMs * US_PER_MS);
}

const scratch = Buffer.alloc(TOKEN_BYTES);

/** The token of what was observed (SPEC §2): size, mtime, inode, birth time, ctime; where inodes are not stable, size and mtime. */
export function tokenOf(facts: FilesystemFacts, stats: FileStatus): Token {
  packToken(scratch, 0, tokenParts(facts, stats));
  return tokenText(scratch, 0);
}

export function tokenParts({ stableInodes }: FilesystemFacts, stats: FileStatus): TokenParts {
  return {
    size: stats.size,
    mtimeMs: stats.mtimeMs,
    inode: stableInodes ? stats.ino : 0,
    birthMs: stableInodes ? stats.birthtimeMs : 0,
    changeMs: stableInodes ? stats.ctimeMs : 0,
  };
}

/** Whether two observations show one version of one file, whatever its names: only the change time may differ. */
export function sameVersion(facts: FilesystemFacts, left: FileStatus, right: FileStatus): boolean {
  const version = (stats: FileStatus): string => identityText(tokenOf(facts, stats));
  return (left.mode & S_IFMT) === (right.mode & S_IFMT) && version(left) === version(right);
}

/** What stands under a name now, without following a link; undefined where nothing does. `into`: may be filled in and returned. */
export function statName(handle: Handle, name: Name, into = emptyStatus()): FileStatus | undefined {
  return isSeen(handle, name, into) ? into : lstatSync(at(handle, name), { throwIfNoEntry: false });
}

/** Whether something stands there and was looked at: what failed is to be asked for in the ordinary way, which says why. */
function isSeen({ fd }: Handle, name: Name, into: WritableStatus): boolean {
  return fd !== undefined && systemCalls()?.look(fd, name, into) === true;
}

/**
 * Looks at one name. `sinceMs` (ms since the epoch) is when the look, or the listing it is part of, began.
 * Undefined where nothing is there.
 */
export function observeName(handle: Handle, name: Name, sinceMs: number): Entry | undefined {
  try {
    const stats = statName(handle, name);
    return stats === undefined ? undefined : entryOf(handle, name, stats, sinceMs);
  } catch (error) {
    if (errorName(error) === 'ENOENT') return undefined;
    const path = pathIn(handle, name);
    const mapped = pathError(error, path, 'it cannot be looked at');
    if (mapped.scope !== 'path') throw mapped;
    return unknownEntry(path, name, mapped.code === 'name' ? 'name' : 'unreadable', mapped.message);
  }
}

function entryOf(handle: Handle, name: Name, stats: FileStatus, sinceMs: number): Entry {
  switch (stats.mode & S_IFMT) {
    case S_IFREG:
      if (!handle.facts.stores) return unknownEntry(pathIn(handle, name), name, 'special', MADE_UP);
      return fileEntry(handle.facts, name, stats, sinceMs);
    case S_IFDIR:
      return directoryEntry(handle, name, stats);
    case S_IFLNK:
      return linkEntry(handle, name, stats, sinceMs);
    default:
      return unknownEntry(pathIn(handle, name), name, 'special', SPECIAL);
  }
}

/** Of the files of a file system that does not store any. */
export const MADE_UP =
  'a file that the kernel makes up when it is read (/proc, /sys) cannot be synchronized; ignore it to silence this';
export const SPECIAL = 'a socket, FIFO or device cannot be synchronized; ignore it to silence this';

/** A file as `stats` shows it. `sinceMs`: when the look began. */
export function fileEntry(facts: FilesystemFacts, name: Name, stats: FileStatus, sinceMs: number): Entry {
  const token = tokenOf(facts, stats);
  return {
    kind: 'file',
    name,
    size: stats.size,
    token,
    identity: identityOf(facts, stats, token),
    racy: isRacy(facts, stats, sinceMs),
    mtime: mtimeUs(stats),
    mode: facts.modes ? stats.mode & 0o777 : undefined,
  };
}

function linkEntry(handle: Handle, name: Name, stats: FileStatus, sinceMs: number): Entry {
  const target = readlinkSync(at(handle, name), 'latin1');
  const token = tokenOf(handle.facts, stats);
  return {
    kind: 'link',
    name,
    size: target.length,
    token,
    identity: identityOf(handle.facts, stats, token),
    racy: isRacy(handle.facts, stats, sinceMs),
    target,
  };
}

function directoryEntry(handle: Handle, name: Name, stats: FileStatus): Entry {
  const mode = handle.facts.modes ? stats.mode & 0o777 : undefined;
  const identity = directoryIdentity(handle.facts, stats);
  return mountPointsIn(handle)(name, stats)
    ? { kind: 'directory', name, mode, identity, mountPoint: true }
    : { kind: 'directory', name, mode, identity };
}

/** Inode and birth time: never those of a file, which do not begin with a slash. */
function directoryIdentity(facts: FilesystemFacts, stats: FileStatus): Identity | undefined {
  if (!facts.stableInodes || stats.birthtimeMs <= 0) return undefined;
  packToken(scratch, 0, directoryParts(facts, stats));
  return directoryIdentityText(tokenText(scratch, 0));
}

/** What a directory is known by, as the parts of a token. */
export function directoryParts(facts: FilesystemFacts, stats: FileStatus): TokenParts {
  return { ...tokenParts(facts, stats), size: 0, mtimeMs: 0, changeMs: 0 };
}

export function directoryIdentityText(token: Token): Identity {
  return `/${identityText(token)}`;
}

/** Without a birth time a freed inode number that is used again could not be told from the file that had it. */
function identityOf(facts: FilesystemFacts, stats: FileStatus, token: Token): Identity | undefined {
  return facts.stableInodes && stats.birthtimeMs > 0 ? identityText(token) : undefined;
}

/**
 * A further change could leave the token as it is if the last one is so recent that the next may get the same time.
 * Where the change time is not part of the token, the time of last modification has to be old enough as well.
 */
export function isRacy(facts: FilesystemFacts, stats: FileStatus, sinceMs: number): boolean {
  return isRecent(stats.ctimeMs, sinceMs) || (!facts.stableInodes && isRecent(stats.mtimeMs, sinceMs));
}

/** How much older than the moment of a change the time may be that a file system gives it, ms. */
export function granularityMs(timeMs: number): number {
  return timeMs % 1000 === 0 ? COARSE_GRANULARITY_MS : FINE_GRANULARITY_MS;
}

/** A time well in the future is not racy: the next change will get the time of the clock, which is another one. */
function isRecent(timeMs: number, sinceMs: number): boolean {
  if (timeMs < sinceMs - COARSE_GRANULARITY_MS) return false;
  return timeMs >= sinceMs - granularityMs(timeMs) && timeMs <= Date.now() + COARSE_GRANULARITY_MS;
}
