import { createHash } from 'node:crypto';

import {
  joinPath,
  nameOf,
  parentOf,
  type ContentEntry,
  type Entry,
  type Path,
  type RunId,
} from '@syncline/model';

import { errorName, pathError, problem, stale, throwIfAborted } from '../directory/errors.js';
import type { Content } from '../content.js';
import type { LinkRequest, WriteRequest, Written } from '../writing.js';
import type { MemoryContext } from './memory.js';
import { entryOf, tokenOf } from './observation.js';
import { trashPlace } from './trash.js';
import type { MemoryDirectory, MemoryFile } from './volume.js';

/** `Endpoint.write`. */
export async function writeMemoryFile(
  context: MemoryContext,
  request: WriteRequest,
  content: Content,
  signal?: AbortSignal,
): Promise<Written> {
  const temp = joinPath(parentOf(request.path), request.temp);
  try {
    throwIfAborted(signal);
    const file = create(context, temp);
    const made = tempAt(context, temp);
    return await orDiscard(context, made, async () => {
      const hash = await fill(context, temp, file, request, content, signal);
      setAttributes(context, temp, file, request);
      if (!(await content.unchanged(signal)))
        throw problem('busy', request.path, 'the file changed while it was read');
      throwIfAborted(signal);
      putInPlace(context, made, request);
      return { hash, seen: seenOf(context, request.path, file) };
    });
  } catch (error) {
    throw pathError(error, request.path, 'the file cannot be written');
  }
}

/** `Endpoint.writeLink`. */
export async function writeMemoryLink(context: MemoryContext, request: LinkRequest): Promise<void> {
  const temp = joinPath(parentOf(request.path), request.temp);
  try {
    context.step('symlink', temp);
    context.volume.makeLink(temp, request.target);
    const made = tempAt(context, temp);
    await orDiscard(context, made, async () => putInPlace(context, made, request));
  } catch (error) {
    throw pathError(error, request.path, 'the link cannot be made');
  }
}

/** What was written, as it stands there; not asked by its name, which somebody may have given to something else. */
function seenOf({ volume }: MemoryContext, path: Path, file: MemoryFile): Entry {
  return entryOf(volume, path, nameOf(path), file, volume.now());
}

/** A temp file, and its directory, as a handle on it is: wherever it stands by now. */
interface Temp {
  readonly path: Path;
  readonly directory: MemoryDirectory;
}

function tempAt({ volume }: MemoryContext, path: Path): Temp {
  return { path, directory: volume.directory(parentOf(path)) };
}

function create(context: MemoryContext, temp: Path): MemoryFile {
  context.step('create', temp);
  if (context.volume.find(temp) !== undefined) context.volume.unlink(temp);
  return context.volume.createFile(temp, 0o600);
}

async function fill(
  context: MemoryContext,
  temp: Path,
  file: MemoryFile,
  request: WriteRequest,
  content: Content,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  const written: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of content.whole === undefined ? content.chunks() : [content.whole]) {
    throwIfAborted(signal);
    context.step('write', temp);
    written.push(Buffer.from(chunk));
    bytes += chunk.length;
    context.volume.setBytes(file, Buffer.concat(written));
    hash.update(chunk);
    await request.onBytes?.(chunk.length);
  }
  throwIfAborted(signal);
  if (bytes !== request.size) {
    throw problem('size', request.path, `${bytes} bytes arrived instead of ${request.size}`);
  }
  return hash.digest('hex');
}

function setAttributes(context: MemoryContext, temp: Path, file: MemoryFile, request: WriteRequest): void {
  context.step('attributes', temp);
  const replaced = request.expected?.kind === 'file' ? request.expected.mode : undefined;
  if (request.mtime !== undefined && context.setsTimes)
    context.volume.setTime(file, Math.max(0, request.mtime));
  context.volume.setMode(file, request.mode ?? replaced ?? 0o644);
}

/** As a directory does it: the name is never absent, and what is replaced has a name in the trash before. */
function putInPlace(context: MemoryContext, temp: Temp, request: WriteRequest | LinkRequest): void {
  const { path, expected, trash } = request;
  const { volume } = context;
  if (expected === undefined) return createName(context, temp, path);
  context.step('look', path);
  requireExpected(context, path, expected);
  const replaced = volume.find(path);
  const place = trash === undefined ? undefined : keepVersion(context, path, expected, trash);
  try {
    context.step('rename', path);
    if (place === undefined) requireExpected(context, path, expected);
    else if (volume.find(path) !== replaced) throw stale(path, 'something else took the name meanwhile');
    volume.rename(temp.path, path);
  } catch (error) {
    if (place !== undefined) discard(context, place);
    throw error;
  }
}

function keepVersion(context: MemoryContext, path: Path, expected: ContentEntry, trash: RunId): Path {
  const place = trashPlace(context, trash, path);
  context.step('link', place);
  requireExpected(context, path, expected);
  context.volume.link(path, place);
  return place;
}

function createName(context: MemoryContext, temp: Temp, path: Path): void {
  if (context.renames) return renameToFree(context, temp.path, path);
  try {
    context.step('link', path);
    context.volume.link(temp.path, path);
  } catch (error) {
    throw errorName(error) === 'EEXIST' ? stale(path, 'something took the name meanwhile') : error;
  }
  discardTemp(context, temp);
}

/** Throws `stale` unless the path shows the version that the plan saw. */
export function requireExpected(context: MemoryContext, path: Path, expected: ContentEntry): void {
  const node = context.volume.find(path);
  if (node === undefined) throw stale(path, 'it is no longer there');
  if (node.kind !== expected.kind || tokenOf(node as MemoryFile) !== expected.token) {
    throw stale(path, 'it changed since it was listed');
  }
}

/** As a server does it, and as near to one step. */
export function renameToFree({ volume, step }: MemoryContext, from: Path, to: Path): void {
  step('rename', to);
  if (volume.find(to) !== undefined) throw stale(to, 'something took the name meanwhile');
  volume.rename(from, to);
}

async function orDiscard<T>(context: MemoryContext, temp: Temp, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    discardTemp(context, temp);
    throw error;
  }
}

/** Takes a name in the trash away again that a step had made. */
function discard(context: MemoryContext, path: Path): void {
  tolerantly(context, path, () => context.volume.unlink(path));
}

/** Takes the new name of a file away again, unless it is the only one of what it names: somebody put that there meanwhile. */
export function takeBack(context: MemoryContext, from: Path, to: Path): void {
  tolerantly(context, to, () => {
    if (context.volume.find(from) === context.volume.find(to)) context.volume.unlink(to);
  });
}

function discardTemp(context: MemoryContext, { path, directory }: Temp): void {
  tolerantly(context, path, () => context.volume.unlinkIn(directory, nameOf(path)));
}

function tolerantly(context: MemoryContext, path: Path, unlink: () => void): void {
  try {
    context.step('unlink', path);
    unlink();
  } catch {
    // It is gone, or the side has crashed: the next run finds what is left.
  }
}
