import { z } from 'zod';
import type { Access, SignIn } from '../../access/access.js';
import { HttpError } from '../errors.js';
import { SESSION_COOKIE } from '../guard.js';
import type { Actor, Answer, Asked, Route } from '../route.js';
import { route } from '../route.js';

const password = z.string().max(4_096);
const signedIn = z.object({ csrf: z.string() });
const sessionState = z.object({
  signedIn: z.boolean(),
  needsSetUp: z.boolean().describe('No password is set yet'),
  csrf: z.string().optional().describe('To be sent as x-csrf-token with whatever changes something'),
});

/** Signing in and out, and the password. A cookie that was given over TLS goes over TLS only. */
export function sessionRoutes(access: Access): readonly Route[] {
  const signIn = async (asked: Asked, attempt: Promise<SignIn>): Promise<Answer> =>
    answerOf(await attempt, asked.actor, access, asked.secure);
  return [
    route({
      method: 'GET',
      path: '/session',
      summary: 'Whether this browser is signed in, and whether a password is set',
      access: 'public',
      reply: sessionState,
      handle: async (_input, { actor }) => ({ body: stateFor(actor, access) }),
    }),
    route({
      method: 'POST',
      path: '/session',
      summary: 'Sign in',
      access: 'public',
      body: z.strictObject({ password }),
      reply: signedIn,
      handle: ({ body }, asked) => signIn(asked, access.signIn(asked.client, body.password)),
    }),
    route({
      method: 'DELETE',
      path: '/session',
      summary: 'Sign out',
      access: 'person',
      handle: async (_input, { actor, secure }) => {
        if (actor.kind === 'person') access.sessions.end(actor.sessionId);
        return { headers: { 'set-cookie': cookie('', secure, 0) } };
      },
    }),
    route({
      method: 'POST',
      path: '/setup',
      summary: 'Set the first password, with the code that the daemon shows at its first start',
      access: 'public',
      body: z.strictObject({ code: z.string().max(200), password }),
      reply: signedIn,
      handle: ({ body }, asked) => signIn(asked, access.setUp(asked.client, body.code, body.password)),
    }),
    route({
      method: 'PUT',
      path: '/password',
      summary: 'Change the password; every other browser is signed out',
      access: 'person',
      body: z.strictObject({ present: password, password }),
      reply: signedIn,
      handle: ({ body }, asked) =>
        signIn(asked, access.changePassword(asked.client, body.present, body.password)),
    }),
  ];
}

function stateFor(actor: Actor, access: Access): z.infer<typeof sessionState> {
  const needsSetUp = access.setupCode !== undefined;
  return actor.kind === 'person'
    ? { signedIn: true, needsSetUp, csrf: actor.csrf }
    : { signedIn: false, needsSetUp };
}

function answerOf(result: SignIn, actor: Actor, access: Access, secure: boolean): Answer {
  switch (result.state) {
    case 'refused':
      throw new HttpError(401, 'password', 'That is not right. Try again.');
    case 'throttled': {
      const message = `Too many tries; wait ${result.waitSeconds} s.`;
      throw new HttpError(429, 'throttled', message, { 'retry-after': String(result.waitSeconds) });
    }
    case 'signed-in': {
      if (actor.kind === 'person') access.sessions.end(actor.sessionId);
      const { id, csrf } = result.session;
      return { body: { csrf }, headers: { 'set-cookie': cookie(id, secure, COOKIE_SECONDS) } };
    }
    default:
      return result satisfies never;
  }
}

const COOKIE_SECONDS = 7 * 24 * 60 * 60;

/** Unreadable to scripts, and not sent with what another site's page asks for (FAULTS W11). */
function cookie(id: string, secure: boolean, seconds: number): string {
  const parts = [`${SESSION_COOKIE}=${id}`, 'Path=/', `Max-Age=${seconds}`, 'HttpOnly', 'SameSite=Strict'];
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ');
}
