import type { Touched } from './subtrees.js';
import { takeTurns } from './subtrees.js';

/** A run that is wanted. */
export interface Wanted<Request> {
  /** Of the item. */
  readonly name: string;
  /** What it reads and writes: items that meet there take turns. */
  readonly touched: Touched;
  /** What the runner is to know, such as the trigger. */
  readonly request: Request;
}

export interface RunQueueOptions<Request> {
  /** Runs at the same time, at least 1, until it is set anew. */
  readonly concurrency: number;
  /** Makes one run of an item. What it rejects with is its own affair: the queue goes on. */
  readonly run: (wanted: Wanted<Request>) => Promise<void>;
  /** Two requests for one item that were made before its run began, as one. Default: the later one. */
  readonly combine?: ((earlier: Request, later: Request) => Request) | undefined;
}

/** How a request stands: its run has begun; it waits; it has become one with another that waits. */
export type Standing = 'running' | 'waiting' | 'combined';

/**
 * Who runs when (SPEC §5). An item never runs twice at once: what is wanted during its run is remembered, once. Items that
 * share a part of a place take turns. Otherwise first come, first served; one that has to wait for its turn does not hold
 * up others, and is not overtaken by those that it would have to wait for.
 */
export class RunQueue<Request> {
  readonly #options: RunQueueOptions<Request>;
  readonly #running = new Map<string, Wanted<Request>>();
  readonly #waiting: Wanted<Request>[] = [];
  readonly #whenIdle: (() => void)[] = [];
  #concurrency: number;
  #stopped = false;

  constructor(options: RunQueueOptions<Request>) {
    this.#options = options;
    this.#concurrency = options.concurrency;
  }

  /** From now on so many runs at the same time; those that go on do so. */
  set concurrency(concurrency: number) {
    this.#concurrency = concurrency;
    this.#startWhatCan();
  }

  /** Names of items, in the order in which their runs began. */
  get running(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** Names of items, in their order. */
  get waiting(): readonly string[] {
    return this.#waiting.map(({ name }) => name);
  }

  /** Asks for a run. */
  add(wanted: Wanted<Request>): Standing {
    if (this.#stopped) throw new Error('the queue is stopped');
    const index = this.#waiting.findIndex(({ name }) => name === wanted.name);
    if (index >= 0) {
      const { combine = (_: Request, later: Request) => later } = this.#options;
      this.#waiting[index] = { ...wanted, request: combine(this.#waiting[index]!.request, wanted.request) };
      return 'combined';
    }
    this.#waiting.push(wanted);
    this.#startWhatCan();
    return this.#waiting.includes(wanted) ? 'waiting' : 'running';
  }

  /** Forgets what waits for an item, as when it is taken out of the configuration. */
  forget(name: string): void {
    const index = this.#waiting.findIndex((each) => each.name === name);
    if (index < 0) return;
    this.#waiting.splice(index, 1);
    this.#startWhatCan();
    this.#tellIdle();
  }

  /** Begins no more runs; what waits is forgotten. Resolves when the last run has ended. */
  stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting.length = 0;
    return this.idle();
  }

  /** Resolves when nothing runs or waits. */
  idle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  #startWhatCan(): void {
    for (let index = 0; index < this.#waiting.length && this.#running.size < this.#concurrency;) {
      const wanted = this.#waiting[index]!;
      if (this.#mustWait(wanted, this.#waiting.slice(0, index))) index += 1;
      else {
        this.#waiting.splice(index, 1);
        this.#start(wanted);
      }
    }
  }

  #mustWait(wanted: Wanted<Request>, before: readonly Wanted<Request>[]): boolean {
    return [...this.#running.values(), ...before].some(
      (other) => other.name === wanted.name || takeTurns(other.touched, wanted.touched),
    );
  }

  #start(wanted: Wanted<Request>): void {
    this.#running.set(wanted.name, wanted);
    void this.#options
      .run(wanted)
      .catch(() => undefined)
      .then(() => {
        this.#running.delete(wanted.name);
        this.#startWhatCan();
        this.#tellIdle();
      });
  }

  #isIdle(): boolean {
    return this.#running.size === 0 && this.#waiting.length === 0;
  }

  #tellIdle(): void {
    if (!this.#isIdle()) return;
    for (const tell of this.#whenIdle.splice(0)) tell();
  }
}
