import type { Outcome, Path } from '@syncline/model';

/** Pauses before a path that failed is tried again; no event may come to say that it would succeed now. */
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 60_000;

/** Paths remembered; the others wait for the next audit. */
const MAX_PATHS = 1_000;

interface Waiting {
  readonly attempts: number;
  readonly dueMs: number;
}

/** Paths that a pass did not get done, until they are tried again. */
export class Retries {
  readonly #paths = new Map<Path, Waiting>();

  get size(): number {
    return this.#paths.size;
  }

  /** When the next one is due, or undefined. */
  get dueMs(): number | undefined {
    let due: number | undefined;
    for (const { dueMs } of this.#paths.values()) due = Math.min(dueMs, due ?? dueMs);
    return due;
  }

  /** Takes what a pass left undone; a path that failed before waits twice as long. */
  add(path: Path, attempts: number, nowMs: number): void {
    if (this.#paths.size >= MAX_PATHS) return;
    const pauseMs = Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts);
    this.#paths.set(path, { attempts: attempts + 1, dueMs: nowMs + pauseMs });
  }

  /** Paths that are due, with how often they were tried; they are forgotten here. */
  takeDue(nowMs: number): ReadonlyMap<Path, number> {
    const due = new Map<Path, number>();
    for (const [path, { attempts, dueMs }] of this.#paths) {
      if (dueMs > nowMs) continue;
      due.set(path, attempts);
      this.#paths.delete(path);
    }
    return due;
  }

  clear(): void {
    this.#paths.clear();
  }
}

/** Whether looking again later may help where an operation was not done. */
export function mayPass({ outcome, op, code }: Outcome): boolean {
  if (op === 'skip') return code === 'busy' || code === 'unproven' || code === 'unreadable';
  return outcome === 'failed' || outcome === 'stale';
}
