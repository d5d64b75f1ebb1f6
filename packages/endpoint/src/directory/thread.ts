import { Worker } from 'node:worker_threads';

import type { ErrorCode } from '@syncline/model';
import { SynclineError } from '@syncline/model';

/** What is sent to a thread, and what it answers; a message holds one or several. */
export interface Sent<Order> {
  readonly id: number;
  readonly order: Order;
}

export interface Answered<Answer> {
  readonly id: number;
  readonly answer: Answer;
}

/** A `SynclineError` on its way between threads. */
export type ErrorFields = Pick<SynclineError, 'message' | 'scope' | 'retry' | 'path'> & {
  readonly code: ErrorCode;
};

export function fieldsOf({ code, message, scope, retry, path }: SynclineError): ErrorFields {
  return { code, message, scope, retry, path };
}

export function errorOf({ code, message, ...details }: ErrorFields): SynclineError {
  return new SynclineError(code, message, details);
}

/** Somebody who waits for an answer. */
interface Waiting<Answer> {
  readonly resolve: (answer: Answer | undefined) => void;
  readonly signal: AbortSignal | undefined;
}

/** What is sent to a thread that is to end, where it is one that lets itself be told. */
export const FINISH = 'finish';

/** What a thread makes lives for one order: a small room for it keeps the process small and costs no time. */
const YOUNG_MB = 6;

/** Undefined where the system refuses a further thread (`ulimit -u`, a limit of tasks). */
function started(module: URL, workerData: unknown): Worker | undefined {
  try {
    return new Worker(module, { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
  } catch {
    return undefined;
  }
}

/** A thread that carries out orders, one after the other. It keeps the process alive while it has any. */
export class Thread<Order, Answer> {
  readonly #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting<Answer>>();
  /** Of those that wait, each heard once: a run asks thousands of things under one signal. */
  readonly #signals = new Set<AbortSignal>();
  readonly #exited: Promise<void>;
  /** What is to be sent at the end of this turn, and what goes with it. */
  readonly #outbox: Sent<Order>[] = [];
  readonly #outgoing: ArrayBuffer[] = [];
  #orders = 0;
  #ended = false;

  /** `module` is what the thread runs; it posts an `Answered` for each `Sent`, in lists. Where the system has no room for a thread, it has ended. */
  constructor(module: URL, workerData: unknown) {
    this.#worker = started(module, workerData);
    if (this.#worker === undefined) this.#end();
    this.#worker?.on('message', (answered: readonly Answered<Answer>[]) => {
      for (const { id, answer } of answered) this.#settle(id, answer);
    });
    this.#worker?.on('error', () => this.#end());
    this.#exited = this.#exit();
  }

  /** Orders under way. */
  get load(): number {
    return this.#waiting.size;
  }

  /**
   * The answer, or undefined when the call was aborted or the thread came to an end before. What is in `transfer` belongs to the
   * thread from then on.
   */
  ask(order: Order, transfer: ArrayBuffer[] = [], signal?: AbortSignal): Promise<Answer | undefined> {
    const worker = this.#worker;
    if (this.#ended || worker === undefined) return Promise.resolve(undefined);
    const id = (this.#orders += 1);
    worker.ref();
    if (signal !== undefined) this.#hear(signal);
    return new Promise((resolve) => {
      this.#waiting.set(id, { resolve, signal });
      this.#outbox.push({ id, order });
      this.#outgoing.push(...transfer);
      if (this.#outbox.length === 1) setImmediate(() => this.#send());
    });
  }

  /** To wake a thread costs more than to tell it something: what is asked for in one turn goes together. */
  #send(): void {
    const orders: Sent<Order>[] = this.#outbox.splice(0);
    const transfer = this.#outgoing.splice(0);
    if (this.#ended || orders.length === 0) return;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker?.postMessage(orders, transfer);
  }

  /** Ends the thread at once, in the middle of what it is doing. Idempotent. */
  async close(): Promise<void> {
    this.#end();
    await this.#worker?.terminate();
  }

  /**
   * Ends a thread that has things in hand which it has to put down itself: it is sent `FINISH` behind its orders, whose answers
   * nobody waits for any more. Idempotent.
   */
  async finish(): Promise<void> {
    this.#send();
    this.#end();
    this.#worker?.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker?.postMessage(FINISH);
    await this.#exited;
  }

  async #exit(): Promise<void> {
    const worker = this.#worker;
    if (worker !== undefined) await new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.#end();
  }

  #settle(id: number, answer: Answer | undefined): void {
    const waiting = this.#waiting.get(id);
    // An answer to nobody: the thread may be ending, and whoever waits for that keeps the process alive.
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#rest();
    waiting.resolve(answer);
  }

  #rest(): void {
    this.#worker?.unref();
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#forgetAborted);
    this.#signals.clear();
  }

  #hear(signal: AbortSignal): void {
    if (this.#signals.has(signal)) return;
    this.#signals.add(signal);
    signal.addEventListener('abort', this.#forgetAborted);
  }

  readonly #forgetAborted = (): void => {
    for (const [id, { signal }] of this.#waiting) if (signal?.aborted === true) this.#settle(id, undefined);
  };

  #end(): void {
    this.#ended = true;
    for (const id of this.#waiting.keys()) this.#settle(id, undefined);
  }
}
