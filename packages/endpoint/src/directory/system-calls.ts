import { createRequire } from 'node:module';

import type { Name } from '@syncline/model';
import type { LibraryHandle } from 'koffi';

import { isNameOfEntry } from './handles.js';

/**
 * What `lstat` tells of an entry, as numbers. Times are ms since the epoch, with fractions, as Node computes them: a token is the
 * same whichever way an entry was looked at.
 */
export type FileStatus = Readonly<WritableStatus>;

/** A status to be filled in: a listing looks at one entry after the other with the same. */
export interface WritableStatus {
  mode: number;
  size: number;
  dev: number;
  ino: number;
  nlink: number;
  mtimeMs: number;
  ctimeMs: number;
  /** 0 where the file system keeps none. */
  birthtimeMs: number;
}

export function emptyStatus(): WritableStatus {
  return { mode: 0, size: 0, dev: 0, ino: 0, nlink: 0, mtimeMs: 0, ctimeMs: 0, birthtimeMs: 0 };
}

/**
 * System calls that Node does not have, or that cost less so. None opens anything: what a thread has open is closed with it only
 * if Node opened it. Each says only whether it came through: where it did not, the ordinary way is gone,
 * which does the work or tells the reason. Directories are open descriptors, those that only name one (`O_PATH`) among them.
 * What is not the name of an entry never comes through.
 */
export interface SystemCalls {
  /** Looks at what stands under a name, without following a link. */
  readonly look: (directory: number, name: Name, into: WritableStatus) => boolean;
  /** Gives an entry another name of the same directory, which must be free: nothing is ever replaced. */
  readonly renameToFree: (directory: number, from: Name, to: Name) => boolean;
}

/** `false`: they can't be loaded. */
let calls: SystemCalls | false | undefined;

/** To load the calls takes this thread as long as so many of them save. */
const WORTH_LOADING = 2000;
let wanted = 0;

/** The calls, where there are any, and they are loaded in this thread or it has asked for them often enough to load them. */
export function systemCalls(): SystemCalls | undefined {
  if (calls === undefined && (wanted += 1) > WORTH_LOADING) return loadSystemCalls();
  return calls === false ? undefined : calls;
}

/** Loads the calls from the C library of this system, for a thread that will need them. Idempotent. */
export function loadSystemCalls(): SystemCalls | undefined {
  calls ??= load() ?? false;
  return calls === false ? undefined : calls;
}

/** Where the numbers and structures below, and the way arguments are handed over, are those that they were written for. */
export const HAS_SYSTEM_CALLS = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);

function load(): SystemCalls | undefined {
  if (!HAS_SYSTEM_CALLS) return undefined;
  try {
    const { load: open } = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    const libc = open(null);
    const look = lookBy(
      libc.func('int statx(int in, const void *name, int flags, unsigned int mask, void *status)'),
    );
    return { look, renameToFree: renameIn(libc) };
  } catch {
    // There is no build of koffi for this system, or its C library is older than the call.
    return undefined;
  }
}

/** musl has had it for a short time only. */
function renameIn(libc: LibraryHandle): SystemCalls['renameToFree'] {
  try {
    return renameBy(
      libc.func('int renameat2(int in, const void *from, int into, const void *to, unsigned int flags)'),
    );
  } catch {
    return () => false;
  }
}

const MAX_NAME_BYTES = 255;

/** Gives names as C takes them, in a room that holds one at a time; undefined for what is none or no file system takes. */
function nameRoom(): (name: Name) => Buffer | undefined {
  const bytes = Buffer.alloc(MAX_NAME_BYTES + 1);
  return (name) => {
    if (name.length > MAX_NAME_BYTES || !isNameOfEntry(name)) return undefined;
    bytes[bytes.write(name, 'latin1')] = 0;
    return bytes;
  };
}

const AT_SYMLINK_NOFOLLOW = 0x100;
/** STATX_BASIC_STATS and STATX_BTIME. */
const STATUS = 0xfff;

/** `struct statx` of linux/stat.h: where its fields are, in units of four bytes. */
const STATX_BYTES = 256;
const LINKS_AT = 4;
const MODE_AT = 7;
const INO_AT = 8;
const SIZE_AT = 10;
const BIRTH_AT = 20;
const CHANGE_AT = 24;
const MODIFICATION_AT = 28;
const DEVICE_AT = 34;

const TWO_TO_32 = 2 ** 32;

function lookBy(
  statx: (directory: number, name: Buffer, flags: number, mask: number, status: Buffer) => number,
): SystemCalls['look'] {
  const toBytes = nameRoom();
  const status = Buffer.alloc(STATX_BYTES);
  const words = new Uint32Array(status.buffer, status.byteOffset, STATX_BYTES / 4);
  const number64 = (at: number): number => words[at + 1]! * TWO_TO_32 + words[at]!;
  /** Seconds have a sign. */
  const timeMs = (at: number): number =>
    ((words[at + 1]! | 0) * TWO_TO_32 + words[at]!) * 1000 + words[at + 2]! / 1_000_000;
  return (directory, name, into) => {
    const bytes = toBytes(name);
    if (bytes === undefined || statx(directory, bytes, AT_SYMLINK_NOFOLLOW, STATUS, status) !== 0)
      return false;
    into.mode = words[MODE_AT]! & 0xffff;
    into.size = number64(SIZE_AT);
    into.dev = deviceNumber(words[DEVICE_AT]!, words[DEVICE_AT + 1]!);
    into.ino = number64(INO_AT);
    into.nlink = words[LINKS_AT]!;
    into.mtimeMs = timeMs(MODIFICATION_AT);
    into.ctimeMs = timeMs(CHANGE_AT);
    into.birthtimeMs = timeMs(BIRTH_AT);
    return true;
  };
}

/** As the C library joins its parts (`makedev`). */
function deviceNumber(major: number, minor: number): number {
  const low = ((major & 0xfff) << 8) | (minor & 0xff) | ((minor & 0xfff00) << 12);
  const high = (major & 0xfffff000) >>> 0;
  return high * TWO_TO_32 + (low >>> 0);
}

const RENAME_NOREPLACE = 1;

function renameBy(
  renameat2: (directory: number, from: Buffer, into: number, to: Buffer, flags: number) => number,
): SystemCalls['renameToFree'] {
  const [fromBytes, toBytes] = [nameRoom(), nameRoom()];
  return (directory, from, to) => {
    const [old, free] = [fromBytes(from), toBytes(to)];
    if (old === undefined || free === undefined) return false;
    return renameat2(directory, old, directory, free, RENAME_NOREPLACE) === 0;
  };
}
