import type { LiveEvent, LiveState } from './events.js';

/** Samples of one standing are told this often at most. */
const TELL_EVERY_MS = 1_000;

/** Tells how a live item stands: at each turn of things, and now and then while changes wait. */
export class Standing {
  readonly #emit: (event: LiveEvent) => void;
  #toldMs = -Infinity;
  #told = '';

  constructor(emit: (event: LiveEvent) => void) {
    this.#emit = emit;
  }

  tell(state: LiveState): void {
    const { phase, pending, auditedMs, missed } = state;
    const told = [phase, pending > 0, auditedMs, missed].join();
    const nowMs = performance.now();
    if (told === this.#told && nowMs - this.#toldMs < TELL_EVERY_MS) return;
    this.#told = told;
    this.#toldMs = nowMs;
    this.#emit({ type: 'live', state });
  }
}
