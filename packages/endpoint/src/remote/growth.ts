/** How much of what was known of the length of work each further one leaves. */
const REMEMBERED = 0.75;

/** What decides when a further connection is due. Times in ms, as `performance.now`. */
export interface Demand {
  /** Connections that are there, and that are being opened. */
  readonly alive: number;
  readonly opening: number;
  /** What waits for one. */
  readonly waiting: readonly { readonly sinceMs: number }[];
  /** Since when there was always work waiting. */
  readonly pressedSinceMs: number;
  /** How long opening one takes, and how long work took lately that one was leased to. */
  readonly openingMs: number;
  readonly workMs: number | undefined;
}

/** When a further connection is due, ms from now; Infinity: once one that is being opened stands. */
export function growsAfterMs(demand: Demand, nowMs: number): number {
  const { alive, opening, openingMs } = demand;
  // The first login decides for all: a wrong password sent eight times may lock the account.
  if (alive === 0) return opening > 0 ? Infinity : 0;
  if (queueMs(demand) > openingMs) return 0;
  // As many at a time as there are: work that is soon done is not held up by logins that it has no use for.
  return opening >= alive ? Infinity : mustStillWaitMs(demand, nowMs);
}

/** How long work takes lately, with one more that took so long. */
export function lately(before: number | undefined, tookMs: number): number {
  return before === undefined ? tookMs : REMEMBERED * before + (1 - REMEMBERED) * tookMs;
}

/** How long what waits will have to, with the connections that are there or being opened. */
function queueMs({ alive, opening, waiting, workMs = 0 }: Demand): number {
  return (waiting.length * workMs) / (alive + opening);
}

/** How long the one that has waited longest, of those that no connection is being opened for, or the queue is still to wait. */
function mustStillWaitMs({ opening, waiting, pressedSinceMs, openingMs }: Demand, nowMs: number): number {
  const since = waiting.map(({ sinceMs }) => sinceMs).sort((left, right) => left - right);
  return Math.min(since[opening]!, pressedSinceMs) + openingMs - nowMs;
}
