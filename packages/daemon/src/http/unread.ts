import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { systemCode } from '@syncline/model';
import type { FastifyReply } from 'fastify';
import type { ProblemDetails } from './errors.js';
import { HttpError, problemOf } from './errors.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Sent with everything that is not of the console. */
export const HEADERS: Readonly<Record<string, string>> = { ...SECURITY_HEADERS, 'cache-control': 'no-store' };

const PROBLEM_TYPE = 'application/problem+json';

export function answerProblem(
  reply: FastifyReply,
  problem: ProblemDetails,
  headers: Readonly<Record<string, string>> = {},
): FastifyReply {
  return reply.code(problem.status).headers(headers).type(PROBLEM_TYPE).send(JSON.stringify(problem));
}

/** Answers a request whose path leads nowhere because it cannot be read: no hook has seen it. */
export function answerUnreadPath(error: { readonly code: string }, reply: FastifyReply): FastifyReply {
  const problem =
    error.code === 'FST_ERR_MAX_PARAM_LENGTH'
      ? new HttpError(414, 'path', 'A part of the path is too long.')
      : new HttpError(400, 'path', 'The path is not a valid one: check what begins with % in it.');
  return answerProblem(reply, problemOf(problem), HEADERS);
}

/** Answers a connection on which something came that is no HTTP request, and ends it. */
export function answerUnreadRequest(error: Error, socket: Socket): void {
  if (systemCode(error) === 'ECONNRESET' || socket.destroyed) return;
  const problem = problemOf(unread(systemCode(error)));
  const body = JSON.stringify(problem);
  const headers = {
    ...HEADERS,
    'content-type': PROBLEM_TYPE,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  if (socket.writable)
    socket.write(
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${body}`,
    );
  socket.destroy(error);
}

function unread(code: string | undefined): HttpError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new HttpError(408, 'http', 'The request did not come whole in time.');
    case 'HPE_HEADER_OVERFLOW':
      return new HttpError(431, 'http', 'The headers of the request are too long.');
    default:
      return new HttpError(400, 'http', 'This is no HTTP request.');
  }
}
