import { Observable } from 'rxjs';
import { z } from 'zod';
import type { Operator } from '../../runs/operator.js';
import type { ServerEvent } from '../event-stream.js';
import { EVENT_STREAM_TYPE } from '../event-stream.js';
import type { Route } from '../route.js';
import { route } from '../route.js';
import { requireItem } from './control.js';

/**
 * Leaves an item to whoever asks, for as long as the connection is open: for the command line, which then works on its
 * journal by itself, with what it is given to say and to ask. For the Unix socket alone.
 */
export function restRoute(operator: Operator): Route {
  return route({
    method: 'GET',
    path: '/items/{name}/rest',
    summary: 'Keeps the item at rest from the event `resting` on until the connection is closed',
    access: 'person',
    params: z.object({ name: z.string() }),
    replyType: EVENT_STREAM_TYPE,
    handle: async ({ params: { name } }) => {
      requireItem(operator, name);
      return { events: resting(operator, name) };
    },
  });
}

function resting(operator: Operator, name: string): Observable<ServerEvent> {
  return new Observable((subscriber) => {
    const gone = new AbortController();
    const whileOpen = (): Promise<void> =>
      new Promise((resolve) => {
        gone.signal.addEventListener('abort', () => resolve(), { once: true });
        subscriber.next({ event: 'resting', data: {} });
      });
    operator.whileAtRest(name, whileOpen, gone.signal).then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
    return () => gone.abort();
  });
}
