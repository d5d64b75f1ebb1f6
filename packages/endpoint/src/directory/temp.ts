import { hash as hashOf } from 'node:crypto';
import { closeSync, fstatSync, writeSync } from 'node:fs';

import type { Content } from '../content.js';
import type { WriteRequest } from '../writing.js';
import { GatheredWriter } from '../gathered-writer.js';
import { isResumable, leavesBeginning } from '../resuming.js';
import { setFileAttributes } from './attributes.js';
import { StreamedContent } from './content.js';
import type { Context } from './context.js';
import { problem, throwIfAborted } from './errors.js';
import type { Handle } from './handles.js';
import { openPartial, restOf, wholeOf, type Partial, type Rest } from './partial.js';
import { closeQuietly, createTemp, discardTemp } from './temp-file.js';
import { WriteOut } from './write-out.js';

/** Nobody else may read what is not finished: its own mode may be stricter than the default. */
const TEMP_MODE = 0o600;

/**
 * Writes the content under the temp name, whole and with its time and mode. Returns the SHA-256, if it was to be had. When it throws the
 * temp file is gone, unless it is a beginning that may be continued.
 */
export async function writeTemp(
  context: Context,
  handle: Handle,
  request: WriteRequest,
  content: Content,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const partial = await openPartial(handle, request, content);
  const fd = partial?.fd ?? createTemp(handle, request.temp, TEMP_MODE);
  let open = true;
  try {
    const hash = await fill({ context, handle, fd, request, content, partial, signal });
    setFileAttributes(fd, handle, { mtime: request.mtime, mode: modeFor(context, request) });
    // Network file systems and quotas report what they could not keep here.
    open = false;
    closeSync(fd);
    return hash;
  } catch (error) {
    if (open) closeQuietly(fd);
    if (!(isResumable(request, content) && leavesBeginning(error, signal))) discardTemp(handle, request.temp);
    throw error;
  }
}

/** A temp file that is being filled. */
interface Filling {
  readonly context: Context;
  readonly handle: Handle;
  readonly fd: number;
  readonly request: WriteRequest;
  readonly content: Content;
  readonly partial: Partial | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Returns the SHA-256, if it was to be had. */
async function fill(filling: Filling): Promise<string | undefined> {
  const { context, handle, fd, request, partial } = filling;
  const { whole } = filling.content;
  const missing = request.size - (partial?.bytes ?? 0);
  const room = context.space.reserve(handle, request.path, missing, whole !== undefined);
  try {
    const written =
      whole === undefined ? await writeStream(filling, room) : await writeWhole(fd, request, whole);
    if (written.bytes !== request.size || fstatSync(fd).size !== request.size)
      throw wrongSize(request, written.bytes);
    return written.hash;
  } finally {
    room();
  }
}

interface Filled {
  readonly bytes: number;
  readonly hash: string | undefined;
}

async function writeWhole(fd: number, request: WriteRequest, whole: Buffer): Promise<Filled> {
  for (let done = 0; done < whole.length;) done += writeSync(fd, whole, done, whole.length - done);
  await request.onBytes?.(whole.length);
  return { bytes: whole.length, hash: hashOf('sha256', whole, 'hex') };
}

/** By threads where they take it, else chunk by chunk. */
async function writeStream(filling: Filling, room: (bytes: number) => void): Promise<Filled> {
  const { context, handle, fd, request, content, partial, signal } = filling;
  if (partial === undefined && content instanceof StreamedContent) {
    const hashed = request.hashless !== true || !content.facts.kernelCopies || !handle.facts.kernelCopies;
    const poured = await context.pourer?.pour({ content, to: fd, hashed, request, room, signal });
    if (poured !== undefined) return poured;
  }
  return writeChunks(fd, request, await restFor(content, partial), room, signal);
}

async function writeChunks(
  fd: number,
  request: WriteRequest,
  { bytes: from, hash, chunks }: Rest,
  room: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<Filled> {
  let bytes = from;
  const writer = new GatheredWriter(fd, from, request.size - from);
  const writeOut = new WriteOut(fd, request.size);
  try {
    for await (const chunk of chunks) {
      throwIfAborted(signal);
      bytes += chunk.length;
      // More than was announced is never written: it could fill the disk.
      if (bytes > request.size) break;
      const adding = writer.add(chunk);
      hash.update(chunk);
      await adding;
      writeOut.note(writer.written);
      room(chunk.length);
      await request.onBytes?.(chunk.length);
    }
    await writer.end();
  } finally {
    await writer.settled();
    await writeOut.settled();
  }
  throwIfAborted(signal);
  return { bytes, hash: hash.digest('hex') };
}

async function restFor(content: Content, partial: Partial | undefined): Promise<Rest> {
  return partial === undefined ? wholeOf(content) : restOf(partial, content);
}

function wrongSize(request: WriteRequest, bytes: number): Error {
  const message = `${bytes} bytes arrived instead of ${request.size}; the file may have changed, the next run tries again`;
  return problem('size', request.path, message);
}

function modeFor(context: Context, request: WriteRequest): number {
  const replaced = request.expected?.kind === 'file' ? request.expected.mode : undefined;
  return request.mode ?? replaced ?? 0o666 & ~context.umask;
}
