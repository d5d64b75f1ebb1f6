import { LineWriter } from './line-writer.js';
import type { Output } from './output.js';

/** Carriage return, then erase the whole line (ECMA-48 EL). */
const CLEAR_LINE = '\r\u001b[2K';

/**
 * The two outputs as one place: lines on both stay in their order where both end in the same terminal or file, and
 * a status line at the bottom of the terminal is out of the way of every other line.
 */
export class Screen {
  readonly #stdout: Output;
  readonly #stderr: Output;
  readonly #out: LineWriter;
  readonly #err: LineWriter;
  #statusShown = false;

  /** `onBroken`: standard output cannot be written any more. */
  constructor(stdout: Output, stderr: Output, onBroken: (error: Error) => void) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.#out = new LineWriter(stdout, onBroken);
    this.#err = new LineWriter(stderr, () => undefined);
  }

  /** A line of the result, on standard output. */
  out(line: string): void {
    if (this.#stdout.isTTY === true) this.clearStatus();
    this.#out.line(line);
    if (this.#stdout.isTTY === true) this.#out.flush();
  }

  /** A line for people, on standard error. */
  err(line: string): void {
    this.#out.flush();
    this.clearStatus();
    this.#err.line(line);
    this.#err.flush();
  }

  /** Draws the status line, which must fit the terminal's width; the last one is gone. */
  status(line: string): void {
    this.#stderr.write(CLEAR_LINE + line);
    this.#statusShown = true;
  }

  clearStatus(): void {
    if (!this.#statusShown) return;
    this.#statusShown = false;
    this.#stderr.write(CLEAR_LINE);
  }

  /** Undefined while standard output takes lines; else a promise for when it does again. */
  whenWritable(): Promise<void> | undefined {
    return this.#out.whenWritable();
  }

  /** Resolves when everything has been written. */
  async end(): Promise<void> {
    this.clearStatus();
    await Promise.all([this.#out.end(), this.#err.end()]);
  }
}
