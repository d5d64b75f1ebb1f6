import type { Socket } from 'node:net';
import { CHUNK_BYTES } from '../content.js';

/** What one read of the system may bring: of a large file what has come meanwhile, so that a thread is woken seldom to write it. */
const RECEIVE_BYTES = CHUNK_BYTES;

/**
 * Receives what comes over a plain data connection into one buffer that is used again: Node would otherwise make a new one of
 * 64 KiB for each read. Its session has one data connection at a time.
 */
export class Receiver {
  #buffer: Buffer | undefined;
  #bytes = 0;
  #wake: () => void = () => undefined;
  /** Takes each piece as it comes; otherwise one at a time is kept until it is pulled. */
  #take: ((piece: Buffer) => void) | undefined;

  /** The option of `net.connect` that lets the next connection use the buffer. */
  onread(): { readonly buffer: Buffer; readonly callback: (bytes: number) => boolean } {
    this.#bytes = 0;
    this.#take = undefined;
    this.#buffer ??= Buffer.allocUnsafeSlow(RECEIVE_BYTES);
    const callback = (bytes: number): boolean => {
      if (this.#take !== undefined) {
        this.#take(this.#buffer!.subarray(0, bytes));
        return true;
      }
      this.#bytes = bytes;
      this.#wake();
      // Nothing more until this has been taken.
      return false;
    };
    return { buffer: this.#buffer, callback };
  }

  /** Hands over what comes over a connection that was just made with the option, each piece valid during the call. */
  flow(socket: Socket, take: (piece: Buffer) => void): Promise<void> {
    this.#take = take;
    return new Promise((resolve, reject) => {
      let ended = false;
      socket.once('end', () => {
        ended = true;
        resolve();
      });
      socket.once('error', reject);
      socket.once('close', () => {
        if (!ended) reject(closedEarly());
      });
    });
  }

  /** What comes over the connection that was made with the option; each piece is valid until the next is pulled. */
  async *chunks(socket: Socket): AsyncGenerator<Buffer, void> {
    let end: (() => void) | undefined;
    const over = (how: () => void): void => {
      end ??= how;
      this.#wake();
    };
    socket.once('end', () => over(() => undefined));
    socket.once('error', (error) => over(() => fail(error)));
    socket.once('close', () => over(() => fail(closedEarly())));
    if (socket.destroyed) fail(socket.errored ?? closedEarly());
    for (;;) {
      if (this.#bytes > 0) {
        const chunk = this.#buffer!.subarray(0, this.#bytes);
        this.#bytes = 0;
        yield chunk;
        socket.resume();
      } else if (end !== undefined) return end();
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

function closedEarly(): Error {
  return new Error('the data connection was closed early');
}

function fail(error: Error): never {
  throw error;
}
