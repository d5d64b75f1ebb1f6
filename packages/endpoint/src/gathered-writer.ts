import { write as writeCallback } from 'node:fs';
import { promisify } from 'node:util';

import { CHUNK_BYTES } from './content.js';

const write = promisify(writeCallback);

/** So much is worth a write: a thread has to be woken for each, which takes longer than to copy what is less. */
const WORTH_WRITING_BYTES = 256 * 1024;

/**
 * Writes pieces into an open file, in threads, while the next pieces come: a piece is copied, and may be used again as soon as `add` is
 * done. INVARIANT: one write begins when the one before has ended, so that whatever stands in the file, should the process be
 * killed, is the beginning of what came.
 */
export class GatheredWriter {
  readonly #file: number;
  readonly #roomBytes: number;
  #position: number;
  /** Takes turns with the one that is being written. */
  #filling: Buffer | undefined;
  #filled = 0;
  #spare: Buffer | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** Writes that have not ended. */
  #underway = 0;
  #written: number;

  /** `file`: a descriptor, which is to stay open until `settled`; `expectedBytes`: about so many are to come. */
  constructor(file: number, position: number, expectedBytes: number) {
    this.#file = file;
    this.#roomBytes = Math.max(1, Math.min(CHUNK_BYTES, expectedBytes));
    this.#position = position;
    this.#written = position;
  }

  /** So much of the file stands. */
  get written(): number {
    return this.#written;
  }

  /** Throws the errors of the system, also that of an earlier write. */
  async add(piece: Buffer): Promise<void> {
    if (this.#filled + piece.length > this.#roomBytes) await this.#hand();
    if (piece.length > this.#roomBytes) return this.#write(piece);
    this.#filling ??= Buffer.allocUnsafeSlow(this.#roomBytes);
    piece.copy(this.#filling, this.#filled);
    this.#filled += piece.length;
    if (this.#filled >= WORTH_WRITING_BYTES && this.#underway === 0) this.#swap();
  }

  /** Writes what waits. */
  async end(): Promise<void> {
    await this.#hand();
    await this.#writing;
  }

  /** Writes what waits, if it can, and waits until nothing is written any more: what came of a transfer that broke can be continued. */
  async settled(): Promise<void> {
    await this.end().catch(() => undefined);
  }

  /** Has what was gathered written; waits until the buffer that was handed over before is free. */
  async #hand(): Promise<void> {
    await this.#writing;
    if (this.#filled > 0) this.#swap();
  }

  #swap(): void {
    const full = this.#filling!;
    // Whoever adds next or ends is told of a failure.
    this.#write(full.subarray(0, this.#filled)).catch(() => undefined);
    [this.#filling, this.#spare, this.#filled] = [this.#spare, full, 0];
  }

  /** Behind what is being written. */
  #write(piece: Buffer): Promise<void> {
    const from = this.#position;
    this.#position += piece.length;
    this.#underway += 1;
    return (this.#writing = this.#writing.then(() => this.#writeAll(piece, from)));
  }

  async #writeAll(piece: Buffer, from: number): Promise<void> {
    for (let done = 0; done < piece.length;)
      done += (await write(this.#file, piece, done, piece.length - done, from + done)).bytesWritten;
    this.#written = from + piece.length;
    this.#underway -= 1;
  }
}
