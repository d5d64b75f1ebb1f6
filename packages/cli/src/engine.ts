import type { RunEvent, RunOptions } from '@syncline/engine';
import type { Item } from '@syncline/model';

/** The part of an rxjs Observable that is used. */
export interface RunStream {
  subscribe(observer: { next(event: RunEvent): void; error(error: unknown): void; complete(): void }): {
    unsubscribe(): void;
  };
}

/**
 * One run of an item. It errors only with a `SynclineError` of code `usage`; every other end is a summary event, the
 * last one, after a notice of level `error` where there is something to say.
 */
export type Synchronize = (item: Item, options: RunOptions) => RunStream;

export async function loadSynchronize(): Promise<Synchronize> {
  const { synchronize } = await import('@syncline/engine');
  return synchronize;
}
