/** Least that must move in one timeout while answers are due: one byte a second is a stall, not progress. */
const LEAST_BYTES = 1024;
const LONGEST_TICK_MS = 1000;
/** What takes long by its nature may take so many timeouts. */
const LONG_TIMEOUTS = 20;

/** What has gone over a connection so far, for all its sessions. */
export interface Traffic {
  /** Both ways. */
  readonly movedBytes: number;
  /** When the latest request was sent of those that were answered; ms, as `performance.now`. */
  readonly answeredMs: number;
}

/** That nothing has come for too long. */
export interface Stall {
  readonly why: string;
  /** What others sent later over the same connection was answered: all of this reached the server, and it alone hangs. */
  readonly isPassedBy: boolean;
}

/**
 * Watches one session for progress. While answers are due, one must come within `timeoutMs`, or at least 1 KiB must move over
 * the connection in each such time: a large answer may take longer, and what others asked for goes first. But the answer to what
 * others asked for later does not. What we ourselves hold up asks for nothing. While something is due that takes long by its nature,
 * and all that is behind it, there are `LONG_TIMEOUTS` of that.
 */
export class StallWatch {
  readonly #timeoutMs: number;
  readonly #traffic: () => Traffic;
  readonly #stalled: (stall: Stall) => void;
  readonly #timer: NodeJS.Timeout;
  #due = 0;
  #allowedMs: number;
  #sinceMs = 0;
  #sinceBytes = 0;

  constructor(timeoutMs: number, traffic: () => Traffic, stalled: (stall: Stall) => void) {
    this.#timeoutMs = timeoutMs;
    this.#allowedMs = timeoutMs;
    this.#traffic = traffic;
    this.#stalled = stalled;
    this.#timer = setInterval(() => this.#check(), Math.min(LONGEST_TICK_MS, timeoutMs / 4));
    this.#timer.unref();
  }

  /** So many answers are due now: one came, or was asked for. `long`: that of something which takes long is among them. */
  expect(answers: number, long = false): void {
    this.#due = answers;
    this.#allowedMs = this.#timeoutMs * (long ? LONG_TIMEOUTS : 1);
    this.#begin();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #begin(): void {
    this.#sinceMs = performance.now();
    this.#sinceBytes = this.#traffic().movedBytes;
  }

  #check(): void {
    if (this.#due === 0 || performance.now() - this.#sinceMs <= this.#allowedMs) return;
    const { answeredMs, movedBytes } = this.#traffic();
    const isPassedBy = answeredMs > this.#sinceMs;
    if (!isPassedBy && movedBytes - this.#sinceBytes >= LEAST_BYTES) return this.#begin();
    this.#stalled({ why: `no answer within ${this.#allowedMs / 1000} s`, isPassedBy });
  }
}
