import { closeSync, fstatSync, openSync, read as readCallback, readSync } from 'node:fs';
import { promisify } from 'node:util';

import { nameOf, parentOf, type FileEntry, type Name, type Path } from '@syncline/model';

import { CHUNK_BYTES, WHOLE_CONTENT_BYTES, type Content } from '../content.js';
import type { Context } from './context.js';
import { readError, stale, throwIfAborted } from './errors.js';
import { libraryFileCallsFor, OPEN_TO_READ } from './file-calls.js';
import type { FileStatus } from './file-status.js';
import type { FilesystemFacts } from './filesystem.js';
import { at, pathIn, within, type Handle } from './handles.js';
import { isRegular, statName, tokenOf } from './observation.js';

const read = promisify(readCallback);

/** `Endpoint.read`. */
export function openContent(
  context: Context,
  path: Path,
  expected: FileEntry,
  signal?: AbortSignal,
): Content {
  try {
    return within(context.directories, parentOf(path), (handle) => {
      const soon = readByLibrary(handle, nameOf(path), expected);
      if (soon !== undefined) return new WholeContent(context, path, expected, soon);
      const fd = openSync(at(handle, nameOf(path)), OPEN_TO_READ);
      let whole: Buffer;
      try {
        const stats = fstatSync(fd);
        if (!isVersion(stats, tokenOf(handle.facts, stats), expected)) throw changed(path);
        if (stats.size > WHOLE_CONTENT_BYTES)
          return new StreamedContent(context, handle, { ...expected, name: nameOf(path) }, fd, signal);
        whole = readWhole(fd, stats.size, path);
      } catch (error) {
        closeSync(fd);
        throw error;
      }
      // Not in there: a descriptor is gone also when closing it reports an error, and its number may be another file's.
      closeSync(fd);
      return new WholeContent(context, path, expected, whole);
    });
  } catch (error) {
    throw readError(error, path);
  }
}

/** A small file of the expected version; undefined where the ordinary way has to be gone, which says what is wrong. */
function readByLibrary(handle: Handle, name: Name, expected: FileEntry): Buffer | undefined {
  const calls = expected.size > WHOLE_CONTENT_BYTES ? undefined : libraryFileCallsFor(handle);
  if (calls === undefined) return undefined;
  try {
    const file = calls.openToRead(handle, name);
    try {
      const stats = calls.look(file);
      if (!isVersion(stats, tokenOf(handle.facts, stats), expected)) return undefined;
      const whole = Buffer.allocUnsafe(stats.size);
      return calls.read(file, whole) ? whole : undefined;
    } finally {
      calls.close(file);
    }
  } catch {
    return undefined;
  }
}

function isVersion(stats: FileStatus, token: string, expected: FileEntry): boolean {
  return isRegular(stats) && token === expected.token;
}

function changed(path: Path): Error {
  return stale(path, 'the file changed since it was listed');
}

function readWhole(fd: number, size: number, path: Path): Buffer {
  const whole = Buffer.allocUnsafe(size);
  for (let length = 0; length < size;) {
    const got = readSync(fd, whole, length, size - length, null);
    if (got === 0) throw changed(path);
    length += got;
  }
  return whole;
}

/** Whether the name still shows the expected version. */
function stillStands(context: Context, path: Path, expected: FileEntry): boolean {
  try {
    return within(context.directories, parentOf(path), (handle) => {
      const stats = statName(handle, nameOf(path));
      return stats !== undefined && isVersion(stats, tokenOf(handle.facts, stats), expected);
    });
  } catch {
    return false;
  }
}

/** A small file: it was read at once, and its descriptor is closed again. */
class WholeContent implements Content {
  readonly size: number;
  readonly whole: Buffer;
  readonly #context: Context;
  readonly #path: Path;
  readonly #expected: FileEntry;

  constructor(context: Context, path: Path, expected: FileEntry, whole: Buffer) {
    this.size = whole.length;
    this.whole = whole;
    this.#context = context;
    this.#path = path;
    this.#expected = expected;
  }

  async *chunks(fromByte = 0): AsyncGenerator<Buffer> {
    if (this.size > fromByte) yield this.whole.subarray(fromByte);
  }

  async unchanged(): Promise<boolean> {
    return stillStands(this.#context, this.#path, this.#expected);
  }

  async close(): Promise<void> {
    // Nothing is held.
  }
}

/** A large file: read in chunks, the next one while the last one is being used. */
export class StreamedContent implements Content {
  readonly size: number;
  readonly whole = undefined;
  /** Of the file system that holds it. */
  readonly facts: FilesystemFacts;
  readonly #context: Context;
  readonly #path: Path;
  readonly #expected: FileEntry;
  readonly #signal: AbortSignal | undefined;
  readonly #fd: number;
  #bytesRead = 0;
  #reading: Promise<unknown> | undefined;
  #closed = false;

  constructor(
    context: Context,
    handle: Handle,
    expected: FileEntry,
    fd: number,
    signal: AbortSignal | undefined,
  ) {
    this.size = expected.size;
    this.#context = context;
    this.#path = pathIn(handle, expected.name);
    this.#expected = expected;
    this.#fd = fd;
    this.facts = handle.facts;
    this.#signal = signal;
  }

  /** Stays open until `close`. */
  get fd(): number {
    return this.#fd;
  }

  /** So many bytes were read by other means than `chunks`, from the beginning on. */
  notePoured(bytes: number): void {
    this.#bytesRead = bytes;
  }

  /** Ends after `size` bytes, also when the file has grown: `unchanged` will tell. */
  async *chunks(fromByte = 0): AsyncGenerator<Buffer> {
    this.#bytesRead = fromByte;
    const buffers = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)] as const;
    let next = this.#read(buffers[0], fromByte);
    for (let turn = 0; this.#bytesRead < this.size; turn += 1) {
      throwIfAborted(this.#signal);
      const length = await next;
      if (length === 0) return;
      this.#bytesRead += length;
      if (this.#bytesRead < this.size) next = this.#read(buffers[((turn + 1) % 2) as 0 | 1], this.#bytesRead);
      yield buffers[(turn % 2) as 0 | 1].subarray(0, length);
    }
  }

  async unchanged(): Promise<boolean> {
    if (this.#closed || this.#bytesRead !== this.size) return false;
    const stats = fstatSync(this.#fd);
    const same = isVersion(stats, tokenOf(this.facts, stats), this.#expected);
    return same && stillStands(this.#context, this.#path, this.#expected);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#reading?.catch(() => undefined);
    closeSync(this.#fd);
  }

  #read(buffer: Buffer, position: number): Promise<number> {
    if (this.#closed) throw stale(this.#path, 'the file was closed while it was read');
    const length = Math.min(buffer.length, this.size - position);
    const reading = read(this.#fd, buffer, 0, length, position).then(
      ({ bytesRead }) => bytesRead,
      (error: unknown) => {
        throw readError(error, this.#path);
      },
    );
    // A read ahead that nobody comes to fetch must not end the process.
    reading.catch(() => undefined);
    this.#reading = reading;
    return reading;
  }
}
