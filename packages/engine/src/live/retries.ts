import type { Outcome, Path } from '@syncline/model';

/** Pauses before a path that failed is tried again; no event may come to say that it would succeed now. */
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 60_000;

/** Paths remembered; the others wait for the next audit. */
const MAX_PATHS = 1_000;

/** What was only left alone (it kept changing, it could not be listed) is left to the next audit after so many looks. */
const MAX_LOOKS = 6;

/** What a pass did not get done. */
export interface Undone {
  readonly path: Path;
  /** All that is below it is undone too. */
  readonly tree: boolean;
  /** It was left alone, rather than tried. */
  readonly left: boolean;
  /** How often it was tried again. */
  readonly attempts: number;
}

interface Waiting extends Undone {
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
  add(undone: Undone, nowMs: number): void {
    const { attempts, left, path } = undone;
    if (this.#paths.size >= MAX_PATHS || (left && attempts >= MAX_LOOKS)) return;
    const pauseMs = Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts);
    this.#paths.set(path, { ...undone, attempts: attempts + 1, dueMs: nowMs + pauseMs });
  }

  /** What is due, by path; it is forgotten here. */
  takeDue(nowMs: number): ReadonlyMap<Path, Undone> {
    const due = new Map<Path, Undone>();
    for (const [path, waiting] of this.#paths) {
      if (waiting.dueMs > nowMs) continue;
      due.set(path, waiting);
      this.#paths.delete(path);
    }
    return due;
  }
}

/** What is to be looked at again where an operation was not done and a later look may find otherwise, or undefined. */
export function undoneBy({ outcome, op, code, path }: Outcome): Omit<Undone, 'attempts'> | undefined {
  if (op === 'skip') return LEFT.has(code) ? { path, tree: code === 'unlistable', left: true } : undefined;
  return outcome === 'failed' || outcome === 'stale' ? { path, tree: false, left: false } : undefined;
}

const LEFT: ReadonlySet<string | undefined> = new Set(['busy', 'unproven', 'unreadable', 'unlistable']);
