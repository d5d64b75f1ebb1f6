/** What rests for so long is let go of: a thread is some ten megabytes, and is started again in a few milliseconds. */
export const REST_MS = 10_000;

/**
 * Notices that something was not used for a while: an endpoint that stays open, as in live mode, would else keep whatever it
 * once needed.
 */
export class Rest {
  readonly #restMs: number;
  readonly #isIdle: () => boolean;
  readonly #onRest: () => void;
  #timer: NodeJS.Timeout | undefined;
  #used = false;

  /** `onRest` is called between `restMs` and twice that after the last use, if `isIdle` then; and again after further ones. */
  constructor(restMs: number, isIdle: () => boolean, onRest: () => void) {
    this.#restMs = restMs;
    this.#isIdle = isIdle;
    this.#onRest = onRest;
  }

  /** It is used now. Costs next to nothing. */
  used(): void {
    this.#used = true;
    this.#timer ??= this.#wait();
  }

  /** Calls nobody until it is used again. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(): NodeJS.Timeout {
    return setTimeout(() => this.#look(), this.#restMs).unref();
  }

  #look(): void {
    const rests = !this.#used && this.#isIdle();
    this.#used = false;
    this.#timer = rests ? undefined : this.#wait();
    if (rests) this.#onRest();
  }
}
