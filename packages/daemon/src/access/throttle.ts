/** Lets guesses through ever more slowly (FAULTS W3). */
export interface LoginThrottle {
  /** Seconds to wait before this client may try, 0 when it may now. */
  waitSeconds(client: string): number;
  /** Tells how a try ended; a success forgets the client's failures. */
  tried(client: string, success: boolean): void;
}

/** A person mistypes a few times; from then on each failure doubles the wait. */
const FREE_FAILURES = 5;
const MAX_WAIT_MS = 60_000;
/** Failures are forgotten after this long without one. */
const MEMORY_MS = 15 * 60_000;
/** All clients together: what many addresses could guess. Further ones wait for the next minute. */
const MAX_FAILURES_A_MINUTE = 60;
/** Addresses remembered at most; the oldest is forgotten, and the common limit still holds. */
const MAX_CLIENTS = 10_000;

interface Failures {
  readonly count: number;
  readonly lastMs: number;
}

/** `nowMs`: a clock that does not jump, ms. */
export function createLoginThrottle(nowMs: () => number): LoginThrottle {
  const failures = new Map<string, Failures>();
  let minute = { startMs: -Infinity, failures: 0 };

  const recent = (client: string): Failures | undefined => {
    const known = failures.get(client);
    return known !== undefined && nowMs() - known.lastMs < MEMORY_MS ? known : undefined;
  };

  const remember = (client: string, now: number): void => {
    const count = (recent(client)?.count ?? 0) + 1;
    failures.delete(client);
    failures.set(client, { count, lastMs: now });
    if (failures.size > MAX_CLIENTS) failures.delete(failures.keys().next().value!);
    if (now - minute.startMs >= 60_000) minute = { startMs: now, failures: 0 };
    minute = { ...minute, failures: minute.failures + 1 };
  };

  return {
    waitSeconds(client) {
      const now = nowMs();
      const known = recent(client);
      const own = known === undefined ? 0 : known.lastMs + waitMs(known.count) - now;
      const full = minute.failures >= MAX_FAILURES_A_MINUTE ? minute.startMs + 60_000 - now : 0;
      return Math.max(0, Math.ceil(Math.max(own, full) / 1_000));
    },
    tried(client, success) {
      if (success) failures.delete(client);
      else remember(client, nowMs());
    },
  };
}

function waitMs(count: number): number {
  return count < FREE_FAILURES ? 0 : Math.min(MAX_WAIT_MS, 1_000 * 2 ** (count - FREE_FAILURES));
}
