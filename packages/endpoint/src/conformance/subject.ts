import assert from 'node:assert/strict';

import {
  isSynclineError,
  joinPath,
  nameOf,
  parentOf,
  pathFromBytes,
  pathFromText,
  type ContentEntry,
  type Entry,
  type FileEntry,
  type LinkEntry,
  type Name,
  type Path,
  type ProblemCode,
} from '@syncline/model';

import { CHUNK_BYTES, WHOLE_CONTENT_BYTES, type Content } from '../content.js';
import { type Endpoint } from '../endpoint.js';
import { type WriteRequest, type Written } from '../writing.js';

/** Hands that act on the side behind the endpoint's back: the user, another program. Parents exist. */
export interface OutsideHand {
  /** Makes a file, or edits it in place. */
  putFile(path: Path, bytes: Buffer): Promise<void>;
  putDirectory(path: Path): Promise<void>;
  /** Left out where the side has no links. */
  putLink?: ((path: Path, target: string) => Promise<void>) | undefined;
  /** A FIFO, socket or device; left out where none can be made. */
  putSpecial?: ((path: Path) => Promise<void>) | undefined;
  /** A file, a link, or a directory with all that is in it. */
  remove(path: Path): Promise<void>;
  /** Undefined when no file is there. */
  read(path: Path): Promise<Buffer | undefined>;
  /** All names in a directory, reserved ones too, sorted by `compareBytes`; none when it is not there. */
  list(path: Path): Promise<readonly Name[]>;
  /** µs since the epoch; left out where it can't be done. */
  setMtime?: ((path: Path, mtime: number) => Promise<void>) | undefined;
  /** Takes the whole root away; left out where it can't be done. */
  removeRoot?: (() => Promise<void>) | undefined;
}

/** One endpoint on an empty side of its own, opened or not, and the hands that reach the same place. */
export interface Subject {
  readonly endpoint: Endpoint;
  readonly outside: OutsideHand;
  cleanup(): Promise<void>;
}

/** Registers one test, such as `test` of node:test or `t.test` of tap. */
export type TestFunction = (title: string, run: () => Promise<void>) => unknown;

/** Registers tests of one part of the contract. */
export type Part = (test: (title: string, run: (subject: Subject) => Promise<void>) => void) => void;

export const RUN = '20260101-000000000-a';
export const LATER_RUN = '20260301-120000000-a';
export const path = pathFromText;

let temps = 0;
export function nextTemp(): Name {
  return pathFromBytes(`.syncline-${RUN}-${(temps += 1)}.tmp`);
}

/** What the next listing says of a path. */
export async function listed(endpoint: Endpoint, at: Path): Promise<Entry | undefined> {
  const listing = await endpoint.list(parentOf(at));
  return listing.entries.find((entry) => entry.name === nameOf(at));
}

export async function listedFile(endpoint: Endpoint, at: Path): Promise<FileEntry> {
  const entry = await listed(endpoint, at);
  assert.equal(entry?.kind, 'file', `${at} is listed as a file`);
  return entry as FileEntry;
}

export async function listedLink(endpoint: Endpoint, at: Path): Promise<LinkEntry> {
  const entry = await listed(endpoint, at);
  assert.equal(entry?.kind, 'link', `${at} is listed as a link`);
  return entry as LinkEntry;
}

export async function names(endpoint: Endpoint, directory: Path): Promise<readonly Name[]> {
  return (await endpoint.list(directory)).entries.map((entry) => entry.name);
}

/** A source that gives these bytes; whole or in chunks as the contract has it. */
export function contentOf(bytes: Buffer, changes: Partial<Content> = {}): Content {
  return {
    size: bytes.length,
    whole: bytes.length <= WHOLE_CONTENT_BYTES ? bytes : undefined,
    chunks: async function* chunks(fromByte = 0) {
      for (let at = fromByte; at < bytes.length; at += CHUNK_BYTES)
        yield bytes.subarray(at, at + CHUNK_BYTES);
    },
    unchanged: async () => true,
    close: async () => undefined,
    ...changes,
  };
}

export async function write(
  endpoint: Endpoint,
  at: Path,
  bytes: Buffer,
  changes: Partial<WriteRequest> = {},
  content = contentOf(bytes),
): Promise<Written> {
  const request: WriteRequest = {
    path: at,
    temp: nextTemp(),
    size: bytes.length,
    mtime: undefined,
    mode: undefined,
    expected: undefined,
    trash: undefined,
    ...changes,
  };
  return endpoint.write(request, content);
}

export async function readAll(endpoint: Endpoint, at: Path, expected: FileEntry): Promise<Buffer> {
  const content = await endpoint.read(at, expected);
  try {
    const chunks: Buffer[] = [];
    if (content.whole === undefined)
      for await (const chunk of content.chunks()) chunks.push(Buffer.from(chunk));
    assert.equal(await content.unchanged(), true, 'nobody touched the file');
    return content.whole ?? Buffer.concat(chunks);
  } finally {
    await content.close();
  }
}

/** Asserts that a call fails with one of these codes and scope `path`, with a message of one line. */
export async function failsWith(
  codes: ProblemCode | readonly ProblemCode[],
  call: Promise<unknown>,
): Promise<void> {
  const error: unknown = await call.then(
    () => assert.fail(`expected to fail with ${String(codes)}`),
    (reason: unknown) => reason,
  );
  if (!isSynclineError(error)) throw error;
  assert.ok(([] as readonly string[]).concat(codes).includes(error.code), `${error.code}: ${error.message}`);
  assert.equal(error.scope, 'path');
  assert.ok(error.message.length > 0 && !error.message.includes('\n'));
}

/** No temp file is anywhere in this directory. */
export async function noTempIn(subject: Subject, directory: Path): Promise<void> {
  const left = (await subject.outside.list(directory)).filter((name) => name.endsWith('.tmp'));
  assert.deepEqual(left, []);
}

/** Where the trash of the run keeps a path. */
export function inTrash(at: Path, run = RUN): Path {
  return joinPath(path(`.syncline/trash/${run}`), at);
}

export function bytesOf(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += 1) bytes[at] = (at * 7 + (at >> 8)) & 0xff;
  return bytes;
}

/** Whether one entry can be told from the same path's entry before: what every change must cause. */
export function token(entry: Entry | undefined): string | undefined {
  return (entry as ContentEntry | undefined)?.token;
}
