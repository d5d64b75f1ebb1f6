import { loadSystemCalls } from './system-calls.js';

const MIB = 1024 * 1024;
/** From this size on loading the call is worth it. */
const LARGE_BYTES = 64 * MIB;
const STEP_BYTES = 8 * MIB;

/**
 * Has the kernel write a large file to the disk while the rest of it still comes, so that the flush before a commit finds little
 * left to do. Does nothing for smaller ones, nor where there is no such call.
 */
export class WriteOut {
  readonly #file: number;
  readonly #begin: ((file: number, at: number, bytes: number) => Promise<void>) | undefined;
  #begun = 0;
  #running: Promise<void> | undefined;

  /** `file`: a descriptor, which is to stay open until `settled`. */
  constructor(file: number, wholeBytes: number) {
    this.#file = file;
    this.#begin = wholeBytes < LARGE_BYTES ? undefined : loadSystemCalls()?.files.writeOutAside;
  }

  /** So much of the file is written. Waits for nothing. */
  note(bytes: number): void {
    const [at, more] = [this.#begun, bytes - this.#begun];
    if (this.#begin === undefined || this.#running !== undefined || more < STEP_BYTES) return;
    this.#begun = bytes;
    this.#running = this.#begin(this.#file, at, more).then(() => {
      this.#running = undefined;
    });
  }

  async settled(): Promise<void> {
    await this.#running;
  }
}
