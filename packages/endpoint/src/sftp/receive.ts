import type { Status } from './decode.js';
import { PIECE_BYTES, STATUS } from './protocol.js';
import { awaited, isStatus, read } from './requests.js';
import type { Session } from './session.js';
import { Window } from './window.js';

/** A part of a file that was asked for. */
interface Asked {
  readonly at: number;
  readonly bytes: number;
  readonly answer: Promise<Buffer | Status>;
}

/**
 * The content of an open file between two bytes, in order, many pieces asked for ahead. An answer that is shorter than what was
 * asked for is not the end of the file (§6.4): the rest is asked for again (FAULTS S31). Ends early where the file does; its
 * return value is the status with which the server refused, if it did.
 */
export async function* receive(
  session: Session,
  file: Buffer,
  from: number,
  to: number,
): AsyncGenerator<Buffer, Status | undefined> {
  const window = new Window(() => session.quickestMs);
  const asked: Asked[] = [];
  const askFor = (at: number, bytes: number): Asked => ({
    at,
    bytes,
    answer: window.watch(awaited(read(session, file, at, bytes))),
  });
  for (let next = from; next < to || asked.length > 0;) {
    for (; next < to && asked.length < window.pieces; next += PIECE_BYTES)
      asked.push(askFor(next, Math.min(PIECE_BYTES, to - next)));
    const { at, bytes, answer } = asked.shift()!;
    const piece = await answer;
    if (isStatus(piece)) return piece.code === STATUS.eof ? undefined : piece;
    if (piece.length === 0) return undefined;
    if (piece.length < bytes) asked.unshift(askFor(at + piece.length, bytes - piece.length));
    yield piece;
  }
  return undefined;
}
