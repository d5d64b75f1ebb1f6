import { setMaxListeners } from 'node:events';
import type { Item } from '@syncline/model';
import type { Observable } from 'rxjs';
import { REAL_EFFECTS } from '../effects.js';
import { fromTask } from '../task.js';
import { validateItem } from '../validate.js';
import type { LiveEvent } from './events.js';
import { Follower } from './follower.js';
import type { LiveOptions } from './live-options.js';

/**
 * Keeps an item in step as it changes (SPEC §6), after a first pass over everything. Cold: each subscription follows anew; unsubscribing
 * cancels, and the item is free shortly after; `options.signal` ends it gracefully. It goes on through outages of either side. It ends by itself only when the item cannot be
 * opened at all: then its summary says why; with a `SynclineError` of code `usage` it errors, and nothing was touched.
 */
export function live(item: Item, options: LiveOptions): Observable<LiveEvent> {
  return fromTask(async (emit, { signal: unsubscribed }) => {
    validateItem(item);
    const signal =
      options.signal === undefined ? unsubscribed : AbortSignal.any([unsubscribed, options.signal]);
    setMaxListeners(0, signal);
    await new Follower({ item, options, emit, signal, effects: REAL_EFFECTS }).run();
  });
}
