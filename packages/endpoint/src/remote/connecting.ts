import type { SynclineError } from '@syncline/model';
import { isSynclineError } from '@syncline/model';
import { endpointError, interrupted, networkReason } from './errors.js';
import { shownText } from './shown-text.js';

/** How long a connection may take to be ready. */
export interface Patience {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** What is missing when the time is over, before "within … s". */
  readonly missing: string;
}

/**
 * Runs work that may be ended by the signal (`interrupted`), by time, or by what it finds out aside and hands to `giveUp`. It is
 * not stopped by that: whoever calls closes what it works on.
 */
export async function withinTime<T>(
  { missing, signal, timeoutMs }: Patience,
  work: (giveUp: (error: Error) => void) => Promise<T>,
): Promise<T> {
  if (signal?.aborted === true) throw interrupted();
  let giveUp!: (error: Error) => void;
  const givenUp = new Promise<never>((_resolve, reject) => (giveUp = reject));
  const timer = setTimeout(() => giveUp(new Error(`${missing} within ${timeoutMs / 1000} s`)), timeoutMs);
  const onAbort = (): void => giveUp(interrupted());
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const working = work(giveUp);
    working.catch(() => undefined);
    return await Promise.race([givenUp, working]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Why `where` (`host:port`) cannot be connected to: `unreachable`, unless it is known better already. */
export function connectError(where: string, error: unknown): SynclineError {
  if (isSynclineError(error)) return error;
  const advice = 'Check the server name, the port, and that a firewall lets the connection through.';
  const reason = shownText(networkReason(error));
  return endpointError('unreachable', `Cannot connect to ${where}: ${reason}. ${advice}`, error);
}
