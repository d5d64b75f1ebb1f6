import { createRequire } from 'node:module';

import type { Name } from '@syncline/model';
import type { LibraryHandle } from 'koffi';

import { fileSystemCalls, type FileSystemCalls } from './file-system-calls.js';
import { nameRoom } from './name-room.js';
import { statusRoom, type Statx } from './statx.js';
import type { WritableStatus } from './file-status.js';

/**
 * System calls that Node does not have, or that cost less so. Each says only whether it came through: where it did not, the
 * ordinary way is gone, which does the work or tells the reason. Directories are open descriptors, those that only name one
 * (`O_PATH`) among them. What is not the name of an entry never comes through.
 */
export interface SystemCalls {
  /** Looks at what stands under a name, without following a link. */
  readonly look: (directory: number, name: Name, into: WritableStatus) => boolean;
  /** Gives an entry another name, in its own directory or another one, which must be free: nothing is ever replaced. */
  readonly renameToFree: (directory: number, from: Name, into: number, to: Name) => boolean;
  readonly files: FileSystemCalls;
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

/** Counts what would not have been done with the calls, by the looks that cost as much. */
export function weighLooks(looks: number): void {
  wanted += looks;
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
    const statx: Statx = libc.func(
      'int statx(int in, const void *name, int flags, unsigned int mask, void *status)',
    );
    return { look: lookBy(statx), renameToFree: renameIn(libc), files: fileSystemCalls(libc, statx) };
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

const AT_SYMLINK_NOFOLLOW = 0x100;

function lookBy(statx: Statx): SystemCalls['look'] {
  const toBytes = nameRoom();
  const room = statusRoom();
  return (directory, name, into) => {
    const bytes = toBytes(name);
    if (bytes === undefined || statx(directory, bytes, AT_SYMLINK_NOFOLLOW, room.wanted, room.bytes) !== 0)
      return false;
    room.take(into);
    return true;
  };
}

const RENAME_NOREPLACE = 1;

function renameBy(
  renameat2: (directory: number, from: Buffer, into: number, to: Buffer, flags: number) => number,
): SystemCalls['renameToFree'] {
  const [fromBytes, toBytes] = [nameRoom(), nameRoom()];
  return (directory, from, into, to) => {
    const [old, free] = [fromBytes(from), toBytes(to)];
    if (old === undefined || free === undefined) return false;
    return renameat2(directory, old, into, free, RENAME_NOREPLACE) === 0;
  };
}
