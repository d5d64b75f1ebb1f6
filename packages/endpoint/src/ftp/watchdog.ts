/** Least content that must move in one timeout window: one byte a second is a stall, not progress. */
const LEAST_BYTES_PER_WINDOW = 1024;
const LONGEST_TICK_MS = 1000;

/**
 * Watches one connection for progress. Two clocks: an answer must be complete within `timeoutMs` of the last
 * progress; while content moves, at least 1 KiB must move in each window of that length. Time in which we
 * ourselves hold the transfer up (`pause`) does not count.
 */
export class Watchdog {
  readonly #timeoutMs: number;
  readonly #stalled: (why: string) => void;
  readonly #timer: NodeJS.Timeout;
  #awaiting = 0;
  #progressAtMs = 0;
  #window: { startMs: number; bytes: number; pausedAtMs: number | undefined } | undefined;

  constructor(timeoutMs: number, stalled: (why: string) => void) {
    this.#timeoutMs = timeoutMs;
    this.#stalled = stalled;
    this.#timer = setInterval(() => this.#check(), Math.min(LONGEST_TICK_MS, timeoutMs / 4));
    this.#timer.unref();
  }

  /** So many answers are due. */
  expect(answers: number): void {
    this.#awaiting = answers;
    this.#progressAtMs = performance.now();
  }

  startTransfer(): void {
    this.#window = { startMs: performance.now(), bytes: 0, pausedAtMs: undefined };
  }

  moved(bytes: number): void {
    if (this.#window !== undefined) this.#window.bytes += bytes;
  }

  pause(): void {
    if (this.#window !== undefined) this.#window.pausedAtMs ??= performance.now();
  }

  resume(): void {
    const window = this.#window;
    if (window?.pausedAtMs === undefined) return;
    window.startMs += performance.now() - window.pausedAtMs;
    window.pausedAtMs = undefined;
  }

  /** The last answer to a transfer is due now; `patience`: so many times the usual limit is allowed for it. */
  endTransfer(patience = 1): void {
    if (this.#window === undefined) return;
    this.#window = undefined;
    this.#progressAtMs = performance.now() + (patience - 1) * this.#timeoutMs;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #check(): void {
    const nowMs = performance.now();
    if (this.#window !== undefined) this.#checkWindow(this.#window, nowMs);
    else if (this.#awaiting > 0 && nowMs - this.#progressAtMs > this.#timeoutMs) {
      this.#stalled(`no answer within ${this.#timeoutMs / 1000} s`);
    }
  }

  #checkWindow(
    window: { startMs: number; bytes: number; pausedAtMs: number | undefined },
    nowMs: number,
  ): void {
    if (window.pausedAtMs !== undefined || nowMs - window.startMs <= this.#timeoutMs) return;
    if (window.bytes < LEAST_BYTES_PER_WINDOW) {
      return this.#stalled(`${window.bytes} bytes of content moved in ${this.#timeoutMs / 1000} s`);
    }
    window.startMs = nowMs;
    window.bytes = 0;
  }
}
