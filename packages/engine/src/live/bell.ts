/** Wakes the one who waits; a ring while nobody waits is kept for the next wait. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Resolves at the next ring, after `ms`, or on abort; one waits at a time. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted && ms > 0) await this.#until(ms, signal);
    this.#rung = false;
  }

  async #until(ms: number, signal: AbortSignal): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let wake: () => void = () => undefined;
    await new Promise<void>((resolve) => {
      wake = resolve;
      this.#wake = resolve;
      timer = setTimeout(resolve, Math.min(ms, MAX_TIMER_MS));
      signal.addEventListener('abort', wake, { once: true });
    });
    this.#wake = undefined;
    signal.removeEventListener('abort', wake);
    clearTimeout(timer);
  }
}

/** Longer timers fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
