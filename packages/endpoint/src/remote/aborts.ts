const callbacks = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `callback` once when one of the signals is aborted; at once when one is already. Returns how to stop waiting.
 * However many wait for a signal, it has one listener: adding and removing one per operation would cost more than the
 * operation's own bookkeeping.
 */
export function onAbort(signals: readonly AbortSignal[], callback: () => void): () => void {
  if (isAborted(signals)) {
    callback();
    return () => undefined;
  }
  // Its own identity: the same function may wait twice.
  const entry = (): void => (leave(), callback());
  const leave = (): void => {
    for (const signal of signals) callbacks.get(signal)?.delete(entry);
  };
  for (const signal of signals) waitersOf(signal).add(entry);
  return leave;
}

export function isAborted(signals: readonly AbortSignal[]): boolean {
  return signals.some((signal) => signal.aborted);
}

function waitersOf(signal: AbortSignal): Set<() => void> {
  const known = callbacks.get(signal);
  if (known !== undefined) return known;
  const waiters = new Set<() => void>();
  callbacks.set(signal, waiters);
  // It stays with the signal: it holds nothing, and the next operation needs it.
  signal.addEventListener('abort', callAll, { once: true });
  return waiters;
}

function callAll(this: AbortSignal): void {
  const waiters = callbacks.get(this);
  callbacks.delete(this);
  for (const waiter of waiters ?? []) waiter();
}
