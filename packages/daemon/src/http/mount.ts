import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { issuesOf } from '../config/issues.js';
import { formatKey } from '../config/problem.js';
import { InputError } from './errors.js';
import { EVENT_STREAM_TYPE, sendEvents } from './event-stream.js';
import { requireAllowed } from './guard.js';
import type { Room } from './room.js';
import type { Actor, Answer, Route } from './route.js';
import { statusOf } from './route.js';

/** Whom the routes are for. */
export interface Doorkeeper {
  /** Who sent a request. */
  readonly actor: (request: FastifyRequest) => Actor;
  /** Whether who sent one earlier may have more of a lasting answer. */
  readonly isStillKnown: (actor: Actor) => boolean;
  readonly keep: Room['keep'] | undefined;
}

/** Puts the routes under a prefix. Each checks who asks before it looks at what is asked. */
export function mount(
  app: FastifyInstance,
  prefix: string,
  routes: readonly Route[],
  { actor: actorOf, isStillKnown, keep }: Doorkeeper,
): void {
  for (const route of routes) {
    const url = prefix + route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    const actors = new WeakMap<FastifyRequest, Actor>();
    app.route({
      method: route.method,
      url,
      onRequest: async (request, reply) => {
        const actor = actorOf(request);
        requireAllowed(request, actor, route.access);
        actors.set(request, actor);
        if (keep !== undefined && actor.kind !== 'nobody') reply.raw.once('close', keep(request.raw.socket));
      },
      handler: async (request, reply) => {
        const actor = actors.get(request)!;
        const asked = { actor, client: request.ip, secure: isSecure(request), signal: goneSignal(reply) };
        const answer = await route.handle(inputOf(route, request), asked);
        return send(reply, route, answer, request.method === 'HEAD', () => isStillKnown(actor));
      },
    });
  }
}

function inputOf(route: Route, request: FastifyRequest): Parameters<Route['handle']>[0] {
  return {
    params: parse(route.params, request.params, 'the path'),
    query: parse(route.query, request.query, 'the query'),
    // Nothing is what an object says that holds nothing.
    body: parse(route.body, request.body ?? {}, 'the body'),
  };
}

/** Throws 400 with each thing at fault by name, never with its value: it may be a secret. */
function parse(schema: z.ZodType | undefined, value: unknown, what: string): unknown {
  if (schema === undefined) return undefined;
  const { success, data, error } = schema.safeParse(value, { reportInput: true });
  if (success) return data;
  throw new InputError(
    what,
    issuesOf(error.issues).map(({ path, message }) => ({ key: formatKey(path), message })),
  );
}

async function send(
  reply: FastifyReply,
  route: Route,
  { status = statusOf(route), headers = {}, body, events }: Answer,
  headersAlone: boolean,
  isAllowed: () => boolean,
): Promise<unknown> {
  void reply.headers(headers);
  if (events !== undefined) {
    // Whoever asks for no content waits for none (RFC 9110 §9.3.2).
    if (headersAlone) return reply.code(200).type(EVENT_STREAM_TYPE).send();
    sendEvents(reply, events, isAllowed);
    return reply;
  }
  return reply.code(status).send(body);
}

function isSecure({ protocol }: FastifyRequest): boolean {
  return protocol === 'https';
}

function goneSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}
