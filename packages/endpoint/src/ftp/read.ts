import type { Answer, FileEntry, Path } from '@syncline/model';
import { nameOf, pathFromText } from '@syncline/model';
import type { Content } from '../endpoint.js';
import { CHUNK_BYTES, WHOLE_CONTENT_BYTES } from '../endpoint.js';
import { passiveCommand } from './data.js';
import { interrupted, pathError, refusal, withPath } from './errors.js';
import { interpret, isStill, lookAt, questionsOf } from './look.js';
import type { Reply } from './reply.js';
import { isCompletion } from './reply.js';
import type { Connection } from './server.js';
import { bytesOf } from './target.js';
import type { Side } from './side.js';
import { checkSendable, linkSignals, onConnection, remote } from './side.js';
import { spooled } from './spool.js';
import { retrieve } from './transfer.js';

/** Nothing is held between pulls that would have to be given back. */
const close = async (): Promise<void> => undefined;

/** What is read, as it was looked at right before. */
interface Reading {
  readonly side: Side;
  readonly path: Path;
  readonly expected: FileEntry;
  readonly before: Answer;
  readonly signal: AbortSignal | undefined;
}

/**
 * Opens a file that is still `expected`. A small one is fetched at once. A larger one holds a connection while its
 * chunks are pulled, or, with `spool`, is fetched into a temporary local file first: that is needed where the same
 * connections write the other side.
 */
export async function readFile(
  side: Side,
  path: Path,
  expected: FileEntry,
  spool: boolean,
  signal: AbortSignal | undefined,
): Promise<Content> {
  const small = expected.size <= WHOLE_CONTENT_BYTES;
  const first = await onConnection(side, path, { idempotent: true, signal }, (connection) =>
    confirmAndFetch(connection, side, path, expected, small),
  );
  const reading: Reading = { side, path, expected, before: first.before, signal };
  const mtime = first.before.kind === 'file' ? first.before.mtime : undefined;
  const unchanged = (again?: AbortSignal): Promise<boolean> => isUnchanged(reading, again);
  if (first.whole !== undefined) {
    const { whole } = first;
    return { size: whole.length, mtime, whole, chunks: () => chunksOf(whole), unchanged, close };
  }
  const base = { size: expected.size, mtime, whole: undefined, unchanged };
  return spool ? spooled(base, streamed(reading)) : { ...base, chunks: () => streamed(reading), close };
}

async function confirmAndFetch(
  connection: Connection,
  side: Side,
  path: Path,
  expected: FileEntry,
  fetch: boolean,
): Promise<{ before: Answer; whole: Buffer | undefined }> {
  checkSendable(connection.server, path);
  const questions = questionsOf(connection.server, remote(side, path));
  const commands = fetch ? [...questions, passiveCommand(connection.server)] : questions;
  const replies = await connection.session.exchange(commands);
  const before = interpret(connection.server, path, replies.slice(0, questions.length));
  if (!isStill(expected, before))
    throw pathError('stale', path, 'It is not the version that was planned any more');
  if (!fetch) return { before, whole: undefined };
  const parts: Buffer[] = [];
  try {
    for await (const chunk of content(connection, side, path, expected.size, replies.at(-1)))
      parts.push(chunk);
  } catch (error) {
    throw error instanceof SizeDiffers ? error.asError(path) : error;
  }
  return { before, whole: parts.length === 1 ? parts[0]! : Buffer.concat(parts) };
}

/** The chunks of one RETR; fails when it is refused, ends badly, or brings more or fewer bytes than expected. */
async function* content(
  connection: Connection,
  side: Side,
  path: Path,
  size: number,
  early?: Reply,
): AsyncGenerator<Buffer, void> {
  const stream = retrieve(connection.session, connection.server, `RETR ${remote(side, path)}`, early);
  let bytes = 0;
  try {
    for (;;) {
      const step = await stream.next();
      if (step.done === true) return checkEnd(path, step.value, bytes, size);
      bytes += step.value.length;
      if (bytes > size) throw new SizeDiffers(`The server sent more than the ${size} bytes of the file`);
      yield step.value;
    }
  } finally {
    await stream.return({ code: 426, text: '' });
  }
}

function checkEnd(path: Path, reply: Reply, bytes: number, size: number): void {
  if (!isCompletion(reply)) {
    const cause = refusal(path, `Cannot read ${JSON.stringify(nameOf(path))}`, reply);
    throw pathError('unreadable', path, cause.message, cause.retry);
  }
  if (bytes !== size) throw new SizeDiffers(`The server sent ${bytes} of the ${size} bytes of the file`);
}

/** More or fewer bytes came than expected, although the transfer ended well. */
class SizeDiffers extends Error {
  asError(path: Path): Error {
    return pathError('unreadable', path, `${this.message}; it is tried again`, true);
  }
}

/** Holds one connection from the first pull to the last; leaving early drops that connection. */
async function* streamed(reading: Reading): AsyncGenerator<Buffer, void> {
  const { side, path, expected } = reading;
  const { signal, unlink } = linkSignals(side.closing, reading.signal);
  const connection = await side.pool.lease(signal);
  const onAbort = (): void => connection.session.drop(interrupted());
  signal.addEventListener('abort', onAbort, { once: true });
  let sizeProblem: SizeDiffers | undefined;
  try {
    for await (const chunk of content(connection, side, path, expected.size)) yield* chunksOf(chunk);
  } catch (error) {
    if (signal.aborted) throw interrupted();
    sizeProblem = error instanceof SizeDiffers ? error : undefined;
    if (sizeProblem === undefined) throw withPath(error, path);
  } finally {
    signal.removeEventListener('abort', onAbort);
    unlink();
    side.pool.release(connection.session);
  }
  // Of a file that was changed meanwhile that is natural, and `unchanged` will tell; of any other it is a lie.
  if (sizeProblem !== undefined && (await isUnchanged(reading, reading.signal)))
    throw sizeProblem.asError(path);
}

async function* chunksOf(whole: Buffer): AsyncGenerator<Buffer, void> {
  for (let from = 0; from < whole.length; from += CHUNK_BYTES) yield whole.subarray(from, from + CHUNK_BYTES);
}

/** Looks again. Where there is no MLST, two looks are of one form and exact, unlike a look and a listing. */
async function isUnchanged(reading: Reading, signal: AbortSignal | undefined): Promise<boolean> {
  const { side, path, before } = reading;
  const now = await onConnection(side, path, { idempotent: true, signal }, async (connection) => {
    const replies = await connection.session.exchange(questionsOf(connection.server, remote(side, path)));
    return interpret(connection.server, path, replies);
  });
  return isStill(before, now);
}

/** The first bytes of a file named by text, absolute or relative to the root; undefined when it is not there. */
export async function readHead(
  connection: Connection,
  side: Side,
  text: string,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const path = pathFromText(text);
  const where = text.startsWith('/') ? bytesOf(text) : remote(side, path);
  const stream = retrieve(connection.session, connection.server, `RETR ${where}`);
  const parts: Buffer[] = [];
  for (let bytes = 0; ;) {
    const step = await stream.next();
    if (step.done !== true) {
      parts.push(step.value);
      bytes += step.value.length;
      if (bytes < maxBytes) continue;
      // The rest is not wanted: the connection goes with it.
      await stream.return({ code: 426, text: '' });
    } else if (!isCompletion(step.value)) return notRead(connection, where, path, step.value);
    return Buffer.concat(parts).subarray(0, maxBytes);
  }
}

async function notRead(at: Connection, where: string, path: Path, reply: Reply): Promise<undefined> {
  const found = await lookAt(at, where, path);
  // 550 and no file by that name: also where the folder that it should be in is not there.
  if (found.kind !== 'file' && (found.kind !== 'unknown' || reply.code === 550)) return undefined;
  const cause = refusal(path, `Cannot read ${JSON.stringify(path)}`, reply);
  throw pathError('unreadable', path, cause.message, cause.retry);
}
