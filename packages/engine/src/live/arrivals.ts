import type { Answer, Path, Side } from '@syncline/model';
import { hasContent, parentOf, SIDES } from '@syncline/model';

/** A name that may have changed, until it is known whether it holds still. */
interface Arrival {
  readonly side: Side;
  readonly path: Path;
  readonly sinceMs: number;
  /** It was seen being written: whole only when it stays as it is for a while. */
  written: boolean;
  /** What it was when it was last looked at; undefined: not yet. */
  seen: Answer | undefined;
  dueMs: number;
  pauseMs: number;
}

export interface ArrivalsOptions {
  readonly settleMs: number;
  readonly nowMs: () => number;
  readonly look: (side: Side, path: Path) => Promise<Answer>;
  /** Whether what stands there is not what the journal has. */
  readonly isNews: (side: Side, path: Path, found: Answer) => boolean;
  /** Takes what holds still; `tree`: too much came at once to wait for each. */
  readonly ready: (path: Path, sinceMs: number, tree: boolean) => void;
  /** Something turned out to be no news: less waits than before. */
  readonly dropped: () => void;
}

/** Names that are waited for at once; of what comes beyond, the folder is looked at as a whole. */
const MAX_ARRIVALS = 10_000;
/** A file that is written to for ever is looked at ever less often, down to this. */
const MAX_PAUSE_MS = 500;

/** What is gone waits longer than a new name does at most, which may be its own. */
const PATIENCE_FOR_NEW_NAMES = 1.5;

/**
 * Keeps back what is still being written (SPEC §6): a file passes when its size and time stayed the same for the settle time. What came by
 * rename with something in it, and shows no sign of writing after the events of one more turn, came whole and passes at once. What is gone
 * waits as long, for its new name to come: then it is a move. What the journal has already (our own writes) is dropped.
 */
export class Arrivals {
  readonly #options: ArrivalsOptions;
  readonly #waiting = new Map<string, Arrival>();
  readonly #fresh = new Set<Arrival>();
  #timer: NodeJS.Timeout | undefined;
  #turnComes = false;
  #closed = false;

  constructor(options: ArrivalsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#waiting.size;
  }

  get sinceMs(): number | undefined {
    let since: number | undefined;
    for (const { sinceMs } of this.#waiting.values()) since = Math.min(sinceMs, since ?? sinceMs);
    return since;
  }

  has(path: Path): boolean {
    return SIDES.some((side) => this.#waiting.has(keyOf(side, path)));
  }

  /** Those of a side that wait. */
  paths(side: Side): readonly Path[] {
    return [...this.#waiting.values()].filter((each) => each.side === side).map(({ path }) => path);
  }

  add(side: Side, path: Path, written: boolean): void {
    const nowMs = this.#options.nowMs();
    const known = this.#waiting.get(keyOf(side, path));
    if (known !== undefined) return void (known.written ||= written);
    if (this.#waiting.size >= MAX_ARRIVALS) return this.#options.ready(parentOf(path), nowMs, true);
    const pauseMs = this.#options.settleMs;
    const arrival: Arrival = { side, path, sinceMs: nowMs, written, seen: undefined, dueMs: nowMs, pauseMs };
    this.#waiting.set(keyOf(side, path), arrival);
    this.#fresh.add(arrival);
    if (this.#turnComes) return;
    this.#turnComes = true;
    // One more turn: a write that follows the appearance of a name is told by then.
    setImmediate(() => setImmediate(() => this.#lookAtFresh()));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#waiting.clear();
    this.#fresh.clear();
  }

  #lookAtFresh(): void {
    this.#turnComes = false;
    const fresh = [...this.#fresh];
    this.#fresh.clear();
    void this.#lookAt(fresh);
  }

  #lookAtDue(): void {
    this.#timer = undefined;
    const nowMs = this.#options.nowMs();
    const due = [...this.#waiting.values()].filter((each) => each.seen !== undefined && each.dueMs <= nowMs);
    void this.#lookAt(due);
  }

  async #lookAt(arrivals: readonly Arrival[]): Promise<void> {
    const found = await Promise.all(arrivals.map(({ side, path }) => this.#options.look(side, path)));
    if (this.#closed) return;
    const waited = this.#waiting.size;
    // Both halves of a rename go into one pass.
    const ready = arrivals.filter((arrival, index) => this.#isReady(arrival, found[index]!));
    for (const { path, sinceMs } of ready) this.#options.ready(path, sinceMs, false);
    if (this.#waiting.size < waited - ready.length) this.#options.dropped();
    this.#setTimer();
  }

  /** Whether a pass may have it; what is no news is dropped, the rest is looked at again. */
  #isReady(arrival: Arrival, found: Answer): boolean {
    const { side, path, seen } = arrival;
    const news = this.#options.isNews(side, path, found);
    if (!news || mayGo(arrival, found, seen)) {
      this.#drop(arrival);
      return news;
    }
    if (seen !== undefined) arrival.pauseMs = Math.min(MAX_PAUSE_MS, arrival.pauseMs * 2);
    arrival.seen = found;
    const patience = found.kind === 'absent' ? PATIENCE_FOR_NEW_NAMES : 1;
    arrival.dueMs = this.#options.nowMs() + arrival.pauseMs * patience;
    return false;
  }

  #drop({ side, path }: Arrival): void {
    this.#waiting.delete(keyOf(side, path));
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    let next = Infinity;
    for (const { seen, dueMs } of this.#waiting.values())
      if (seen !== undefined) next = Math.min(next, dueMs);
    if (next === Infinity) return;
    this.#timer = setTimeout(() => this.#lookAtDue(), Math.max(0, next - this.#options.nowMs()));
  }
}

function keyOf(side: Side, path: Path): string {
  return `${side}\0${path}`;
}

function mayGo({ written }: Arrival, found: Answer, seen: Answer | undefined): boolean {
  if (found.kind === 'absent') return seen?.kind === 'absent';
  if (found.kind !== 'file') return true;
  if (seen === undefined) return !written && found.size > 0;
  return hasContent(seen) && seen.token === found.token;
}
