import type { Outcome, Path } from '@syncline/model';

import { isTrouble, operationLine } from './text-lines.js';

/** After this long a trouble that is still there is told again. */
const REPEAT_AFTER_MS = 3_600_000;

/** Paths remembered, the latest: a live item tries fewer again. */
const MAX_PATHS = 10_000;

/**
 * What was told of paths that could not be done. A live item tries each again every minute, on a full disk hundreds of them: what
 * is told over and over hides what is new.
 */
export class ToldTroubles {
  readonly #told = new Map<Path, { readonly line: string; readonly atMs: number }>();
  readonly #nowMs: () => number;

  /** `nowMs`: milliseconds of a clock that only runs forward. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** To be asked about every outcome: whether it is a trouble that was not told of this path last, or long ago. */
  isNews(outcome: Outcome): boolean {
    const { path } = outcome;
    const before = this.#told.get(path);
    if (!isTrouble(outcome)) {
      if (before !== undefined) this.#told.delete(path);
      return false;
    }
    const [line, atMs] = [operationLine(outcome), this.#nowMs()];
    if (before?.line === line && atMs - before.atMs < REPEAT_AFTER_MS) return false;
    this.#told.delete(path);
    this.#told.set(path, { line, atMs });
    if (this.#told.size > MAX_PATHS) this.#told.delete(this.#told.keys().next().value!);
    return true;
  }
}
