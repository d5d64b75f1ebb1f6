import type { LiveEvent, LiveOptions, RunEvent, RunOptions } from '@syncline/engine';
import type { Item } from '@syncline/model';

/** The part of an rxjs Observable that is used. */
export interface RunStream<Event = RunEvent> {
  subscribe(observer: { next(event: Event): void; error(error: unknown): void; complete(): void }): {
    unsubscribe(): void;
  };
}

/**
 * One run of an item. It errors only with a `SynclineError` of code `usage`; every other end is a summary event, the
 * last one, after a notice of level `error` where there is something to say.
 */
export type Synchronize = (item: Item, options: RunOptions) => RunStream;

/** An item that is kept in step as it changes: a summary for each pass; it ends when it is stopped, or when it cannot be opened at all. */
export type Live = (item: Item, options: LiveOptions) => RunStream<LiveEvent>;

export async function loadLive(): Promise<Live> {
  const { live } = await import('@syncline/engine/live');
  return live;
}

export async function loadSynchronize(): Promise<Synchronize> {
  const { synchronize } = await import('@syncline/engine/synchronize');
  return synchronize;
}
