import type { Outcome, Summary } from '@syncline/model';
import { NO_COUNTS, pathFromBytes } from '@syncline/model';

/** An outcome, of a copy to the destination unless it says otherwise. */
export function outcome(
  given: Partial<Omit<Outcome, 'path' | 'from'>> & { path?: string; from?: string },
): Outcome {
  const { from, path = 'a', ...rest } = given;
  return {
    op: 'copy',
    side: 'destination',
    outcome: 'applied',
    bytes: 0,
    ...rest,
    path: pathFromBytes(path),
    ...(from !== undefined && { from: pathFromBytes(from) }),
  };
}

/** A summary, of a run without anything to do unless it says otherwise. */
export function summary(given: Partial<Summary> = {}): Summary {
  return { ...NO_COUNTS, exit: 0, seconds: 1, ...given };
}
