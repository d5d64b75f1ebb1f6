/** Lets guesses through ever more slowly (FAULTS W3). */
export interface LoginThrottle {
  /** Seconds to wait before this client may try, 0 when it may now. */
  waitSeconds(client: string): number;
  /** A try begins: a failure until it is told to have succeeded, so that those made at the same time do not all pass. */
  failed(client: string): void;
  /** The try that began last succeeded: the client's failures are forgotten. */
  succeeded(client: string): void;
}

/** A person mistypes a few times; from then on each failure doubles the wait. */
const FREE_FAILURES = 5;
const MAX_WAIT_MS = 60_000;
/** Failures are forgotten after this long without one. */
const MEMORY_MS = 15 * 60_000;
/** All clients together: what many addresses could guess. Further ones wait for the next minute. */
const MAX_FAILURES_A_MINUTE = 60;
/** Addresses of those who signed in last: nobody else's guesses keep them out. */
const MAX_KNOWN = 100;
/** Addresses remembered at most; the oldest is forgotten, and the common limit still holds. */
const MAX_CLIENTS = 10_000;

interface Failures {
  readonly count: number;
  readonly lastMs: number;
}

/** `nowMs`: a clock that does not jump, ms. */
export function createLoginThrottle(nowMs: () => number): LoginThrottle {
  const failures = new Map<string, Failures>();
  const known = new Set<string>();
  let minute = { startMs: -Infinity, failures: 0 };

  const recent = (client: string): Failures | undefined => {
    const found = failures.get(client);
    return found !== undefined && nowMs() - found.lastMs < MEMORY_MS ? found : undefined;
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
      const failed = recent(client);
      const own = failed === undefined ? 0 : failed.lastMs + waitMs(failed.count) - now;
      const isFull = minute.failures >= MAX_FAILURES_A_MINUTE && !known.has(client);
      const full = isFull ? minute.startMs + 60_000 - now : 0;
      return Math.max(0, Math.ceil(Math.max(own, full) / 1_000));
    },
    failed: (client) => remember(client, nowMs()),
    succeeded(client) {
      failures.delete(client);
      minute = { ...minute, failures: Math.max(0, minute.failures - 1) };
      known.delete(client);
      known.add(client);
      if (known.size > MAX_KNOWN) known.delete(known.values().next().value!);
    },
  };
}

function waitMs(count: number): number {
  return count < FREE_FAILURES ? 0 : Math.min(MAX_WAIT_MS, 1_000 * 2 ** (count - FREE_FAILURES));
}
