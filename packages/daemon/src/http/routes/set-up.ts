import { z } from 'zod';
import type { Access } from '../../access/access.js';
import type { Route } from '../route.js';
import { route } from '../route.js';

const shape = z.object({
  code: z.string().optional().describe('Until a password is set'),
  url: z.string().optional().describe('Where it is set, code included'),
});

/** How the first password is set: what the daemon's console shows. */
export type SetUp = z.infer<typeof shape>;

/**
 * Tells the code that whoever sets the first password must know: for the Unix socket alone, which only the daemon's own
 * user can open. `url`: of console and API, undefined where they are off.
 */
export function setUpRoute(access: Pick<Access, 'setupCode'>, url: () => string | undefined): Route {
  return route({
    method: 'GET',
    path: '/setup',
    summary: 'The code that sets the first password, while none is set',
    access: 'person',
    reply: shape,
    handle: async () => ({ body: setUpAt(access.setupCode, url()) }),
  });
}

/** Where to set the first password, as it is shown. */
export function setUpAt(code: string | undefined, url: string | undefined): SetUp {
  if (code === undefined || url === undefined) return {};
  return { code, url: `${url}/?code=${code}` };
}
