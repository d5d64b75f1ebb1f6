import { AHEAD_BYTES, PIECE_BYTES } from './protocol.js';

/** So long what is on its way may wait on a slow line, and whatever goes over the same connection behind it. */
export const LONGEST_QUEUE_MS = 500;

const MOST = AHEAD_BYTES / PIECE_BYTES;
const FIRST = 8;
const FEWEST = 2;

/**
 * How much of one file is on its way: enough to fill the line, but no more than waits for half a second. What others do over the
 * connection goes through the same queue, such as the rename that follows a look at what it replaces.
 */
export class Window {
  readonly #quickestMs: () => number;
  readonly #nowMs: () => number;
  #pieces = FIRST;
  /** What was sent before it was made smaller says nothing of that. */
  #smallerSinceMs = 0;

  /** `quickestMs`: the quickest answer over this connection so far, which waited for nothing. */
  constructor(quickestMs: () => number, nowMs = () => performance.now()) {
    this.#quickestMs = quickestMs;
    this.#nowMs = nowMs;
  }

  /** Pieces that may be on their way. */
  get pieces(): number {
    return this.#pieces;
  }

  /** A piece was sent, or asked for, just now. Returns its answer. */
  watch<T>(answer: Promise<T>): Promise<T> {
    const sentMs = this.#nowMs();
    answer.then(
      () => this.#answered(sentMs),
      () => undefined,
    );
    return answer;
  }

  #answered(sentMs: number): void {
    const nowMs = this.#nowMs();
    const queuedMs = nowMs - sentMs - this.#quickestMs();
    if (queuedMs < LONGEST_QUEUE_MS / 2) this.#pieces = Math.min(MOST, this.#pieces + 1);
    if (queuedMs <= LONGEST_QUEUE_MS || sentMs < this.#smallerSinceMs) return;
    this.#pieces = Math.max(FEWEST, Math.floor(this.#pieces / 2));
    this.#smallerSinceMs = nowMs;
  }
}
