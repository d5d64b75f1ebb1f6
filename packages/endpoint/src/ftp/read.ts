import type { Answer, FileEntry, Path } from '@syncline/model';
import { nameOf, parentOf, pathFromText, quotedPath, unknownEntry } from '@syncline/model';
import type { Content } from '../content.js';
import { WHOLE_CONTENT_BYTES } from '../content.js';
import { isAborted, onAbort } from '../remote/aborts.js';
import { keepAhead, passiveCommand } from './data.js';
import { interrupted, pathError, withPath } from '../remote/errors.js';
import { refusal } from './errors.js';
import { listDirectory } from './list.js';
import { interpret, isStill, lookAt, questionsOf } from './look.js';
import type { Reply } from './reply.js';
import { isCompletion } from './reply.js';
import type { Connection } from './server.js';
import { bytesOf } from '../remote/paths.js';
import type { Side } from './side.js';
import { onConnection, remote, signalsOf } from '../remote/side.js';
import { checkSendable } from './side.js';
import { chunksOf, replaced, SizeDiffers, tooLittle, tooMuch, whyNotRead } from '../remote/reading.js';
import { spooled } from '../remote/spool.js';
import type { RetrieveOptions } from './retrieve.js';
import { retrieve, retrieveWhole } from './retrieve.js';

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
 * chunks are pulled, or, where the same connections write the other side, is fetched into a temporary local file first.
 */
export async function readFile(
  side: Side,
  path: Path,
  expected: FileEntry,
  signal: AbortSignal | undefined,
): Promise<Content> {
  const small = expected.size <= WHOLE_CONTENT_BYTES;
  const first = await onConnection(side, path, { idempotent: true, signal }, (connection) =>
    confirmAndFetch(connection, side, path, expected, small),
  ).catch(async (error: unknown) => {
    const listed: Reading = { side, path, expected, before: expected, signal };
    throw await whyNotRead(path, error, () => isUnchanged(listed, signal));
  });
  const reading: Reading = { side, path, expected, before: first.before, signal };
  const mtime = first.before.kind === 'file' ? first.before.mtime : undefined;
  const unchanged = async (again?: AbortSignal): Promise<boolean> =>
    first.proven || isUnchanged(reading, again);
  if (first.whole !== undefined) {
    const { whole } = first;
    return {
      size: whole.length,
      mtime,
      whole,
      chunks: (from = 0) => chunksOf(whole.subarray(from)),
      unchanged,
      close,
    };
  }
  const base = { size: expected.size, mtime, whole: undefined, unchanged };
  return side.shared
    ? spooled(path, base, streamed(reading))
    : { ...base, chunks: (from) => streamed(reading, from), close };
}

interface Fetched {
  readonly before: Answer;
  /** Undefined when the content is too large to be fetched at once. */
  readonly whole: Buffer | undefined;
  /** That `whole` is exactly the expected version is proven. */
  readonly proven: boolean;
}

async function confirmAndFetch(
  at: Connection,
  side: Side,
  path: Path,
  expected: FileEntry,
  small: boolean,
): Promise<Fetched> {
  checkSendable(at.server, path);
  if (small && at.server.facts.mlst) return fetchAndConfirm(at, side, path, expected);
  const { before, passive } = await lookAtFile(at, side, path, small);
  if (!isStill(expected, before)) throw replaced(path, before);
  const whole = small ? await fetch(at, side, path, expected, passive) : undefined;
  return { before, whole, proven: false };
}

/** The request for the data port goes out with the questions, where the content is wanted at once. */
async function lookAtFile(
  at: Connection,
  side: Side,
  path: Path,
  small: boolean,
): Promise<{ readonly before: Answer; readonly passive?: Reply | undefined }> {
  const { facts } = at.server;
  if (!facts.asksForFiles) return { before: await lookInFolder(at, side, path) };
  const questions = questionsOf(at.server, remote(side, path));
  const commands = small ? [...questions, passiveCommand(at.server)] : questions;
  const replies = await at.session.exchange(commands);
  const before = interpret(at.server, path, replies.slice(0, questions.length));
  if (!facts.asksForFiles) return { before: await lookInFolder(at, side, path) };
  return { before, passive: small ? replies.at(-1) : undefined };
}

/** Where no file can be asked for by name, a listing tells of those that are there. */
async function lookInFolder(at: Connection, side: Side, path: Path): Promise<Answer> {
  const [folder, name] = [parentOf(path), nameOf(path)];
  const { entries } = await listDirectory(at, remote(side, folder), folder);
  const entry = entries.find((each) => each.name === name);
  return entry ?? unknownEntry(path, name, 'unproven', 'The server does not list it any more');
}

/**
 * Where a look by name and a listing tell equal tokens, one look after the content proves it: the version is the one that
 * was listed before, and nothing came between. The look goes out with the request for the data port of the next file.
 */
async function fetchAndConfirm(
  at: Connection,
  side: Side,
  path: Path,
  expected: FileEntry,
): Promise<Fetched> {
  const whole = await fetch(at, side, path, expected);
  const questions = questionsOf(at.server, remote(side, path));
  const ahead = side.pool.hasWaiting ? [passiveCommand(at.server)] : [];
  const replies = await at.session.exchange([...questions, ...ahead]);
  if (ahead.length > 0) keepAhead(at.session, replies.pop());
  const before = interpret(at.server, path, replies);
  if (!isStill(expected, before)) throw replaced(path, before);
  return { before, whole, proven: true };
}

async function fetch(
  at: Connection,
  side: Side,
  path: Path,
  { size }: FileEntry,
  early?: Reply,
): Promise<Buffer> {
  const command = `RETR ${remote(side, path)}`;
  const whole = Buffer.allocUnsafe(size);
  const { reply, bytes } = await retrieveWhole(at.session, at.server, command, whole, early);
  if (reply === undefined) throw tooMuch(size);
  checkEnd(path, reply, bytes, size);
  return whole;
}

/** The chunks of one RETR; fails when it is refused, ends badly, or brings more or fewer bytes than expected. */
async function* content(
  connection: Connection,
  side: Side,
  path: Path,
  size: number,
  options: RetrieveOptions = {},
): AsyncGenerator<Buffer, void> {
  const stream = retrieve(connection.session, connection.server, `RETR ${remote(side, path)}`, options);
  let bytes = options.from ?? 0;
  try {
    for (;;) {
      const step = await stream.next();
      if (step.done === true) return checkEnd(path, step.value, bytes, size);
      bytes += step.value.length;
      if (bytes > size) throw tooMuch(size);
      yield step.value;
    }
  } finally {
    await stream.return({ code: 426, text: '' });
  }
}

function checkEnd(path: Path, reply: Reply, bytes: number, size: number): void {
  if (!isCompletion(reply)) {
    const cause = refusal(path, `Cannot read ${quotedPath(nameOf(path))}`, reply);
    throw pathError('unreadable', path, cause.message, cause.retry);
  }
  if (bytes !== size) throw tooLittle(bytes, size);
}

/** Holds one connection from the first pull to the last; leaving early drops that connection. */
async function* streamed(reading: Reading, from = 0): AsyncGenerator<Buffer, void> {
  const { side, path, expected } = reading;
  const signals = signalsOf(side, reading.signal);
  const connection = await side.pool.lease(signals);
  const done = onAbort(signals, () => connection.session.drop(interrupted()));
  let sizeProblem: SizeDiffers | undefined;
  try {
    for await (const chunk of content(connection, side, path, expected.size, { from }))
      yield* chunksOf(chunk);
  } catch (error) {
    if (isAborted(signals)) throw interrupted();
    sizeProblem = error instanceof SizeDiffers ? error : undefined;
    if (sizeProblem === undefined) throw withPath(error, path);
  } finally {
    done();
    side.pool.release(connection.session);
  }
  // Of a file that was changed meanwhile that is natural, and `unchanged` will tell; of any other it is a lie.
  if (sizeProblem !== undefined && (await isUnchanged(reading, reading.signal)))
    throw sizeProblem.asError(path);
}

/** Looks again. Where there is no MLST, two looks are of one form and exact, unlike a look and a listing. */
async function isUnchanged(reading: Reading, signal: AbortSignal | undefined): Promise<boolean> {
  const { side, path, before } = reading;
  const { before: now } = await onConnection(side, path, { idempotent: true, signal }, (connection) =>
    lookAtFile(connection, side, path, false),
  );
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
      parts.push(Buffer.from(step.value));
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
  const cause = refusal(path, `Cannot read ${quotedPath(path)}`, reply);
  throw pathError('unreadable', path, cause.message, cause.retry);
}
