import { Observable } from 'rxjs/internal/Observable';
import type { Path } from '@syncline/model';
import type { Trigger } from './trigger.js';
import { TreeWatch } from './tree-watch.js';

export interface WatchOptions {
  /** Paths that take no part: nothing is told of them, and folders among them are not watched. */
  readonly leavesOut?: ((path: Path) => boolean) | undefined;
  /** Events in one turn of the event loop from which on hints count as lost; default: a quarter of what the system queues. */
  readonly burstEvents?: number | undefined;
}

/**
 * Watches a directory of this machine and all that is below it (SPEC §6). Cold: each subscription watches anew and ends when it is
 * unsubscribed. First come the `unwatched` ones, then `armed`, then hints; never an error: what cannot be watched is `unwatched`.
 */
export function watch(rootPath: string, options: WatchOptions = {}): Observable<Trigger> {
  return new Observable<Trigger>((subscriber) => {
    const tree = new TreeWatch(rootPath, options, (trigger) => subscriber.next(trigger));
    tree.start().catch((error: unknown) => subscriber.error(error));
    return () => void tree.close();
  });
}
