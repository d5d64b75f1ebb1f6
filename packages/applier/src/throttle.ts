/** Longest debt that is paid off in one wait, ms: a cancelled run must not linger in a sleep. */
const MAX_WAIT_MS = 1_000;

/** What a pause earns, ms at the full rate: makes up for timers that fire late, and too little to be noticed as a burst. */
const BURST_MS = 50;

export interface ThrottleClock {
  /** Monotonic. */
  nowMs(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/**
 * Keeps the average rate over all transfers of an item. Returns undefined at once while the rate is kept, so
 * that the usual case costs no turn of the event loop.
 */
export function createThrottle(
  bytesPerSecond: number | undefined,
  clock: ThrottleClock,
  signal: AbortSignal,
): (bytes: number) => void | Promise<void> {
  if (bytesPerSecond === undefined) return () => undefined;
  let paidUntilMs = clock.nowMs();
  const wait = async (): Promise<void> => {
    for (let aheadMs = paidUntilMs - clock.nowMs(); aheadMs > 0; aheadMs = paidUntilMs - clock.nowMs()) {
      signal.throwIfAborted();
      await clock.sleep(Math.min(aheadMs, MAX_WAIT_MS), signal);
    }
  };
  return (bytes) => {
    paidUntilMs = Math.max(paidUntilMs, clock.nowMs() - BURST_MS) + (bytes * 1_000) / bytesPerSecond;
    return paidUntilMs > clock.nowMs() ? wait() : undefined;
  };
}
