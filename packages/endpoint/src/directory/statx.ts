import type { WritableStatus } from './file-status.js';

/** `statx` of the C library: 0 where it came through. */
export type Statx = (
  directory: number,
  name: Buffer,
  flags: number,
  wanted: number,
  status: Buffer,
) => number;

/** STATX_BASIC_STATS and STATX_BTIME. */
const STATUS = 0xfff;

/** `struct statx` of linux/stat.h: where its fields are, in units of four bytes. */
const STATX_BYTES = 256;
const ATTRIBUTES_AT = 2;
const LINKS_AT = 4;
const MODE_AT = 7;
const INO_AT = 8;
const SIZE_AT = 10;
const KNOWN_ATTRIBUTES_AT = 14;
const BIRTH_AT = 20;
const CHANGE_AT = 24;
const MODIFICATION_AT = 28;
const DEVICE_AT = 34;

/** STATX_ATTR_MOUNT_ROOT: Linux tells it from 5.8 on. */
const MOUNT_ROOT = 0x2000;
/** STATX_ATTR_IMMUTABLE and STATX_ATTR_APPEND. */
const FIXED = 0x30;

const TWO_TO_32 = 2 ** 32;

/** Room for one `struct statx`. */
export interface StatusRoom {
  /** What is to be asked for. */
  readonly wanted: number;
  readonly bytes: Buffer;
  /** Hands over what was filled in. */
  take(into: WritableStatus): void;
}

export function statusRoom(): StatusRoom {
  const bytes = Buffer.alloc(STATX_BYTES);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, STATX_BYTES / 4);
  const number64 = (at: number): number => words[at + 1]! * TWO_TO_32 + words[at]!;
  /** Seconds have a sign. */
  const timeMs = (at: number): number =>
    ((words[at + 1]! | 0) * TWO_TO_32 + words[at]!) * 1000 + words[at + 2]! / 1_000_000;
  const take = (into: WritableStatus): void => {
    into.mode = words[MODE_AT]! & 0xffff;
    into.size = number64(SIZE_AT);
    into.dev = deviceNumber(words[DEVICE_AT]!, words[DEVICE_AT + 1]!);
    into.ino = number64(INO_AT);
    into.nlink = words[LINKS_AT]!;
    into.mtimeMs = timeMs(MODIFICATION_AT);
    into.ctimeMs = timeMs(CHANGE_AT);
    into.birthtimeMs = timeMs(BIRTH_AT);
    into.fixed = (words[ATTRIBUTES_AT]! & FIXED) !== 0;
    into.mountRoot =
      (words[KNOWN_ATTRIBUTES_AT]! & MOUNT_ROOT) === 0
        ? undefined
        : (words[ATTRIBUTES_AT]! & MOUNT_ROOT) !== 0;
  };
  return { wanted: STATUS, bytes, take };
}

/** As the C library joins its parts (`makedev`). */
function deviceNumber(major: number, minor: number): number {
  const low = ((major & 0xfff) << 8) | (minor & 0xff) | ((minor & 0xfff00) << 12);
  const high = (major & 0xfffff000) >>> 0;
  return high * TWO_TO_32 + (low >>> 0);
}
