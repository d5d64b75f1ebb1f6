import type { Hash } from 'node:crypto';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SynclineError } from '@syncline/model';
import { isSynclineError } from '@syncline/model';
import type { DataConnection, DataContext } from './data.js';
import { openData } from './data.js';
import { connectionLost, networkReason } from '../remote/errors.js';
import type { Reply } from './reply.js';
import { isCompletion } from './reply.js';
import type { Session } from './session.js';

/** When a data connection breaks, the server's last answer (426, 451, 552) says why; so long it is waited for. */
const LAST_ANSWER_MS = 3_000;
/** What we have written may still wait in the system's buffer (megabytes); and some servers scan what they got. */
const PATIENCE_AFTER_STREAM = 4;

export interface StoreSource {
  /** The whole content where it is small. */
  readonly whole: Buffer | undefined;
  chunks(): AsyncIterable<Buffer>;
}

export interface Stored {
  readonly bytes: number;
  readonly reply: Reply;
}

/** What is to be known of content on its way. */
export interface Sending {
  /** Takes what is sent in chunks, while it leaves. */
  readonly digest: Hash | undefined;
  /** Told the bytes of each chunk, or of the whole, that has left; may wait. */
  readonly onBytes: ((bytes: number) => void | Promise<void>) | undefined;
}

/**
 * Sends content with STOR. Returns the
 * server's last answer, which may be a refusal; throws when the connection broke (it is dropped then) and passes on
 * what the source throws.
 */
export async function store(
  session: Session,
  context: DataContext,
  command: string,
  source: StoreSource,
  sending: Sending,
): Promise<Stored> {
  const data = await openData(session, context, 'out');
  let opened: (reply: Reply) => void = () => undefined;
  const { whole } = source;
  const opening = whole === undefined ? new Promise<Reply>((resolve) => (opened = resolve)) : undefined;
  const done = session.transfer(command, opened);
  session.watchdog.startTransfer();
  try {
    if (whole !== undefined) {
      const reply = await sendWhole(session, data, done, whole);
      if (isCompletion(reply)) await sending.onBytes?.(whole.length);
      return { bytes: whole.length, reply };
    }
    throwIfRefused(await Promise.race([opening!, done]));
    const bytes = await sendChunks(session, data, done, source, sending);
    session.watchdog.endTransfer(PATIENCE_AFTER_STREAM);
    return { bytes, reply: await done };
  } catch (error) {
    return { bytes: 0, reply: await reasonFor(session, done, error) };
  } finally {
    session.watchdog.endTransfer();
    data.socket.destroy();
  }
}

/**
 * One write, on its way as soon as the connection stands: no round trip is spent on waiting for 150. Returns the last answer. One that
 * calls the transfer complete before all was sent is not believed.
 */
async function sendWhole(
  session: Session,
  { socket, ready }: DataConnection,
  done: Promise<Reply>,
  whole: Buffer,
): Promise<Reply> {
  if (ready !== undefined) await Promise.race([ready, refused(done)]);
  return new Promise((resolve, reject) => {
    let sent = false;
    socket.once('error', reject);
    const finish = (): void => {
      sent = true;
      session.watchdog.endTransfer();
    };
    // Node fails when nothing is written over TLS, and says so to the server; those written in Go fail then, too.
    if (whole.length === 0) socket.end(finish);
    else socket.end(whole, finish);
    done.then((reply) => {
      if (sent || !isCompletion(reply)) resolve(reply);
      else reject(new Error('it was called complete before it was'));
    }, reject);
  });
}

async function sendChunks(
  session: Session,
  data: DataConnection,
  done: Promise<Reply>,
  source: StoreSource,
  { digest, onBytes }: Sending,
): Promise<number> {
  await data.ready;
  const stop = refused(done);
  let bytes = 0;
  session.watchdog.pause();
  for await (const chunk of ours(source.chunks())) {
    session.watchdog.resume();
    const writing = writeAll(data.socket, chunk);
    digest?.update(chunk);
    await Promise.race([writing, stop]);
    session.watchdog.moved(chunk.length);
    session.watchdog.pause();
    bytes += chunk.length;
    await onBytes?.(chunk.length);
  }
  session.watchdog.resume();
  await Promise.race([endOf(data.socket), stop]);
  return bytes;
}

/** Something went wrong on our side of a transfer, not on the network. */
class SourceFailed extends Error {
  constructor(readonly reason: unknown) {
    super('the source failed');
  }
}

async function* ours(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  try {
    yield* chunks;
  } catch (error) {
    throw new SourceFailed(error);
  }
}

/** Resolves once the chunk has left our buffer: then the source may use its memory again. */
function writeAll(socket: Socket, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}

/** Ends the content. Resolves once all of it has left our buffer. */
function endOf(socket: Socket): Promise<void> {
  const finished = new Promise<void>((resolve, reject) => {
    socket.once('close', () => reject(new Error('the data connection was closed early')));
    socket.end(resolve);
  });
  // A refusal may come first: then nobody waits for this any more.
  finished.catch(() => undefined);
  return finished;
}

/** Carries a refusal out of whatever is being waited for. */
class Refused extends Error {}

function throwIfRefused(reply: Reply): void {
  if (reply.code >= 400) throw new Refused();
}

/** Never resolves; fails when the server refuses or the connection breaks. */
function refused(done: Promise<Reply>): Promise<never> {
  const failing = new Promise<never>((_resolve, reject) => {
    done.then((reply) => reply.code >= 400 && reject(new Refused()), reject);
  });
  failing.catch(() => undefined);
  return failing;
}

/**
 * The refusal that explains a broken transfer, if one comes soon; otherwise throws. A server that calls a broken
 * transfer complete is not believed. Errors of our own source pass through, after the connection was dropped.
 */
async function reasonFor(session: Session, done: Promise<Reply>, error: unknown): Promise<Reply> {
  if (error instanceof SourceFailed) {
    session.drop(connectionLost(session.where, 'its transfer was given up'));
    throw error.reason;
  }
  if (session.failure === undefined) {
    const timeout = sleep(LAST_ANSWER_MS, undefined, { ref: false });
    const reply = await Promise.race([done, timeout]).catch(() => undefined);
    if (reply !== undefined && reply.code >= 400) return reply;
  }
  throw dropped(session, error);
}

/** A connection whose transfer broke is not used again. Returns what to throw. */
function dropped(session: Session, error: unknown): SynclineError {
  session.drop(isSynclineError(error) ? error : connectionLost(session.where, networkReason(error), error));
  return session.failure!;
}

/** What a transfer that receives may begin with. */
export interface RetrieveOptions {
  /** The answer to a passive command that was sent ahead. */
  readonly early?: Reply | undefined;
  /** Bytes to leave out at the beginning (REST, RFC 3659 §5); where the server refuses that they are received and dropped. */
  readonly from?: number | undefined;
}

/**
 * Receives content with RETR, LIST or MLSD, with the memory of one chunk, which is valid until the next pull. It ends only when the data connection
 * has ended and the server has confirmed it; its return value is that answer. A refusal is returned, too, after what
 * came before it. Throws when the connection broke; leaving the loop early drops the connection.
 */
export async function* retrieve(
  session: Session,
  context: DataContext,
  command: string,
  { early, from = 0 }: RetrieveOptions = {},
): AsyncGenerator<Buffer, Reply> {
  const data = await openData(session, context, 'in', early);
  // Right before the transfer, so that no other command comes between (RFC 3659 §5.3), and in its packet: pyftpdlib drops a data
  // connection over which TLS begins before it knows what for. A connection that breaks fails the transfer, too.
  const restart = from > 0 ? session.request(`REST ${from}`).catch(() => undefined) : undefined;
  const done = receiving(session, data, command);
  let toDrop = from > 0 ? undefined : 0;
  let isOver = false;
  try {
    if (data.ready !== undefined) await Promise.race([data.ready, refused(done)]);
    for await (const chunk of data.chunks()) {
      session.watchdog.moved(chunk.length);
      session.watchdog.pause();
      toDrop ??= (await restart)?.code === 350 ? 0 : from;
      if (chunk.length > toDrop) yield chunk.subarray(toDrop);
      toDrop = Math.max(0, toDrop - chunk.length);
      session.watchdog.resume();
    }
    session.watchdog.endTransfer();
    const reply = await done;
    // A refused transfer leaves the restart to the next one on some servers.
    if (!isCompletion(reply) && (await restart)?.code === 350) await session.request('REST 0');
    isOver = true;
    return reply;
  } catch (error) {
    isOver = true;
    return await reasonFor(session, done, error);
  } finally {
    session.watchdog.endTransfer();
    data.socket.destroy();
    if (!isOver) dropped(session, new Error('its transfer was given up'));
  }
}

/** What came of a file that was received at once. */
export interface Retrieved {
  /** Undefined when more came than was expected: then the rest was not waited for, and the connection is dropped. */
  readonly reply: Reply | undefined;
  readonly bytes: number;
}

/** Receives a small file with RETR into a buffer of the expected size. Otherwise as `retrieve`. */
export async function retrieveWhole(
  session: Session,
  context: DataContext,
  command: string,
  into: Buffer,
  early?: Reply,
): Promise<Retrieved> {
  const data = await openData(session, context, 'in', early);
  const done = receiving(session, data, command);
  let bytes = 0;
  try {
    if (data.ready !== undefined) await Promise.race([data.ready, refused(done)]);
    await data.flow((piece) => {
      session.watchdog.moved(piece.length);
      piece.copy(into, bytes);
      bytes += piece.length;
      if (bytes > into.length) data.socket.destroy();
    });
    session.watchdog.endTransfer();
    return { reply: await done, bytes };
  } catch (error) {
    if (bytes > into.length) {
      dropped(session, new Error('its transfer was given up'));
      return { reply: undefined, bytes };
    }
    return { reply: await reasonFor(session, done, error), bytes };
  } finally {
    session.watchdog.endTransfer();
    data.socket.destroy();
  }
}

/** Asks for content that is to come over `data`. A refusal ends that connection, so that nobody waits at it. */
function receiving(session: Session, data: DataConnection, command: string): Promise<Reply> {
  const done = session.transfer(command);
  session.watchdog.startTransfer();
  done.then(
    (reply) => isCompletion(reply) || data.socket.destroy(),
    () => undefined,
  );
  return done;
}
