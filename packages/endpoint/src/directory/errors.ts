import { constants } from 'node:os';

import { SynclineError, type Path, type ProblemCode } from '@syncline/model';

interface Meaning {
  readonly code: ProblemCode;
  /** Reason and advice, one line. */
  readonly because: string;
  readonly retry?: boolean;
}

const GONE =
  'it, or a directory above it, was moved, removed or replaced meanwhile; the next run decides anew';

const NOT_SUPPORTED = 'this file system does not support it; ignore it, or use another file system';

export const TOO_LARGE =
  'the file is larger than this file system can hold; ignore it, or use another file system';

/** What the error numbers of the system mean to people. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  ENOSPC: { code: 'full', because: 'no space is left on the device; free some space' },
  EDQUOT: { code: 'full', because: 'the disk quota is used up; free some space or raise the quota' },
  EFBIG: { code: 'full', because: TOO_LARGE },
  EACCES: {
    code: 'permission',
    because: 'permission is denied; check owner and mode, also of the directories above',
  },
  EPERM: {
    code: 'permission',
    because: 'the operation is not permitted; check the owner and the attributes (lsattr)',
  },
  EROFS: { code: 'read-only', because: 'the file system is read-only; mount it writable' },
  ENAMETOOLONG: { code: 'name', because: 'the name or path is too long for this file system; shorten it' },
  EILSEQ: { code: 'name', because: 'this file system cannot hold the name; rename it' },
  EINVAL: { code: 'name', because: 'this file system does not accept the name or the request; rename it' },
  ENOENT: { code: 'stale', because: GONE },
  ENOTDIR: { code: 'stale', because: GONE },
  ELOOP: { code: 'stale', because: GONE },
  EEXIST: { code: 'stale', because: 'something else took the name meanwhile; the next run decides anew' },
  EISDIR: { code: 'stale', because: 'a directory took the name meanwhile; the next run decides anew' },
  ENOTEMPTY: { code: 'stale', because: 'something is in the directory; the next run decides anew' },
  EIO: {
    code: 'failed',
    because: 'the device reports an input/output error; check the disk and the system log',
  },
  EUCLEAN: {
    code: 'failed',
    because: 'the file system is damaged; check it (fsck) and look at the system log',
  },
  EMFILE: { code: 'failed', because: 'too many files are open; raise the limit (ulimit -n)', retry: true },
  ENFILE: {
    code: 'failed',
    because: 'too many files are open in the whole system; raise fs.file-max',
    retry: true,
  },
  EBUSY: { code: 'failed', because: 'it is in use, or something is mounted there; end that, or unmount it' },
  ETXTBSY: { code: 'failed', because: 'it is a program that is running; end it' },
  EXDEV: { code: 'failed', because: 'the two places are on different file systems' },
  ENOTSUP: { code: 'failed', because: NOT_SUPPORTED },
  EOPNOTSUPP: { code: 'failed', because: NOT_SUPPORTED },
  ENOSYS: { code: 'failed', because: NOT_SUPPORTED },
  ESTALE: { code: 'failed', because: 'the network file system lost it; look at the mount', retry: true },
};

/** Numbers that say that a whole (network) file system does not answer. */
const LOST = new Set([
  'ENOTCONN',
  'ETIMEDOUT',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ECONNABORTED',
  'ECONNRESET',
  'ENODEV',
]);

/** What Node says of a number that libuv has no name for, such as those of a used-up quota and of a network file that was lost. */
const UNNAMED = /^Unknown system error -(\d+)$/;
const NUMBERS: Readonly<Record<string, number>> = {
  ...constants.errno,
  ...(process.platform === 'linux' ? { EUCLEAN: 117 } : {}),
};

/** The system's name of an error, such as `ENOENT`; the empty string for anything else. */
export function errorName(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (typeof code !== 'string') return '';
  const number = UNNAMED.exec(code)?.[1];
  if (number === undefined) return code;
  return Object.keys(NUMBERS).find((name) => NUMBERS[name] === Number(number)) ?? code;
}

/**
 * Says why a link cannot be made although the name is free: the file system or its rules have none for this file. Of file systems
 * written in Go some answer EIO (`rclone mount`); where a disk says so, it says so to the rename that is tried then as well.
 */
export function isLinkRefusal(error: unknown): boolean {
  return ['EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EIO'].includes(errorName(error));
}

/**
 * The error of the contract for anything that a system call threw. `doing` says what could not be done
 * (`the file cannot be written`); the message never holds the path.
 */
export function pathError(error: unknown, path: Path, doing: string): SynclineError {
  if (error instanceof SynclineError) return error;
  const name = errorName(error);
  if (LOST.has(name)) {
    const message = `the file system does not answer (${name}); check the mount and the network`;
    return new SynclineError('unreachable', message, { scope: 'endpoint', retry: true, path, cause: error });
  }
  const meaning = MEANINGS[name];
  const because = meaning?.because ?? `unexpected error ${name || String(error)}; look at the system log`;
  const retry = meaning?.retry ?? false;
  return new SynclineError(meaning?.code ?? 'failed', `${doing}: ${because}`, {
    scope: 'path',
    retry,
    path,
    cause: error,
  });
}

/** Like `pathError`, for reading: whatever is still there and can't be read is `unreadable`. */
export function readError(error: unknown, path: Path): SynclineError {
  const mapped = pathError(error, path, 'the file cannot be read');
  if (mapped.code !== 'permission' && mapped.code !== 'failed') return mapped;
  return new SynclineError('unreadable', mapped.message, {
    scope: mapped.scope,
    retry: mapped.retry,
    path,
    cause: error,
  });
}

export function problem(code: ProblemCode, path: Path, message: string): SynclineError {
  return new SynclineError(code, message, { scope: 'path', path });
}

export function stale(path: Path, message: string): SynclineError {
  return problem('stale', path, `${message}; the next run decides anew`);
}

/** Runs `work` and turns what it throws into the error of the contract. */
export function naming<T>(path: Path, doing: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw pathError(error, path, doing);
  }
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new SynclineError('interrupted', 'interrupted', { scope: 'item' });
}
