import type { Status } from './decode.js';
import { AHEAD_BYTES, PIECE_BYTES } from './protocol.js';
import { awaited, close, isDone, write } from './requests.js';
import type { Session } from './session.js';

const PIECES_AHEAD = AHEAD_BYTES / PIECE_BYTES;

/**
 * Writes the whole content of a small file and closes it, in one go. Returns the first refusal, or that all is done: a server
 * may tell only with the last answer what it could not store.
 */
export async function sendAndClose(session: Session, file: Buffer, whole: Buffer): Promise<Status> {
  const requests: Promise<Status>[] = [];
  for (let at = 0; at < whole.length; at += PIECE_BYTES)
    requests.push(write(session, file, at, whole.subarray(at, at + PIECE_BYTES)));
  const statuses = await Promise.all([...requests, close(session, file)]);
  return statuses.find((status) => !isDone(status)) ?? statuses.at(-1)!;
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
  const sent: Promise<Status>[] = [];
  let end = from;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      const piece = chunk.subarray(at, at + PIECE_BYTES);
      sent.push(awaited(write(session, file, end, piece)));
      end += piece.length;
      const status = sent.length < PIECES_AHEAD ? undefined : await sent.shift()!;
      if (status !== undefined && !isDone(status)) return status;
    }
    await onChunk(chunk);
  }
  for (const status of await Promise.all(sent)) if (!isDone(status)) return status;
  return end - from;
}
