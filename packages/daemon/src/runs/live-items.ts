import type { Item } from '@syncline/model';
import type { ConfiguredItem } from '../config/configured-item.js';
import type { LiveDesk } from './live-desk.js';
import type { RunDesk } from './run-desk.js';

/** Keeps live items followed, each while nothing else has its journal. */
export interface LiveItems {
  /** By these settings from now on, with a look at everything. An item that is not live is followed no longer. */
  follow(item: ConfiguredItem, approveDeletes?: boolean): Promise<void>;
  unfollow(name: string): Promise<void>;
  /** From now on somebody wants the item at rest, until `endRest`. */
  wantRest(name: string): void;
  /** Follows it no longer, whoever asks, until nobody wants it at rest any more. */
  rest(name: string): Promise<void>;
  /** Where several want it at rest, it is followed again after the last one. */
  endRest(name: string): Promise<void>;
  /** Follows nothing more; what is followed goes on until `close`. */
  beginNothing(): void;
  close(): Promise<void>;
}

export interface LiveItemsOptions {
  readonly desk: Pick<RunDesk, 'active'>;
  readonly liveDesk: LiveDesk;
  /** As it is configured now. */
  readonly item: (name: string) => ConfiguredItem | undefined;
  /** The item with its passwords. */
  readonly resolve: (item: ConfiguredItem) => Promise<Item>;
  readonly onFailure: (item: string, error: unknown) => void;
}

export function createLiveItems(options: LiveItemsOptions): LiveItems {
  const { desk, liveDesk, resolve, onFailure } = options;
  /** What must not be followed, because work on it goes on. */
  const atRest = new Set<string>();
  const restsWanted = new Map<string, number>();
  let ending = false;

  const follow = async (item: ConfiguredItem, approveDeletes = false): Promise<void> => {
    const { name, live: settings } = item;
    if (settings === undefined) return liveDesk.unfollow(name);
    if (ending || atRest.has(name)) return;
    const active = desk.active.get(name);
    // It has the journal until it has ended, and that may take long (FAULTS G7).
    if (active !== undefined) return void active.ended.then(() => followAgain(name));
    await liveDesk.follow({ name, item: () => resolve(item), settings, approveDeletes });
  };

  /** By the configuration as it is now. */
  const followAgain = async (name: string): Promise<void> => {
    const item = options.item(name);
    if (item?.live !== undefined) await follow(item).catch((error: unknown) => onFailure(name, error));
  };

  return {
    follow,
    unfollow: (name) => liveDesk.unfollow(name),
    wantRest: (name) => void restsWanted.set(name, (restsWanted.get(name) ?? 0) + 1),
    async rest(name) {
      atRest.add(name);
      await liveDesk.unfollow(name);
    },
    async endRest(name) {
      const others = restsWanted.get(name)! - 1;
      if (others > 0) return void restsWanted.set(name, others);
      restsWanted.delete(name);
      if (atRest.delete(name)) await followAgain(name);
    },
    beginNothing: () => void (ending = true),
    async close() {
      await Promise.all([...liveDesk.followed.keys()].map((name) => liveDesk.unfollow(name)));
    },
  };
}
