import { constants } from 'node:fs';

import { US_PER_SECOND, type Name } from '@syncline/model';
import type { LibraryHandle } from 'koffi';

import type { WritableStatus } from './file-status.js';
import { nameRoom } from './name-room.js';
import { statusRoom, type Statx } from './statx.js';

/**
 * System calls on files, by descriptors that Node does not know of: it neither closes them with a thread nor lets
 * them be closed by its own calls, so whoever opens one has to come to `close`.
 */
export interface FileSystemCalls {
  /** Undefined where it does not come through. */
  readonly open: (directory: number, name: Name, flags: number, mode: number) => number | undefined;
  readonly look: (file: number, into: WritableStatus) => boolean;
  /** Reads on into a buffer. How many bytes it was: 0 at the end, -1 where it does not come through. */
  readonly read: (file: number, into: Buffer) => number;
  /** How many bytes were written; -1 where it does not come through. */
  readonly write: (file: number, content: Buffer) => number;
  /** Has the kernel copy so many bytes at an offset from file to file. How many it was; 0 and less: it does not come through, or nothing is there. */
  readonly copyRange: (from: number, to: number, at: number, bytes: number) => number;
  /** Has the kernel begin to write these bytes of a file to the disk; waits only where the disk has too much to do already. */
  readonly writeOut: (file: number, at: number, bytes: number) => void;
  /** The same in a thread of its own; resolves when it is begun. */
  readonly writeOutAside: (file: number, at: number, bytes: number) => Promise<void>;
  /** `mtime`: µs since the epoch; times before it become that. */
  readonly setTime: (file: number, mtime: number) => boolean;
  readonly close: (file: number) => boolean;
}

/** Linux, for every architecture that is not older than this program's. */
const O_CLOEXEC = 0o2000000;
const AT_EMPTY_PATH = 0x1000;
const EMPTY = Buffer.alloc(1);

export function fileSystemCalls(libc: LibraryHandle, statx: Statx): FileSystemCalls {
  const close = libc.func('int close(int file)') as (file: number) => number;
  return {
    open: openBy(libc),
    look: lookBy(statx),
    read: readBy(libc),
    write: writeBy(libc),
    copyRange: copyRangeBy(libc),
    ...writeOutBy(libc),
    setTime: setTimeBy(libc),
    close: (file) => close(file) === 0,
  };
}

function openBy(libc: LibraryHandle): FileSystemCalls['open'] {
  const openat = libc.func('int openat(int in, const void *name, int flags, unsigned int mode)') as (
    directory: number,
    name: Buffer,
    flags: number,
    mode: number,
  ) => number;
  const toBytes = nameRoom();
  return (directory, name, flags, mode) => {
    const bytes = toBytes(name);
    if (bytes === undefined) return undefined;
    const file = openat(directory, bytes, flags | constants.O_NOFOLLOW | O_CLOEXEC, mode);
    return file < 0 ? undefined : file;
  };
}

function lookBy(statx: Statx): FileSystemCalls['look'] {
  const room = statusRoom();
  return (file, into) => {
    if (statx(file, EMPTY, AT_EMPTY_PATH, room.wanted, room.bytes) !== 0) return false;
    room.take(into);
    return true;
  };
}

function readBy(libc: LibraryHandle): FileSystemCalls['read'] {
  const read = libc.func('int64_t read(int file, void *into, size_t bytes)') as (
    file: number,
    into: Buffer,
    bytes: number,
  ) => number;
  return (file, into) => read(file, into, into.length);
}

function writeBy(libc: LibraryHandle): FileSystemCalls['write'] {
  const write = libc.func('int64_t write(int file, const void *content, size_t bytes)') as (
    file: number,
    content: Buffer,
    bytes: number,
  ) => number;
  return (file, content) => write(file, content, content.length);
}

/** Other C libraries than glibc may not have it. */
function copyRangeBy(libc: LibraryHandle): FileSystemCalls['copyRange'] {
  try {
    const copyFileRange = libc.func(
      'int64_t copy_file_range(int from, void *fromAt, int to, void *toAt, size_t bytes, unsigned int flags)',
    ) as (from: number, fromAt: Buffer, to: number, toAt: Buffer, bytes: number, flags: number) => number;
    const [fromAt, toAt] = [Buffer.alloc(OFFSET_BYTES), Buffer.alloc(OFFSET_BYTES)];
    return (from, to, at, bytes) => {
      fromAt.writeBigInt64LE(BigInt(at));
      toAt.writeBigInt64LE(BigInt(at));
      return copyFileRange(from, fromAt, to, toAt, bytes, 0);
    };
  } catch {
    return () => -1;
  }
}

const OFFSET_BYTES = 8;

const SYNC_FILE_RANGE_WRITE = 2;

/** Linux alone has it; a hint, so nobody asks how it went. */
function writeOutBy(libc: LibraryHandle): Pick<FileSystemCalls, 'writeOut' | 'writeOutAside'> {
  const call = libc.func('int sync_file_range(int file, int64_t at, int64_t bytes, unsigned int flags)');
  return {
    writeOut: (file, at, bytes) => void call(file, at, bytes, SYNC_FILE_RANGE_WRITE),
    writeOutAside: (file, at, bytes) =>
      new Promise((resolve) => call.async(file, at, bytes, SYNC_FILE_RANGE_WRITE, () => resolve())),
  };
}

/** `struct timespec` twice, in units of four bytes: when it was last used, and when it was last modified. */
const TIMES_BYTES = 32;
const USED_NS_AT = 2;
const SECONDS_AT = 4;
const NANOSECONDS_AT = 6;
const UTIME_NOW = 0x3fffffff;

const TWO_TO_32 = 2 ** 32;
const NS_PER_US = 1000;

function setTimeBy(libc: LibraryHandle): FileSystemCalls['setTime'] {
  const futimens = libc.func('int futimens(int file, const void *times)') as (
    file: number,
    times: Buffer,
  ) => number;
  const times = Buffer.alloc(TIMES_BYTES);
  const words = new Uint32Array(times.buffer, times.byteOffset, TIMES_BYTES / 4);
  words[USED_NS_AT] = UTIME_NOW;
  return (file, time) => {
    const mtime = Math.max(0, time);
    const seconds = Math.floor(mtime / US_PER_SECOND);
    words[SECONDS_AT] = seconds % TWO_TO_32;
    words[SECONDS_AT + 1] = Math.floor(seconds / TWO_TO_32);
    words[NANOSECONDS_AT] = (mtime % US_PER_SECOND) * NS_PER_US;
    return futimens(file, times) === 0;
  };
}
