import type { z } from 'zod';
import type { Observable } from 'rxjs';
import type { TokenScope } from '../access/api-tokens.js';
import type { ServerEvent } from './event-stream.js';

/**
 * Who may use a route: `public` anybody · `read` a signed-in person or any token · `write` the same, but no token that
 * only reads · `person` a signed-in person alone.
 */
export type RouteAccess = 'public' | 'read' | 'write' | 'person';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who sent a request. `socket`: a program of the daemon's own user, through its Unix socket. */
export type Actor =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'person'; readonly sessionId: string; readonly csrf: string }
  | { readonly kind: 'token'; readonly name: string; readonly scope: TokenScope; readonly created: string }
  | { readonly kind: 'socket' };

/** What a handler is told beside its input. */
export interface Asked {
  readonly actor: Actor;
  /** The address that the request came from: by the word of a trusted proxy, if it came through one. */
  readonly client: string;
  /** It came over TLS, to us or to such a proxy. */
  readonly secure: boolean;
  /** Aborted when whoever asked has gone. */
  readonly signal: AbortSignal;
}

/** What a handler may answer. */
export interface Answer {
  /** Other than that of a success. */
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
  /** Instead of a body: server-sent events until the source completes or whoever asked has gone. */
  readonly events?: Observable<ServerEvent> | undefined;
}

/** One operation of the API: its handler, and everything that the document of the API says of it. */
export interface Route<P = unknown, Q = unknown, B = unknown> {
  readonly method: Method;
  /** With parameters in braces, as OpenAPI writes them: `/items/{name}`. */
  readonly path: string;
  readonly summary: string;
  readonly access: RouteAccess;
  readonly params?: z.ZodType<P> | undefined;
  readonly query?: z.ZodType<Q> | undefined;
  readonly body?: z.ZodType<B> | undefined;
  /** The shape of the JSON that is answered; undefined: none. */
  readonly reply?: z.ZodType | undefined;
  /** The media type of what is answered instead of JSON. */
  readonly replyType?: string | undefined;
  /** The status of an answer that names none: 200 by default, 204 where nothing is answered. */
  readonly success?: number | undefined;
  readonly handle: (
    input: { readonly params: P; readonly query: Q; readonly body: B },
    asked: Asked,
  ) => Promise<Answer>;
}

/** Declares a route, so that its handler gets the types of its schemas. */
export function route<P, Q, B>(declared: Route<P, Q, B>): Route {
  return declared as unknown as Route;
}

/** The status that a success is answered with. */
export function statusOf({ success, reply, replyType }: Route): number {
  return success ?? (reply === undefined && replyType === undefined ? 204 : 200);
}
