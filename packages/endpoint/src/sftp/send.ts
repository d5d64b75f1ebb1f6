import type { Status } from './decode.js';
import { inOrder } from './in-order.js';
import { PIECE_BYTES } from './protocol.js';
import { awaited, close, isDone, write } from './requests.js';
import type { Connection } from './server.js';
import type { Session } from './session.js';
import { Window } from './window.js';

/**
 * Writes the whole content of a small file and closes it, in one go. Returns the first refusal, or that all is done: a server
 * may tell only with the last answer what it could not store.
 */
export async function sendAndClose(
  { server, session }: Connection,
  file: Buffer,
  whole: Buffer,
): Promise<Status> {
  const sendAll = (): Promise<Status[]> => {
    const sent: Promise<Status>[] = [];
    for (let at = 0; at < whole.length; at += PIECE_BYTES)
      sent.push(write(session, file, at, whole.subarray(at, at + PIECE_BYTES)));
    return Promise.all(sent);
  };
  const [statuses, closed] = await inOrder(server, sendAll, () => close(session, file));
  return statuses.find((status) => !isDone(status)) ?? closed;
}

/**
 * Writes content into an open file from a byte on, many pieces on their way at a time. `onChunk` is called with each chunk once
 * it is on its way and may wait; a chunk may be reused afterwards. Returns the number of bytes, once the server has taken all
 * of them, or the status with which it refused one. Passes on what the source throws.
 */
export async function send(
  session: Session,
  file: Buffer,
  from: number,
  chunks: AsyncIterable<Buffer>,
  onChunk: (chunk: Buffer) => void | Promise<void>,
): Promise<number | Status> {
  const window = new Window(() => session.quickestMs);
  const sent: Promise<Status>[] = [];
  let end = from;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      const piece = chunk.subarray(at, at + PIECE_BYTES);
      sent.push(window.watch(awaited(write(session, file, end, piece))));
      end += piece.length;
      while (sent.length >= window.pieces) {
        const status = await sent.shift()!;
        if (!isDone(status)) return status;
      }
    }
    await onChunk(chunk);
  }
  for (const status of await Promise.all(sent)) if (!isDone(status)) return status;
  return end - from;
}
