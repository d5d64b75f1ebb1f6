import type { FileEntry, Path } from '@syncline/model';
import { nameOf, pathFromText, quotedPath } from '@syncline/model';
import type { Content } from '../content.js';
import { WHOLE_CONTENT_BYTES } from '../content.js';
import { onAbort } from '../remote/aborts.js';
import { interrupted, pathError } from '../remote/errors.js';
import { bytesOf } from '../remote/paths.js';
import { chunksOf, replaced, tooLittle, whyNotRead } from '../remote/reading.js';
import { onConnection, remote, signalsOf, whyEnded } from '../remote/side.js';
import { spooled } from '../remote/spool.js';
import type { Status } from './decode.js';
import { isStill, kindOf } from './entry.js';
import { refusal } from './errors.js';
import { inOrder } from './in-order.js';
import { answerOf, ask } from './look.js';
import { receive } from './receive.js';
import { close as closeFile, closedAfter, fstat, isMissing, isStatus, openToRead, stat } from './requests.js';
import type { Connection } from './server.js';
import type { Session } from './session.js';
import type { Side } from './side.js';
import { checkSendable } from './side.js';

/** Nothing is held between pulls that would have to be given back. */
const close = async (): Promise<void> => undefined;

/** What is read. */
interface Reading {
  readonly side: Side;
  readonly path: Path;
  readonly expected: FileEntry;
  readonly signal: AbortSignal | undefined;
}

/**
 * Opens a file that is still `expected`. A small one is fetched at once. A larger one holds a connection while its
 * chunks are pulled, or, where the same connections write the other side, is fetched into a temporary local file first.
 */
export async function readFile(reading: Reading): Promise<Content> {
  const { side, path, expected, signal } = reading;
  const small = expected.size <= WHOLE_CONTENT_BYTES;
  const whole = await onConnection(side, path, { idempotent: true, signal }, (at) => {
    checkSendable(side, path);
    return small ? fetchWhole(at, reading) : confirm(at, reading);
  }).catch(async (error: unknown) => {
    throw await whyNotRead(path, error, () => isUnchanged(reading, signal));
  });
  const { mtime, size } = expected;
  if (whole !== undefined) {
    const chunks: Content['chunks'] = (from = 0) => chunksOf(whole.subarray(from));
    return { size, mtime, whole, chunks, unchanged: async () => true, close };
  }
  const unchanged = (again?: AbortSignal): Promise<boolean> => isUnchanged(reading, again);
  const base = { size, mtime, whole: undefined, unchanged };
  return side.shared
    ? spooled(path, base, streamed(reading, 0))
    : { ...base, chunks: (from = 0) => streamed(reading, from), close };
}

async function fetchWhole(at: Connection, reading: Reading): Promise<Buffer> {
  const whole = Buffer.allocUnsafe(reading.expected.size);
  await fetchInto(at, reading, whole);
  return whole;
}

/**
 * Reads a file that is still `expected` into a buffer of its size. One look after the content proves it, by name and of the
 * open file alike: the version is the one that was listed before, and nothing came between. Throws `stale`, `unreadable`,
 * `SizeDiffers`.
 */
export async function fetchInto(
  at: Connection,
  { side, path, expected }: Pick<Reading, 'side' | 'path' | 'expected'>,
  whole: Buffer,
): Promise<void> {
  const { server, session } = at;
  const file = await open(session, side, path);
  const reading = fill(whole, content(session, file, path, 0, whole.length));
  const bytes = await reading.catch((error: unknown) => closedAfter(session, file, error));
  const [opened, named] = await inOrder(
    server,
    () => fstat(session, file),
    () => ask(at, side, path),
    () => closeFile(session, file),
  );
  // Not every server can be asked about an open file.
  for (const told of isStatus(opened) ? [named] : [opened, named])
    if (!isStill(expected, answerOf(server, path, told))) throw replaced(path);
  if (bytes !== expected.size) throw tooLittle(bytes, expected.size);
}

/** Returns how many bytes came. */
async function fill(whole: Buffer, pieces: AsyncIterable<Buffer>): Promise<number> {
  let bytes = 0;
  for await (const piece of pieces) bytes += piece.copy(whole, bytes);
  return bytes;
}

/** Resolves to nothing where it is still what is expected. */
async function confirm(at: Connection, { side, path, expected }: Reading): Promise<undefined> {
  if (!isStill(expected, answerOf(at.server, path, await ask(at, side, path)))) throw replaced(path);
}

async function open(session: Session, side: Side, path: Path): Promise<Buffer> {
  const file = await openToRead(session, remote(side, path));
  if (isStatus(file)) throw unreadable(path, file);
  return file;
}

/** Fails as `unreadable` when the server refuses a part; ends early where the file does. */
async function* content(
  session: Session,
  file: Buffer,
  path: Path,
  from: number,
  to: number,
): AsyncGenerator<Buffer, void> {
  const refused = yield* receive(session, file, from, to);
  if (refused !== undefined) throw unreadable(path, refused);
}

function unreadable(path: Path, status: Status): Error {
  const { message, retry } = refusal(path, `Cannot read ${quotedPath(nameOf(path))}`, status);
  return pathError('unreadable', path, message, retry);
}

/** Holds one connection from the first pull to the last. */
async function* streamed(reading: Reading, from: number): AsyncGenerator<Buffer, void> {
  const { side, path, expected } = reading;
  const signals = signalsOf(side, reading.signal);
  const { session } = await side.pool.lease(signals);
  const done = onAbort(signals, () => session.drop(interrupted()));
  let bytes = from;
  try {
    const file = await open(session, side, path);
    try {
      for await (const piece of content(session, file, path, from, expected.size)) {
        bytes += piece.length;
        yield piece;
      }
    } finally {
      await closeFile(session, file).catch(() => undefined);
    }
  } catch (error) {
    throw whyEnded(error, path, signals);
  } finally {
    done();
    side.pool.release(session);
  }
  // Of a file that was changed meanwhile that is natural, and `unchanged` will tell; of any other it is a lie.
  if (bytes !== expected.size && (await isUnchanged(reading, reading.signal)))
    throw tooLittle(bytes, expected.size).asError(path);
}

/** Looks again. */
async function isUnchanged(
  { side, path, expected }: Reading,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return onConnection(side, path, { idempotent: true, signal }, async (at) =>
    isStill(expected, answerOf(at.server, path, await ask(at, side, path))),
  );
}

/** The first bytes of a file named by text, absolute or relative to the root; undefined when it is not there. */
export async function readHead(
  { session }: Connection,
  side: Side,
  text: string,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const path = pathFromText(text);
  const where = text.startsWith('/') ? bytesOf(text) : remote(side, path);
  const told = await stat(session, where);
  if (isMissing(told)) return undefined;
  if (isStatus(told)) throw unreadable(path, told);
  if (kindOf(told) !== 'file') return undefined;
  const file = await openToRead(session, where);
  if (isStatus(file)) throw unreadable(path, file);
  const head = Buffer.alloc(maxBytes);
  const reading = fill(head, content(session, file, path, 0, maxBytes));
  const bytes = await reading.catch((error: unknown) => closedAfter(session, file, error));
  await closeFile(session, file);
  return head.subarray(0, bytes);
}
