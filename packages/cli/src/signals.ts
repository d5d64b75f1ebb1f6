/** SPEC §8 promises an end within 10 s; this leaves time to say so. */
export const STOP_WITHIN_MS = 9_500;
/** RACE: Ctrl-C reaches the whole group and a package runner passes it on: the second one is the first again. */
export const ECHO_MS = 250;

export interface StopActions {
  /** Stop in good order: once. */
  readonly stop: (signal: string) => void;
  /** Good order takes too long, or a person asked again: once. */
  readonly stopNow: () => void;
}

export interface StopTimes {
  /** Milliseconds of a clock that only runs forward. */
  readonly now: () => number;
  readonly stopWithinMs: number;
}

const REAL_TIMES: StopTimes = { now: () => performance.now(), stopWithinMs: STOP_WITHIN_MS };

/**
 * The first SIGINT or SIGTERM stops in good order, the second one at once, and so does the end of patience. Returns
 * how to stop listening.
 */
export function watchSignals(
  onSignal: (listener: (signal: string) => void) => () => void,
  actions: StopActions,
  times: StopTimes = REAL_TIMES,
): () => void {
  let firstAt: number | undefined;
  let patience: NodeJS.Timeout | undefined;
  const forget = onSignal((signal) => {
    if (firstAt === undefined) {
      firstAt = times.now();
      patience = setTimeout(actions.stopNow, times.stopWithinMs);
      actions.stop(signal);
    } else if (times.now() - firstAt >= ECHO_MS) {
      actions.stopNow();
    }
  });
  return () => {
    clearTimeout(patience);
    forget();
  };
}
