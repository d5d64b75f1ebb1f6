import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SynclineError } from '@syncline/model';
import { isSynclineError } from '@syncline/model';
import type { DataConnection, DataContext } from './data.js';
import { openData } from './data.js';
import { connectionLost, networkReason } from './errors.js';
import type { Reply } from './reply.js';
import { isCompletion } from './reply.js';
import type { PendingTransfer, Session } from './session.js';

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

/**
 * Sends content with STOR. `onChunk` is called with each chunk once it is on its way and may wait. Returns the
 * server's last answer, which may be a refusal; throws when the connection broke (it is dropped then) and passes on
 * what the source throws.
 */
export async function store(
  session: Session,
  context: DataContext,
  command: string,
  source: StoreSource,
  onChunk: (chunk: Buffer) => void | Promise<void>,
): Promise<Stored> {
  const data = await openData(session, context);
  const pending = session.transfer(command);
  session.watchdog.startTransfer();
  try {
    const bytes =
      source.whole !== undefined
        ? await sendWhole(data, pending, source.whole, onChunk)
        : await sendChunks(session, data, pending, source, onChunk);
    session.watchdog.endTransfer(source.whole === undefined ? PATIENCE_AFTER_STREAM : 1);
    return { bytes, reply: await pending.done };
  } catch (error) {
    return { bytes: 0, reply: await reasonFor(session, pending, error) };
  } finally {
    session.watchdog.endTransfer();
    data.socket.destroy();
  }
}

/** One write, on its way as soon as the connection stands: no round trip is spent on waiting for 150. */
async function sendWhole(
  data: DataConnection,
  pending: PendingTransfer,
  whole: Buffer,
  onChunk: (chunk: Buffer) => void | Promise<void>,
): Promise<number> {
  const stop = refused(pending);
  await Promise.race([data.ready, stop]);
  await Promise.race([endOf(data.socket, whole), stop]);
  await onChunk(whole);
  return whole.length;
}

async function sendChunks(
  session: Session,
  data: DataConnection,
  pending: PendingTransfer,
  source: StoreSource,
  onChunk: (chunk: Buffer) => void | Promise<void>,
): Promise<number> {
  throwIfRefused(await pending.opened);
  await data.ready;
  const stop = refused(pending);
  let bytes = 0;
  session.watchdog.pause();
  for await (const chunk of ours(source.chunks())) {
    session.watchdog.resume();
    await Promise.race([writeAll(data.socket, chunk), stop]);
    session.watchdog.moved(chunk.length);
    session.watchdog.pause();
    bytes += chunk.length;
    await onChunk(chunk);
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

/** Ends the content, with a last piece. Resolves once all of it has left our buffer. */
function endOf(socket: Socket, last: Buffer = Buffer.alloc(0)): Promise<void> {
  const finished = new Promise<void>((resolve, reject) => {
    socket.once('close', () => reject(new Error('the data connection was closed early')));
    socket.end(last, resolve);
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
function refused(pending: PendingTransfer): Promise<never> {
  const failing = new Promise<never>((_resolve, reject) => {
    pending.done.then((reply) => reply.code >= 400 && reject(new Refused()), reject);
  });
  failing.catch(() => undefined);
  return failing;
}

/**
 * The refusal that explains a broken transfer, if one comes soon; otherwise throws. A server that calls a broken
 * transfer complete is not believed. Errors of our own source pass through, after the connection was dropped.
 */
async function reasonFor(session: Session, pending: PendingTransfer, error: unknown): Promise<Reply> {
  if (error instanceof SourceFailed) {
    session.drop(connectionLost(session.where, 'its transfer was given up'));
    throw error.reason;
  }
  if (session.failure === undefined) {
    const timeout = sleep(LAST_ANSWER_MS, undefined, { ref: false });
    const reply = await Promise.race([pending.done, timeout]).catch(() => undefined);
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
  const data = await openData(session, context, early);
  // Right before the transfer, so that no other command comes between (RFC 3659 §5.3).
  const restarts = from > 0 && (await session.request(`REST ${from}`)).code === 350;
  let toDrop = restarts ? 0 : from;
  const pending = session.transfer(command);
  session.watchdog.startTransfer();
  let isOver = false;
  pending.done.then(
    (reply) => isCompletion(reply) || data.socket.destroy(),
    () => undefined,
  );
  try {
    await Promise.race([data.ready, refused(pending)]);
    for await (const chunk of data.received()) {
      session.watchdog.moved(chunk.length);
      session.watchdog.pause();
      if (chunk.length > toDrop) yield chunk.subarray(toDrop);
      toDrop = Math.max(0, toDrop - chunk.length);
      session.watchdog.resume();
    }
    session.watchdog.endTransfer();
    const reply = await pending.done;
    // A refused transfer leaves the restart to the next one on some servers.
    if (restarts && !isCompletion(reply)) await session.request('REST 0');
    isOver = true;
    return reply;
  } catch (error) {
    isOver = true;
    return await reasonFor(session, pending, error);
  } finally {
    session.watchdog.endTransfer();
    data.socket.destroy();
    if (!isOver) dropped(session, new Error('its transfer was given up'));
  }
}
