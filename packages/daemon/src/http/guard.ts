import type { FastifyRequest } from 'fastify';
import type { Access } from '../access/access.js';
import type { AllowedHosts } from '../access/request-origin.js';
import { isForUs, isFromOurPage } from '../access/request-origin.js';
import { holdsCsrf } from '../access/sessions.js';
import { HttpError } from './errors.js';
import type { Actor, RouteAccess } from './route.js';

export const SESSION_COOKIE = 'syncline_session';
/** The header that carries the session's CSRF token. */
const CSRF_HEADER = 'x-csrf-token';

/** Methods that change nothing (RFC 9110 §9.2.1). */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Throws 421 for a request that was sent to another name than ours (FAULTS W1). */
export function requireOurHost(request: FastifyRequest, allowed: AllowedHosts): void {
  if (isForUs(request.headers.host, allowed)) return;
  const message = 'This server does not answer under that name; use its address, or add the name to “hosts”.';
  throw new HttpError(421, 'host', message);
}

/** Who sent a request, by its token or session; nobody when it has neither. */
export function actorOf(request: FastifyRequest, access: Access): Actor {
  const token = access.tokenIn(request.headers.authorization);
  if (token !== undefined) {
    const { created, name, scope } = token;
    return { kind: 'token', name, scope, created };
  }
  const sessionId = sessionIn(request.headers.cookie);
  const session = sessionId === undefined ? undefined : access.sessions.find(sessionId);
  if (sessionId === undefined || session === undefined) return { kind: 'nobody' };
  return { kind: 'person', sessionId, csrf: session.csrf };
}

/** Whether who asked earlier may have more of the answer: a session that ended, or a removed token, may not (FAULTS W11). */
export function isStillKnown(actor: Actor, access: Access): boolean {
  switch (actor.kind) {
    case 'person':
      return access.sessions.has(actor.sessionId);
    case 'token':
      // One of the same name may have taken its place.
      return access.tokens().some(({ created, name }) => name === actor.name && created === actor.created);
    case 'nobody':
    case 'socket':
      return true;
    default:
      return actor satisfies never;
  }
}

/** The id in a `Cookie` header (RFC 6265 §4.2); ours has no character that would have to be quoted. */
function sessionIn(header: string | undefined): string | undefined {
  const start = `${SESSION_COOKIE}=`;
  const pair = header?.split(/; */).find((each) => each.startsWith(start));
  return pair?.slice(start.length);
}

/** Throws 401 or 403 unless this actor may use a route of that access with this request (FAULTS W2, W8). */
export function requireAllowed(request: FastifyRequest, actor: Actor, needed: RouteAccess): void {
  if (actor.kind === 'socket') return;
  if (needed === 'public') return requireOwnPage(request);
  switch (actor.kind) {
    case 'nobody':
      throw new HttpError(isUnasked(request) ? 403 : 401, 'session', SIGN_IN);
    case 'token':
      if (needed === 'person') throw new HttpError(403, 'person', 'This takes a person who is signed in.');
      if (needed === 'write' && actor.scope === 'read')
        throw new HttpError(403, 'scope', `The token ${actor.name} may only read.`);
      return;
    case 'person':
      return requireIntent(request, actor);
    default:
      actor satisfies never;
  }
}

const SIGN_IN = 'Sign in, or send a token as “Authorization: Bearer …”.';

/**
 * What is to change something and names nobody at all (FAULTS W2): a page of another site would send it so, whose requests do not get
 * the cookie. Whoever names a session or token that is none (any more) is asked to sign in, and so is whoever reads.
 */
function isUnasked({ method, headers }: FastifyRequest): boolean {
  return !SAFE.has(method) && headers.authorization === undefined && sessionIn(headers.cookie) === undefined;
}

/** Signing in is for our own page or for a program, but not for another site's page. */
function requireOwnPage(request: FastifyRequest): void {
  if (SAFE.has(request.method)) return;
  const { origin } = request.headers;
  if (origin === undefined && request.headers['sec-fetch-site'] === undefined) return;
  if (!cameFromOurPage(request)) throw foreign();
}

function requireIntent(request: FastifyRequest, actor: { readonly csrf: string }): void {
  if (SAFE.has(request.method)) return;
  if (!cameFromOurPage(request)) throw foreign();
  const given = request.headers[CSRF_HEADER];
  if (!holdsCsrf(actor, typeof given === 'string' ? given : undefined))
    throw new HttpError(403, 'csrf', `The header ${CSRF_HEADER} is missing or not that of this session.`);
}

function cameFromOurPage({ headers }: FastifyRequest): boolean {
  const fetchSite = headers['sec-fetch-site'];
  return isFromOurPage({
    host: headers.host,
    origin: headers.origin,
    fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
  });
}

function foreign(): HttpError {
  return new HttpError(403, 'origin', 'This request does not come from a page of this server.');
}
