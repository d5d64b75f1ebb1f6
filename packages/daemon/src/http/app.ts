import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import { z } from 'zod';
import type { Access } from '../access/access.js';
import type { AllowedHosts } from '../access/request-origin.js';
import { allowedMethods } from './allowed-methods.js';
import type { ConsoleFiles } from './console-files.js';
import { HttpError, problemOf } from './errors.js';
import { actorOf, isStillKnown, requireOurHost } from './guard.js';
import type { Doorkeeper } from './mount.js';
import { mount } from './mount.js';
import { openApiOf } from './openapi.js';
import type { Route } from './route.js';
import type { Room } from './room.js';
import { keepRoom } from './room.js';
import { answerWithConsole } from './serve-console.js';
import { answerProblem, answerUnreadPath, answerUnreadRequest, HEADERS } from './unread.js';

/** Where the routes of the API are. */
const API_PREFIX = '/api/v1';

export interface AppOptions {
  /** Of the API, below its prefix. */
  readonly routes: readonly Route[];
  /** Health and metrics, at the top. */
  readonly topRoutes: readonly Route[];
  readonly version: string;
  /** Told of errors that nobody foresaw. */
  readonly onFailure: (error: unknown, request: string) => void;
}

/** Over TCP: sessions and tokens. */
export interface NetworkOptions extends AppOptions {
  readonly access: Access;
  /** By which names it answers now. */
  readonly hosts: () => AllowedHosts;
  /** Addresses and networks of proxies whose `X-Forwarded-…` headers are believed, besides this machine's own. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Undefined: there is no console, only the API. */
  readonly console: ConsoleFiles | undefined;
  /** HTTPS with this certificate and key (PEM) instead of HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
}

/** A request that was not sent whole by then is dropped: it holds a connection (FAULTS W6). */
const REQUEST_TIMEOUT_MS = 30_000;
const IDLE_TIMEOUT_MS = 75_000;
/** Items and ignore lists are small; what is larger is a mistake or an attack. */
const MAX_BODY_BYTES = 1024 * 1024;
/** Beyond this, those that serve nobody give way. */
const MAX_CONNECTIONS = 1_000;

/** The API for browsers and programs anywhere: everything but login and health needs a session or a token. */
export function createNetworkApp(options: NetworkOptions): FastifyInstance {
  const { access, console, hosts, tls, trustedProxies = [] } = options;
  let room: Room;
  const app = createApp(options, {
    checkHost: true,
    actor: (request) => actorOf(request, access),
    hosts,
    console,
    tls,
    proxies: ['loopback', ...trustedProxies],
    isStillKnown: (actor) => isStillKnown(actor, access),
    keep: (socket) => room.keep(socket),
  });
  room = keepRoom(app.server, MAX_CONNECTIONS);
  return app;
}

/** The same API for a Unix socket that only the daemon's own user can open. */
export function createSocketApp(options: AppOptions): FastifyInstance {
  return createApp(options, {
    checkHost: false,
    actor: () => ({ kind: 'socket' }),
    hosts: () => new Set(),
    console: undefined,
    tls: undefined,
    proxies: [],
    isStillKnown: () => true,
    keep: undefined,
  });
}

interface Door extends Doorkeeper {
  readonly checkHost: boolean;
  readonly hosts: NetworkOptions['hosts'];
  readonly proxies: readonly string[];
  readonly console: ConsoleFiles | undefined;
  readonly tls: NetworkOptions['tls'];
}

function createApp(options: AppOptions, door: Door): FastifyInstance {
  const app = fastify({
    logger: false,
    // Its type tells HTTP from HTTPS; what is used of it is the same.
    https: (door.tls ?? null) as null,
    trustProxy: door.proxies.length === 0 ? false : [...door.proxies],
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: IDLE_TIMEOUT_MS,
    forceCloseConnections: true,
    // Names that reach into a prototype make a request a bad one (FAULTS W9).
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 4_096 },
    frameworkErrors: (error, _request, reply) => void answerUnreadPath(error, reply),
    clientErrorHandler: answerUnreadRequest,
  });
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(HEADERS);
    if (door.checkHost) requireOurHost(request, door.hosts());
  });
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status === 500) options.onFailure(error, `${request.method} ${request.url}`);
    return answerProblem(reply, problem, error instanceof HttpError ? error.headers : {});
  });
  const methodsAt = allowedMethods(options.routes, API_PREFIX);
  app.setNotFoundHandler(async (request, reply) => {
    const answered = answerWithConsole(door.console, request, reply);
    if (answered !== undefined) return answered;
    const allow = methodsAt(request.url.split('?')[0]!);
    if (allow !== undefined) throw new HttpError(405, 'method', `What is here takes ${allow}.`, { allow });
    throw new HttpError(404, 'path', 'There is nothing here.');
  });
  app.after(() => {
    const document = openApiOf(options.routes, API_PREFIX, options.version);
    mount(app, API_PREFIX, options.routes, door);
    mount(app, '', [...options.topRoutes, documentRoute(document)], door);
  });
  return app;
}

function documentRoute(document: unknown): Route {
  return {
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'This API, as an OpenAPI document',
    access: 'read',
    reply: z.record(z.string(), z.unknown()),
    handle: async () => ({ body: document }),
  };
}
