import { setMaxListeners } from 'node:events';
import type { Item } from '@syncline/model';
import type { Observable } from 'rxjs';
import { attempt } from './attempt.js';
import type { RunEvent } from './events.js';
import type { RunOptions } from './options.js';
import { fromTask } from './task.js';
import { validateItem } from './validate.js';

/**
 * Runs an item once. Cold: each subscription is a run; `options.signal` ends it gracefully, unsubscribing cancels it, and the item
 * is free for another run shortly after.
 * The last event is the summary, whatever happened, but for an item that can't be run at all: then the observable
 * errors with a `SynclineError` of code `usage`, and nothing was touched.
 */
export function synchronize(item: Item, options: RunOptions): Observable<RunEvent> {
  return fromTask(async (emit, { signal: unsubscribed }) => {
    validateItem(item);
    const signal =
      options.signal === undefined ? unsubscribed : AbortSignal.any([unsubscribed, options.signal]);
    // As many listen as there are connections and transfers at work, which the limits of the item bound.
    setMaxListeners(0, signal);
    emit({ type: 'summary', summary: await attempt(item, options, emit, signal) });
  });
}
