import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleFiles } from './console-files.js';
import { contentSecurityPolicy } from './security-headers.js';

const NONCE_BYTES = 16;
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Answers with a file of the console, or with its page for `/` and any other path that a browser asks for as a page: the
 * console finds its way itself. Undefined where the request is for none of them.
 */
export function answerWithConsole(
  console: ConsoleFiles | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | undefined {
  if (console === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined;
  const path = request.url.split('?')[0]!;
  const file = console.files.get(path);
  if (file !== undefined) {
    if (file.lasting) void reply.header('cache-control', FOR_EVER);
    return reply.type(file.type).send(file.body);
  }
  if (path.startsWith('/api/')) return undefined;
  if (path !== '/' && request.headers.accept?.includes('text/html') !== true) return undefined;
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  return reply
    .header('content-security-policy', contentSecurityPolicy(nonce))
    .type('text/html; charset=utf-8')
    .send(console.page(nonce));
}
