/**
 * A batch makes others wait for the disk and writes whole pages of the journal: between two of them lies a rest of so many times
 * what the last one took, its flush included.
 */
const REST_PER_BATCH = 4;
const MAX_REST_MS = 1_000;
const MIN_REST_MS = 500;
/** What takes no time needs no rest. */
const MIN_PACED_MS = 5;

/** The rests between the batches of a committer, in which the next one grows. */
export interface Pace {
  /** Rests after a batch that took so long, unless somebody waits for the next one. */
  rest(tookMs: number): Promise<void>;
  /** Ends the rest that goes on, if one does. */
  wake(): void;
  /** Waits for what is being committed, without the rests. */
  hurry(committing: Promise<void> | undefined): Promise<void>;
}

export function createPace(restPerBatch = REST_PER_BATCH): Pace {
  let end: (() => void) | undefined;
  let waiting = 0;
  return {
    async rest(tookMs) {
      if (restPerBatch === 0 || tookMs <= MIN_PACED_MS || waiting > 0) return;
      const ms = Math.min(MAX_REST_MS, Math.max(MIN_REST_MS, tookMs * restPerBatch));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      end = undefined;
    },
    wake: () => end?.(),
    async hurry(committing) {
      waiting += 1;
      end?.();
      try {
        await committing;
      } finally {
        waiting -= 1;
      }
    },
  };
}
