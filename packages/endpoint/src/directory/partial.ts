import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import { constants, fstatSync, ftruncateSync, openSync, read as readCallback } from 'node:fs';
import { promisify } from 'node:util';

import type { Name } from '@syncline/model';

import { CHUNK_BYTES, type Content } from '../content.js';
import { PROOF_BYTES, type WriteRequest } from '../writing.js';
import { isResumable } from '../resuming.js';
import { at, type Handle } from './handles.js';
import { closeQuietly } from './temp-file.js';

const read = promisify(readCallback);

const OPEN = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** The beginning of a file that an earlier attempt left. */
export interface Partial {
  readonly fd: number;
  /** How much of the file stands. */
  readonly bytes: number;
  /** Where the content is to be read from: its bytes up to `end` are to be those of the file. */
  readonly from: number;
  readonly end: Buffer;
  /** Of what stands before `from`. */
  readonly hash: Hash;
}

/** Opens what stands under the temp name of a write that may be continued; undefined when that is nothing of use. */
export async function openPartial(
  handle: Handle,
  request: WriteRequest,
  content: Content,
): Promise<Partial | undefined> {
  if (!isResumable(request, content)) return undefined;
  const fd = openIfThere(handle, request.temp);
  if (fd === undefined) return undefined;
  const partial = await readPartial(fd, request.size).catch(() => undefined);
  if (partial === undefined) closeQuietly(fd);
  return partial;
}

async function readPartial(fd: number, wholeBytes: number): Promise<Partial | undefined> {
  const stats = fstatSync(fd);
  if (!stats.isFile() || stats.nlink !== 1 || stats.size === 0 || stats.size > wholeBytes) return undefined;
  const from = Math.max(0, stats.size - PROOF_BYTES);
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let done = 0; done < from;) {
    const { bytesRead } = await read(fd, buffer, 0, Math.min(CHUNK_BYTES, from - done), done);
    if (bytesRead === 0) return undefined;
    hash.update(buffer.subarray(0, bytesRead));
    done += bytesRead;
  }
  const end = Buffer.alloc(stats.size - from);
  await read(fd, end, 0, end.length, from);
  return { fd, bytes: stats.size, from, end, hash };
}

/** One that cannot be opened is made anew: what had been given the mode of the finished file may be closed to its owner too. */
function openIfThere(handle: Handle, temp: Name): number | undefined {
  try {
    return openSync(at(handle, temp), OPEN);
  } catch {
    return undefined;
  }
}

/** What of the content is still to be written. */
export interface Rest {
  /** How much of it stands already. */
  readonly bytes: number;
  /** Of that much. */
  readonly hash: Hash;
  readonly chunks: AsyncIterable<Buffer>;
}

/** What is to follow a partial; all of the content, and the file emptied, when that has other bytes where the partial ends. */
export async function restOf(partial: Partial, content: Content): Promise<Rest> {
  const { fd, from, end, hash } = partial;
  const chunks = content.chunks(from)[Symbol.asyncIterator]();
  let first: Buffer | undefined;
  for (let compared = 0; compared < end.length;) {
    const step = await chunks.next();
    const chunk = step.done === true ? Buffer.alloc(0) : step.value;
    const same = chunk.subarray(0, end.length - compared);
    if (same.length === 0 || !same.equals(end.subarray(compared, compared + same.length))) {
      await chunks.return?.();
      ftruncateSync(fd, 0);
      return wholeOf(content);
    }
    hash.update(same);
    compared += same.length;
    first = chunk.subarray(same.length);
  }
  return { bytes: partial.bytes, hash, chunks: startingWith(first, chunks) };
}

export function wholeOf(content: Content): Rest {
  return { bytes: 0, hash: createHash('sha256'), chunks: content.chunks() };
}

async function* startingWith(
  first: Buffer | undefined,
  chunks: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, void> {
  try {
    if (first !== undefined && first.length > 0) yield first;
    for (let step = await chunks.next(); step.done !== true; step = await chunks.next()) yield step.value;
  } finally {
    await chunks.return?.();
  }
}
