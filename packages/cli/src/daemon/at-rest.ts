import type { DaemonStatus } from '@syncline/daemon';
import type { Notice } from '@syncline/engine';

import { Deferred } from '../deferred.js';
import type { RunStream, Synchronize } from '../engine.js';
import { RunTally } from '../run-tally.js';
import { connectDaemon } from './client.js';

export interface RestOptions {
  readonly stateDirectory: string;
  readonly notice: (notice: Notice) => void;
  /** Ends the waiting; the work has to end by itself. */
  readonly signal: AbortSignal;
}

/**
 * Does some work on an item's journal or trash. Where a daemon runs the item, it leaves it alone meanwhile: once a run that
 * goes on has ended, and what it follows is not followed until the work is done.
 */
export async function atRest<T>(
  name: string,
  { stateDirectory, notice, signal }: RestOptions,
  work: () => Promise<T>,
): Promise<T> {
  const daemon = await connectDaemon(stateDirectory);
  const items = daemon === undefined ? [] : (await daemon.ask<DaemonStatus>('GET', '/status')).items;
  const item = items.find((each) => each.name === name);
  if (daemon === undefined || item === undefined) return work();
  if (item.running !== undefined)
    notice({ level: 'warning', message: `${name} runs in the daemon: this waits until the run has ended` });
  const lease = new AbortController();
  const rested = new Deferred<void>();
  const stop = (): void => lease.abort();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const path = `/items/${encodeURIComponent(name)}/rest`;
    const { ended } = await daemon.follow(
      path,
      (event) => event === 'resting' && rested.resolve(),
      lease.signal,
    );
    // A daemon that has ended leaves the item to us as well.
    await Promise.race([rested.promise, ended]);
    signal.throwIfAborted();
    return await work();
  } finally {
    signal.removeEventListener('abort', stop);
    lease.abort();
  }
}

/** Runs that a daemon makes room for. One that is stopped while it waits ends as interrupted. */
export function runAtRest(synchronize: Synchronize): Synchronize {
  return (item, options) => ({
    subscribe(observer) {
      const { stateDirectory, signal = new AbortController().signal } = options;
      let inner: ReturnType<RunStream['subscribe']> | undefined;
      const run = (): Promise<void> =>
        new Promise((complete, error) => {
          inner = synchronize(item, options).subscribe({
            next: (event) => observer.next(event),
            error,
            complete,
          });
        });
      const notice = (said: Notice): void => observer.next({ type: 'notice', notice: said });
      atRest(item.name, { stateDirectory, notice, signal }, run).then(
        () => observer.complete(),
        (error: unknown) => {
          if (!signal.aborted) return observer.error(error);
          observer.next({ type: 'summary', summary: new RunTally().summary(130) });
          observer.complete();
        },
      );
      return { unsubscribe: () => inner?.unsubscribe() };
    },
  });
}
