import { lstatSync, readlinkSync, type Stats } from 'node:fs';

import {
  unknownEntry,
  US_PER_MS,
  US_PER_SECOND,
  type Entry,
  type Identity,
  type Name,
  type Token,
} from '@syncline/model';

import { errorName, pathError } from './errors.js';
import type { FilesystemFacts } from './filesystem.js';
import { at, pathIn, type Handle } from './handles.js';

const S_IFMT = 0o170000;
const S_IFREG = 0o100000;
const S_IFDIR = 0o040000;
const S_IFLNK = 0o120000;

/** Clocks of file systems with sub-second times advance at least every 10 ms (CONFIG_HZ=100). */
const FINE_GRANULARITY_MS = 20;
/** Times without a sub-second part may come from file systems that keep whole or even seconds only. */
const COARSE_GRANULARITY_MS = 2000;

/** A file's time of last change of content, µs since the epoch. */
export function mtimeUs(stats: Stats): number {
  return Math.round(stats.mtimeMs * US_PER_MS);
}

/**
 * The token of what was observed (SPEC §2): size, mtime, inode, birth time, ctime; where inodes are not stable, size
 * and mtime. Joined from an array, because that makes one flat string: listings keep many of them.
 */
export function tokenOf(facts: FilesystemFacts, stats: Stats): Token {
  const size = stats.size.toString(36);
  const mtime = shortTime(mtimeUs(stats));
  if (!facts.stableInodes) return [size, mtime].join('.');
  const birth = shortTime(Math.round(stats.birthtimeMs * US_PER_MS));
  const ctime = shortTime(Math.round(stats.ctimeMs * US_PER_MS));
  return [size, mtime, stats.ino.toString(36), birth, ctime].join('.');
}

/** The part of a token that survives a rename: all but the change time. */
function lastingPart(facts: FilesystemFacts, token: Token): string {
  return facts.stableInodes ? token.slice(0, token.lastIndexOf('.')) : token;
}

/** Base 36 in two parts: numbers beyond 2³¹ are several times dearer to format. */
function shortTime(us: number): string {
  const seconds = Math.floor(us / US_PER_SECOND);
  return `${seconds.toString(36)}-${(us - seconds * US_PER_SECOND).toString(36)}`;
}

/** Whether two observations show one version of one file, whatever its names: only the change time may differ. */
export function sameVersion(facts: FilesystemFacts, left: Stats, right: Stats): boolean {
  const version = (stats: Stats): string => lastingPart(facts, tokenOf(facts, stats));
  return (left.mode & S_IFMT) === (right.mode & S_IFMT) && version(left) === version(right);
}

/** What stands under a name now, without following a link; undefined where nothing does. */
export function statName(handle: Handle, name: Name): Stats | undefined {
  return lstatSync(at(handle, name), { throwIfNoEntry: false });
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

function entryOf(handle: Handle, name: Name, stats: Stats, sinceMs: number): Entry {
  switch (stats.mode & S_IFMT) {
    case S_IFREG:
      return fileEntry(handle.facts, name, stats, sinceMs);
    case S_IFDIR:
      return directoryEntry(handle, name, stats);
    case S_IFLNK:
      return linkEntry(handle, name, stats, sinceMs);
    default:
      return unknownEntry(pathIn(handle, name), name, 'special', SPECIAL);
  }
}

const SPECIAL = 'a socket, FIFO or device cannot be synchronized; ignore it to silence this';

function fileEntry(facts: FilesystemFacts, name: Name, stats: Stats, sinceMs: number): Entry {
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

function linkEntry(handle: Handle, name: Name, stats: Stats, sinceMs: number): Entry {
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

function directoryEntry(handle: Handle, name: Name, stats: Stats): Entry {
  const mode = handle.facts.modes ? stats.mode & 0o777 : undefined;
  const identity = directoryIdentity(handle.facts, stats);
  return stats.dev === handle.dev
    ? { kind: 'directory', name, mode, identity }
    : { kind: 'directory', name, mode, identity, mountPoint: true };
}

/** Inode and birth time: never those of a file, which begin with its size. */
function directoryIdentity(facts: FilesystemFacts, stats: Stats): Identity | undefined {
  if (!facts.stableInodes || stats.birthtimeMs <= 0) return undefined;
  return `/${stats.ino.toString(36)}.${shortTime(Math.round(stats.birthtimeMs * US_PER_MS))}`;
}

/** Without a birth time a freed inode number that is used again could not be told from the file that had it. */
function identityOf(facts: FilesystemFacts, stats: Stats, token: Token): Identity | undefined {
  return facts.stableInodes && stats.birthtimeMs > 0 ? lastingPart(facts, token) : undefined;
}

/**
 * A further change could leave the token as it is if the last one is so recent that the next may get the same time.
 * Where the change time is not part of the token, the time of last modification has to be old enough as well.
 */
function isRacy(facts: FilesystemFacts, stats: Stats, sinceMs: number): boolean {
  return isRecent(stats.ctimeMs, sinceMs) || (!facts.stableInodes && isRecent(stats.mtimeMs, sinceMs));
}

/** A time well in the future is not racy: the next change will get the time of the clock, which is another one. */
function isRecent(timeMs: number, sinceMs: number): boolean {
  const granularityMs = timeMs % 1000 === 0 ? COARSE_GRANULARITY_MS : FINE_GRANULARITY_MS;
  return timeMs >= sinceMs - granularityMs && timeMs <= Date.now() + COARSE_GRANULARITY_MS;
}
