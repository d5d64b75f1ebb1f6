import { SynclineError } from '@syncline/model';
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

/** Whose turn it is, or will be: a run, or other work on an item. */
interface Turn<Request> {
  readonly name: string;
  readonly touched: Touched;
  /** Undefined: other work. */
  readonly wanted: Wanted<Request> | undefined;
  readonly begin: () => Promise<unknown>;
  /** It will not be its turn any more. */
  readonly drop: (reason: SynclineError) => void;
}

/**
 * Who runs when (SPEC §5). An item never runs twice at once: what is wanted during its run is remembered, once. Items that
 * share a part of a place take turns. Otherwise first come, first served; one that has to wait for its turn does not hold
 * up others, and is not overtaken by those that it would have to wait for. Other work on an item waits for what runs only.
 */
export class RunQueue<Request> {
  readonly #options: RunQueueOptions<Request>;
  readonly #running = new Set<Turn<Request>>();
  readonly #waiting: Turn<Request>[] = [];
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
    return [...this.#running].filter(isRun).map(({ name }) => name);
  }

  /** Names of items whose runs wait, in their order. */
  get waiting(): readonly string[] {
    return this.#waiting.filter(isRun).map(({ name }) => name);
  }

  /** Asks for a run. */
  add(wanted: Wanted<Request>): Standing {
    if (this.#stopped) throw stopped();
    const index = this.#waiting.findIndex((turn) => isRun(turn) && turn.name === wanted.name);
    if (index >= 0) {
      const { combine = (_: Request, later: Request) => later } = this.#options;
      const request = combine(this.#waiting[index]!.wanted!.request, wanted.request);
      this.#waiting[index] = this.#runTurn({ ...wanted, request });
      return 'combined';
    }
    const turn = this.#runTurn(wanted);
    this.#waiting.push(turn);
    this.#startWhatCan();
    return this.#waiting.includes(turn) ? 'waiting' : 'running';
  }

  /**
   * Does other work on an item when nothing runs that meets it, and nothing that does begins meanwhile. It takes none of the
   * runs that may go on at once, and goes before those that wait. Rejects with
   * `interrupted`, nothing done, when `signal` is aborted or the queue stopped before its turn.
   */
  take<T>(name: string, touched: Touched, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#stopped) return Promise.reject(stopped());
    return new Promise<T>((resolve, reject) => {
      const begin = (): Promise<void> => work().then(resolve, reject);
      const turn: Turn<Request> = { name, touched, wanted: undefined, begin, drop: reject };
      const gone = (): void => this.#drop(turn, notDone('whoever asked for it has gone'));
      this.#waiting.splice(this.#waiting.filter((other) => !isRun(other)).length, 0, turn);
      if (signal?.aborted === true) return gone();
      signal?.addEventListener('abort', gone, { once: true });
      this.#startWhatCan();
    });
  }

  /** Forgets the run that waits for an item, as when it is taken out of the configuration. */
  forget(name: string): void {
    const waits = this.#waiting.find((turn) => isRun(turn) && turn.name === name);
    if (waits !== undefined) this.#drop(waits, stopped());
  }

  /** Begins nothing more; what waits is forgotten. Resolves when the last run has ended. */
  stop(): Promise<void> {
    this.#stopped = true;
    for (const turn of this.#waiting.splice(0)) turn.drop(stopped());
    return this.idle();
  }

  /** Resolves when nothing runs or waits. */
  idle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  #runTurn(wanted: Wanted<Request>): Turn<Request> {
    const { name, touched } = wanted;
    return { name, touched, wanted, begin: () => this.#options.run(wanted), drop: () => undefined };
  }

  #startWhatCan(): void {
    for (let index = 0; index < this.#waiting.length;) {
      const turn = this.#waiting[index]!;
      const hasRoom = !isRun(turn) || this.running.length < this.#concurrency;
      if (!hasRoom || this.#mustWait(turn, this.#waiting.slice(0, index))) index += 1;
      else {
        this.#waiting.splice(index, 1);
        this.#start(turn);
      }
    }
  }

  #mustWait({ name, touched }: Turn<Request>, before: readonly Turn<Request>[]): boolean {
    return [...this.#running, ...before].some(
      (other) => other.name === name || takeTurns(other.touched, touched),
    );
  }

  #start(turn: Turn<Request>): void {
    this.#running.add(turn);
    void turn
      .begin()
      .catch(() => undefined)
      .then(() => {
        this.#running.delete(turn);
        this.#startWhatCan();
        this.#tellIdle();
      });
  }

  /** Takes what waits out of the queue; what has begun goes on. */
  #drop(turn: Turn<Request>, reason: SynclineError): void {
    const index = this.#waiting.indexOf(turn);
    if (index < 0) return;
    this.#waiting.splice(index, 1);
    turn.drop(reason);
    this.#startWhatCan();
    this.#tellIdle();
  }

  #isIdle(): boolean {
    return this.#running.size === 0 && this.#waiting.length === 0;
  }

  #tellIdle(): void {
    if (!this.#isIdle()) return;
    for (const tell of this.#whenIdle.splice(0)) tell();
  }
}

function isRun({ wanted }: { readonly wanted: unknown }): boolean {
  return wanted !== undefined;
}

function stopped(): SynclineError {
  return notDone('the queue is stopped');
}

function notDone(why: string): SynclineError {
  return new SynclineError('interrupted', `${why}: it was not done`, { scope: 'item' });
}
