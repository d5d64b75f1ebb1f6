import { Subject } from 'rxjs';
import { z } from 'zod';
import { SynclineError } from '@syncline/model';
import type { ServerEvent } from '../../src/http/event-stream.ts';
import { route } from '../../src/http/route.ts';

/** What the routes below changed, in order. */
export const changed: string[] = [];
/** What their route of events tells. */
export const events = new Subject<ServerEvent>();

/** Routes to which happens what may happen to any. */
export const routes = [
  route({
    method: 'GET',
    path: '/things/{name}',
    summary: 'A thing',
    access: 'read',
    params: z.object({ name: z.string() }),
    reply: z.object({ name: z.string() }),
    handle: async ({ params }) => ({ body: params }),
  }),
  route({
    method: 'PUT',
    path: '/things/{name}',
    summary: 'Change a thing',
    access: 'write',
    params: z.object({ name: z.string() }),
    body: z.strictObject({ size: z.number() }),
    handle: async ({ params }) => {
      changed.push(params.name);
      return {};
    },
  }),
  route({
    method: 'POST',
    path: '/things',
    summary: 'Begin with some of them, or all',
    access: 'write',
    body: z.strictObject({ some: z.array(z.string()).optional() }),
    handle: async ({ body: { some } }) => {
      changed.push(...(some ?? ['all']));
      return {};
    },
  }),
  route({
    method: 'GET',
    path: '/broken/{how}',
    summary: 'Fails',
    access: 'read',
    params: z.object({ how: z.string() }),
    handle: async ({ params }) => {
      if (params.how === 'away')
        throw new SynclineError('unreachable', 'The server is away.', { scope: 'endpoint' });
      if (params.how === 'foreseen')
        throw new SynclineError('refused', 'The root is missing; mount it.', { scope: 'item' });
      throw new Error('a secret of the inside');
    },
  }),
  route({
    method: 'GET',
    path: '/events',
    summary: 'Events',
    access: 'read',
    handle: async () => ({ events }),
  }),
];
