import { write as writeCallback } from 'node:fs';
import { promisify } from 'node:util';

const write = promisify(writeCallback);

/** Pieces below this are written together: a thread has to be woken for each write, which takes longer than to copy a piece. */
const GATHERED_BYTES = 256 * 1024;

/**
 * Writes pieces into an open file, in threads. A piece may be reused as soon as `add` is done; what is small is copied, and written
 * while the next pieces come. INVARIANT: one write begins when the one before has ended, so that whatever stands in the file, should
 * the process be killed, is the beginning of what came.
 */
export class GatheredWriter {
  readonly #file: number;
  #position: number;
  /** Takes turns with the one that is being written. */
  #filling: Buffer | undefined;
  #filled = 0;
  #spare: Buffer | undefined;
  #writing: Promise<void> = Promise.resolve();
  #written: number;

  /** `file`: a descriptor, which is to stay open until `settled`. */
  constructor(file: number, position: number) {
    this.#file = file;
    this.#position = position;
    this.#written = position;
  }

  /** So much of the file stands. */
  get written(): number {
    return this.#written;
  }

  /** Throws the errors of the system, also that of an earlier write. */
  async add(piece: Buffer): Promise<void> {
    if (this.#filled + piece.length > GATHERED_BYTES) await this.#hand();
    if (piece.length >= GATHERED_BYTES) return this.#write(piece);
    this.#filling ??= Buffer.allocUnsafeSlow(GATHERED_BYTES);
    piece.copy(this.#filling, this.#filled);
    this.#filled += piece.length;
  }

  /** Writes what waits. */
  async end(): Promise<void> {
    await this.#hand();
    await this.#writing;
  }

  /** Waits until nothing is written any more, however that ends. */
  async settled(): Promise<void> {
    await this.#writing.catch(() => undefined);
  }

  /** Has what was gathered written; waits until the buffer that was handed over before is free. */
  async #hand(): Promise<void> {
    await this.#writing;
    if (this.#filled === 0) return;
    const full = this.#filling!;
    // Whoever adds next or ends is told of a failure.
    this.#write(full.subarray(0, this.#filled)).catch(() => undefined);
    [this.#filling, this.#spare, this.#filled] = [this.#spare, full, 0];
  }

  /** Behind what is being written. */
  #write(piece: Buffer): Promise<void> {
    const from = this.#position;
    this.#position += piece.length;
    return (this.#writing = this.#writing.then(() => this.#writeAll(piece, from)));
  }

  async #writeAll(piece: Buffer, from: number): Promise<void> {
    for (let done = 0; done < piece.length;)
      done += (await write(this.#file, piece, done, piece.length - done, from + done)).bytesWritten;
    this.#written = from + piece.length;
  }
}
