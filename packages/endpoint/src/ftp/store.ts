import type { Hash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { DataConnection, DataContext } from './data.js';
import { openData } from './data.js';
import type { Reply } from './reply.js';
import { isCompletion } from './reply.js';
import type { Session } from './session.js';
import { reasonFor, Refused, refused, SourceFailed } from './transfer-end.js';

/** What we have written may still wait in the system's buffer (megabytes); and some servers scan what they got. */
const PATIENCE_AFTER_STREAM = 4;

/** What is sent. */
export interface StoreSource {
  /** The whole content where it is small. */
  readonly whole: Buffer | undefined;
  chunks(): AsyncIterable<Buffer>;
}

/** What came of it: bytes that left, and the server's last answer. */
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
 * Sends content with STOR. Returns the server's last answer, which may be a refusal; throws when the connection broke (it is
 * dropped then) and passes on what the source throws.
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

function throwIfRefused(reply: Reply): void {
  if (reply.code >= 400) throw new Refused();
}
