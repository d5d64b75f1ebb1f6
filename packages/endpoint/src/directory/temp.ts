import { hash as hashOf } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  futimesSync,
  openSync,
  unlinkSync,
  utimesSync,
  write as writeCallback,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';

import { US_PER_SECOND, type Name } from '@syncline/model';

import type { Attributes, Content, WriteRequest } from '../endpoint.js';
import { isResumable, leavesBeginning } from '../resuming.js';
import { StreamedContent } from './content.js';
import type { Context } from './context.js';
import { errorName, problem, throwIfAborted } from './errors.js';
import { at, type Handle } from './handles.js';
import { OWN_PROC } from './own-proc.js';
import { openPartial, restOf, wholeOf, type Partial, type Rest } from './partial.js';

const write = promisify(writeCallback);

export const CREATE = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;

/** Nobody else may read what is not finished: its own mode may be stricter than the default. */
const TEMP_MODE = 0o600;

/**
 * Writes the content under the temp name, whole and with its time and mode. Returns the SHA-256. When it throws the
 * temp file is gone, unless it is a beginning that may be continued.
 */
export async function writeTemp(
  context: Context,
  handle: Handle,
  request: WriteRequest,
  content: Content,
  signal?: AbortSignal,
): Promise<string> {
  const partial = await openPartial(handle, request, content);
  const fd = partial?.fd ?? createTemp(handle, request.temp, TEMP_MODE);
  let open = true;
  try {
    const hash = await fill(context, handle, fd, request, content, partial, signal);
    setFileAttributes(fd, handle, { mtime: request.mtime, mode: modeFor(context, request) });
    // Network file systems and quotas report what they could not keep here.
    open = false;
    closeSync(fd);
    return hash;
  } catch (error) {
    if (open) closeSync(fd);
    if (!(isResumable(request, content) && leavesBeginning(error, signal))) discardTemp(handle, request.temp);
    throw error;
  }
}

/** Removes a temp file, wherever its directory has gone meanwhile. */
export function discardTemp(handle: Handle, temp: Name): void {
  try {
    unlinkSync(at(handle, temp));
  } catch {
    // It is gone, or the side does not answer: the next run removes it.
  }
}

/**
 * Creates a temp file, for its owner alone or for those who may have the finished file as well. One of this name can only be
 * left from an earlier try of the same step.
 */
export function createTemp(handle: Handle, temp: Name, mode: number): number {
  const file = at(handle, temp);
  try {
    return openSync(file, CREATE, mode);
  } catch (error) {
    if (errorName(error) !== 'EEXIST') throw error;
    unlinkSync(file);
    return openSync(file, CREATE, mode);
  }
}

async function fill(
  context: Context,
  handle: Handle,
  fd: number,
  request: WriteRequest,
  content: Content,
  partial: Partial | undefined,
  signal?: AbortSignal,
): Promise<string> {
  const room = context.space.reserve(handle, request.path, request.size);
  const chunks = async (): Promise<Filled> =>
    (partial === undefined && content instanceof StreamedContent
      ? await context.pourer?.pour({ content, to: fd, request, room, signal })
      : undefined) ?? writeChunks(fd, request, await restFor(content, partial), room, signal);
  try {
    const written =
      content.whole === undefined ? await chunks() : await writeWhole(fd, request, content.whole);
    if (written.bytes !== request.size || fstatSync(fd).size !== request.size)
      throw wrongSize(request, written.bytes);
    return written.hash;
  } finally {
    room();
  }
}

interface Filled {
  readonly bytes: number;
  readonly hash: string;
}

async function writeWhole(fd: number, request: WriteRequest, whole: Buffer): Promise<Filled> {
  for (let done = 0; done < whole.length;) done += writeSync(fd, whole, done, whole.length - done);
  await request.onBytes?.(whole.length);
  return { bytes: whole.length, hash: hashOf('sha256', whole, 'hex') };
}

async function writeChunks(
  fd: number,
  request: WriteRequest,
  { bytes: from, hash, chunks }: Rest,
  room: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<Filled> {
  let bytes = from;
  room(from);
  for await (const chunk of chunks) {
    throwIfAborted(signal);
    const position = bytes;
    bytes += chunk.length;
    // More than was announced is never written: it could fill the disk.
    if (bytes > request.size) break;
    const writing = writeAll(fd, chunk, position);
    hash.update(chunk);
    await writing;
    room(chunk.length);
    await request.onBytes?.(chunk.length);
  }
  throwIfAborted(signal);
  return { bytes, hash: hash.digest('hex') };
}

async function restFor(content: Content, partial: Partial | undefined): Promise<Rest> {
  return partial === undefined ? wholeOf(content) : restOf(partial, content);
}

async function writeAll(fd: number, chunk: Buffer, position: number): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    done += (await write(fd, chunk, done, chunk.length - done, position + done)).bytesWritten;
  }
}

function wrongSize(request: WriteRequest, bytes: number): Error {
  const message = `${bytes} bytes arrived instead of ${request.size}; the file may have changed, the next run tries again`;
  return problem('size', request.path, message);
}

function modeFor(context: Context, request: WriteRequest): number {
  const replaced = request.expected?.kind === 'file' ? request.expected.mode : undefined;
  return request.mode ?? replaced ?? 0o666 & ~context.umask;
}

/** Sets what the file system lets us set, of an open file; setuid, setgid and sticky bits never. */
export function setFileAttributes(fd: number, handle: Handle, attributes: Attributes): void {
  const { mtime, mode } = attributes;
  const file = `${OWN_PROC}/fd/${fd}`;
  if (mtime !== undefined) {
    const [atime, seconds] = [Date.now() / 1000, secondsOf(mtime)];
    ifAllowed(() =>
      orByName(
        () => futimesSync(fd, atime, seconds),
        () => utimesSync(file, atime, seconds),
      ),
    );
  }
  if (mode !== undefined && handle.facts.modes) {
    ifAllowed(() =>
      orByName(
        () => fchmodSync(fd, mode & 0o777),
        () => chmodSync(file, mode & 0o777),
      ),
    );
  }
}

/** A descriptor that only names a file (O_PATH) can't be used itself, but its name in /proc can. */
function orByName(byDescriptor: () => void, byName: () => void): void {
  try {
    byDescriptor();
  } catch (error) {
    if (errorName(error) !== 'EBADF') throw error;
    byName();
  }
}

/** libuv before 1.52 (Node 20, 22 and the first of 24) cuts a time to whole µs; later ones keep all that the double holds. */
const CUTS_TO_US = isBefore(process.versions.uv, 1, 52);

function isBefore(version: string, major: number, minor: number): boolean {
  const [ours = 0, less = 0] = version.split('.').map(Number);
  return ours < major || (ours === major && less < minor);
}

/**
 * Seconds for utimes, which takes a double: where that is cut, half a µs more keeps the right one. It takes a negative number
 * for "now": times before 1970 become 1970.
 */
export function secondsOf(mtime: number): number {
  return (Math.max(0, mtime) + (CUTS_TO_US ? 0.5 : 0)) / US_PER_SECOND;
}

/** Some file systems (vfat, cifs) and foreign owners refuse times and modes: what can't be set is left. */
export function ifAllowed(set: () => void): void {
  try {
    set();
  } catch (error) {
    if (!['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'ENOSYS'].includes(errorName(error)))
      throw error;
  }
}
