/** Least that must move in one timeout while answers are due: one byte a second is a stall, not progress. */
const LEAST_BYTES = 1024;
const LONGEST_TICK_MS = 1000;

/**
 * Watches one connection for progress. While answers are due, one must come within `timeoutMs`, or at least 1 KiB must move
 * in each such time: a large answer may take longer. What we ourselves hold up asks for nothing.
 */
export class StallWatch {
  readonly #timeoutMs: number;
  readonly #movedBytes: () => number;
  readonly #stalled: (why: string) => void;
  readonly #timer: NodeJS.Timeout;
  #due = 0;
  #sinceMs = 0;
  #sinceBytes = 0;

  /** `movedBytes`: what has gone over the connection so far, both ways. */
  constructor(timeoutMs: number, movedBytes: () => number, stalled: (why: string) => void) {
    this.#timeoutMs = timeoutMs;
    this.#movedBytes = movedBytes;
    this.#stalled = stalled;
    this.#timer = setInterval(() => this.#check(), Math.min(LONGEST_TICK_MS, timeoutMs / 4));
    this.#timer.unref();
  }

  /** So many answers are due now: one came, or was asked for. */
  expect(answers: number): void {
    this.#due = answers;
    this.#begin();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #begin(): void {
    this.#sinceMs = performance.now();
    this.#sinceBytes = this.#movedBytes();
  }

  #check(): void {
    if (this.#due === 0 || performance.now() - this.#sinceMs <= this.#timeoutMs) return;
    const moved = this.#movedBytes() - this.#sinceBytes;
    if (moved >= LEAST_BYTES) return this.#begin();
    this.#stalled(`no answer within ${this.#timeoutMs / 1000} s`);
  }
}
