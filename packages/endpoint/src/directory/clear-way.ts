import { fstatSync } from 'node:fs';

import { granularityMs } from './observation.js';

/** A directory on the way, by its open descriptor. */
interface Step {
  readonly fd: number;
}

/**
 * The way from a side's root down to one of its directories, by plain path: several times cheaper for the system to go
 * than through `/proc`. INVARIANT: whoever wants to lead such a path elsewhere (by a link in the place of a directory) has
 * to rename or remove an entry of a directory on it, and that changes the directory's change time. So what was seen by the
 * plain path may be believed if, afterwards, `wasClear`: no change time on the way has moved, and none was so young
 * before that a further change could have left it as it was.
 */
export class ClearWay {
  /** What stands before `/name`; bytes, one per character. */
  readonly base: string;
  readonly #steps: readonly Step[];
  readonly #changedMs: readonly number[];

  private constructor(base: string, steps: readonly Step[], changedMs: readonly number[]) {
    this.base = base;
    this.#steps = steps;
    this.#changedMs = changedMs;
  }

  /** `steps` are the directories from the root down to `base`, all open. Undefined where one of them changed just now. */
  static over(base: string, steps: readonly Step[]): ClearWay | undefined {
    const changedMs = steps.map(changeTime);
    const nowMs = Date.now();
    return changedMs.every((ms) => ms < nowMs - granularityMs(ms))
      ? new ClearWay(base, steps, changedMs)
      : undefined;
  }

  wasClear(): boolean {
    return this.#steps.every((step, index) => changeTime(step) === this.#changedMs[index]);
  }
}

function changeTime({ fd }: Step): number {
  return fstatSync(fd).ctimeMs;
}
