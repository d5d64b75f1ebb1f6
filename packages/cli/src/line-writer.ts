import type { Output } from './output.js';

/** Lines are handed on in pieces of this size: one system call a line would cost more than the run. */
const PIECE_CHARACTERS = 64 * 1024;
/** Above this a producer that can wait should: the reader is slower than the run. */
const FULL_CHARACTERS = 1024 * 1024;

/**
 * Writes lines in order, in pieces, never ahead of a reader that is full. A reader that goes away (EPIPE) is told to
 * `onBroken` once; lines after that are dropped.
 */
export class LineWriter {
  readonly #output: Output;
  readonly #onBroken: (error: Error) => void;
  #waiting: string[] = [];
  #characters = 0;
  #scheduled = false;
  #full = false;
  #broken = false;
  #onDrained: (() => void)[] = [];

  constructor(output: Output, onBroken: (error: Error) => void) {
    this.#output = output;
    this.#onBroken = onBroken;
    output.on('error', (error) => this.#fail(error));
  }

  line(text: string): void {
    if (this.#broken) return;
    this.#waiting.push(text, '\n');
    this.#characters += text.length + 1;
    if (this.#characters >= PIECE_CHARACTERS) this.flush();
    else this.#schedule();
  }

  /** Hands on what waits, unless the reader is full; then it goes on by itself when the reader has room. */
  flush(): void {
    if (this.#full || this.#broken || this.#waiting.length === 0) return;
    const piece = this.#waiting.join('');
    this.#waiting = [];
    this.#characters = 0;
    if (this.#output.write(piece)) return;
    this.#full = true;
    this.#output.once('drain', () => this.#drained());
  }

  /** Undefined while there is room; else a promise for when there is again. */
  whenWritable(): Promise<void> | undefined {
    if (this.#characters < FULL_CHARACTERS) return undefined;
    return new Promise((resolve) => this.#onDrained.push(resolve));
  }

  /** Resolves when everything has left the process, or the reader has. */
  async end(): Promise<void> {
    this.flush();
    while (this.#full && !this.#broken) {
      await new Promise<void>((resolve) => this.#onDrained.push(resolve));
    }
    if (this.#broken) return;
    await new Promise<void>((resolve) => this.#output.write('', () => resolve()));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  #drained(): void {
    this.#full = false;
    this.flush();
    if (!this.#full) this.#wake();
  }

  #fail(error: Error): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#waiting = [];
    this.#characters = 0;
    this.#wake();
    this.#onBroken(error);
  }

  #wake(): void {
    const waiters = this.#onDrained;
    this.#onDrained = [];
    for (const resolve of waiters) resolve();
  }
}
