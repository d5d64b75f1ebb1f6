/** A promise that is settled from outside. */
export class Deferred<Value> {
  readonly promise: Promise<Value>;
  #settle: ((value: Value) => void) | undefined;

  constructor() {
    this.promise = new Promise((settle) => {
      this.#settle = settle;
    });
  }

  /** Idempotent: the first value counts. */
  resolve(value: Value): void {
    this.#settle?.(value);
  }
}
