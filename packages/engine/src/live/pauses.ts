import type { ErrorCode } from '@syncline/model';

interface Pauses {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** A server that restarts is back within seconds, and one more attempt costs it nothing. */
const AWAY: Pauses = { firstMs: 500, lastMs: 15_000 };
/** A password that is refused again and again may lock the account. */
const SHUT: Pauses = { firstMs: 30_000, lastMs: 10 * 60_000 };

const SHUT_BY: ReadonlySet<string> = new Set<ErrorCode>(['login', 'untrusted', 'protocol']);

/**
 * How long to wait before a side that was lost is tried again, ms: twice as long each time, up to a bound; `random` (0 to 1) keeps
 * many items from coming back in step.
 */
export function pauseMs(code: string, attempt: number, random: number): number {
  const { firstMs, lastMs } = SHUT_BY.has(code) ? SHUT : AWAY;
  return Math.min(lastMs, firstMs * 2 ** Math.min(attempt, MAX_DOUBLINGS)) * (0.75 + random / 4);
}

/** Enough to reach every bound, and no power that is not a number any more. */
const MAX_DOUBLINGS = 20;
