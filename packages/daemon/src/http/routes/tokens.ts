import { z } from 'zod';
import type { Access } from '../../access/access.js';
import { HttpError } from '../errors.js';
import type { Route } from '../route.js';
import { route } from '../route.js';

const scope = z.enum(['read', 'full']);
const kept = z.object({ name: z.string(), scope, created: z.string() });

/** Tokens of programs. Only a person makes and removes them. */
export function tokenRoutes(access: Access): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/tokens',
      summary: 'The tokens that there are; never what they are',
      access: 'person',
      reply: z.array(kept),
      handle: async () => ({ body: access.tokens() }),
    }),
    route({
      method: 'POST',
      path: '/tokens',
      summary: 'Make a token; it is shown this once',
      access: 'person',
      body: z.strictObject({ name: z.string(), scope }),
      reply: z.object({ name: z.string(), scope, token: z.string() }),
      success: 201,
      handle: async ({ body }) => {
        const { token } = await access.addToken(body.name, body.scope);
        return { body: { ...body, token } };
      },
    }),
    route({
      method: 'DELETE',
      path: '/tokens/{name}',
      summary: 'Remove a token: whoever uses it is refused from now on',
      access: 'person',
      params: z.object({ name: z.string() }),
      handle: async ({ params }) => {
        if (await access.removeToken(params.name)) return {};
        throw new HttpError(404, 'token', `There is no token ${params.name}.`);
      },
    }),
  ];
}
