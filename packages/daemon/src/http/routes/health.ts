import { z } from 'zod';
import type { Route } from '../route.js';
import { route } from '../route.js';

/** What a supervisor asks: alive at all, and ready for work. */
export interface Health {
  /** Why the daemon is not ready, or undefined when it is. */
  readonly notReadyBecause: () => string | undefined;
}

export function healthRoutes({ notReadyBecause }: Health): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/healthz',
      summary: 'Whether the daemon answers',
      access: 'public',
      reply: z.object({ status: z.literal('ok') }),
      handle: async () => ({ body: { status: 'ok' } }),
    }),
    route({
      method: 'GET',
      path: '/readyz',
      summary: 'Whether the daemon runs its items',
      access: 'public',
      reply: z.object({ status: z.enum(['ready', 'not ready']), because: z.string().optional() }),
      handle: async () => {
        const because = notReadyBecause();
        return because === undefined
          ? { body: { status: 'ready' } }
          : { status: 503, body: { status: 'not ready', because } };
      },
    }),
  ];
}
