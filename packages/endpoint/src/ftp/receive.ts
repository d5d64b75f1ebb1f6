import type { Socket } from 'node:net';

/** What one read of the system may bring: few calls for a large file, and little memory for each connection. */
const RECEIVE_BYTES = 256 * 1024;

/**
 * Receives what comes over a plain data connection into one buffer that is used again: Node would otherwise make a new one of
 * 64 KiB for each read. Its session has one data connection at a time.
 */
export class Receiver {
  #buffer: Buffer | undefined;
  #bytes = 0;
  #wake: () => void = () => undefined;

  /** The option of `net.connect` that lets the next connection use the buffer. */
  onread(): { readonly buffer: Buffer; readonly callback: (bytes: number) => boolean } {
    this.#bytes = 0;
    this.#buffer ??= Buffer.allocUnsafeSlow(RECEIVE_BYTES);
    const callback = (bytes: number): boolean => {
      this.#bytes = bytes;
      this.#wake();
      // Nothing more until this has been taken.
      return false;
    };
    return { buffer: this.#buffer, callback };
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
    socket.once('close', () => over(() => fail(new Error('the data connection was closed early'))));
    if (socket.destroyed) fail(socket.errored ?? new Error('the data connection was closed early'));
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

function fail(error: Error): never {
  throw error;
}
