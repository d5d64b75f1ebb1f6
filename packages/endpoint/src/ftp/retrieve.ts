import type { DataConnection, DataContext } from './data.js';
import { openData } from './data.js';
import type { Reply } from './reply.js';
import { isCompletion } from './reply.js';
import type { Session } from './session.js';
import { dropped, reasonFor, refused } from './transfer-end.js';

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
