import type { ErrorCode, SynclineError } from '@syncline/model';
import { isSynclineError } from '@syncline/model';
import { InvalidConfigError } from '../config/config-file.js';

/** One thing that is wrong with what was sent, by the key that it is about: `source.port`, `items[2].mode`. */
export interface Fault {
  readonly key: string;
  readonly message: string;
}

/** An error as the API answers it (RFC 9457). `code` is stable; `detail` is for people and holds no secret. */
export interface ProblemDetails {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  /** All of them, where keys of what was sent are at fault. */
  readonly faults?: readonly Fault[] | undefined;
}

/** An answer that is an error of HTTP itself rather than of an item. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  usage: 400,
  refused: 409,
  locked: 409,
  interrupted: 409,
  unreachable: 502,
  login: 502,
  untrusted: 502,
  protocol: 502,
};

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Too slow',
  409: 'Refused',
  413: 'Too large',
  414: 'Too long',
  415: 'Not JSON',
  421: 'Not for this server',
  429: 'Too many tries',
  431: 'Too large',
  500: 'Internal error',
  502: 'An endpoint cannot be used',
};

/** What was sent is not in order. */
export class InputError extends HttpError {
  readonly faults: readonly Fault[];

  /** `what` was sent, in words. */
  constructor(what: string, faults: readonly Fault[]) {
    const each = faults.map(({ key, message }) => (key === '' ? message : `${key}: ${message}`));
    super(400, 'input', `In ${what}: ${each.join('; ')}`);
    this.faults = faults;
  }
}

/** What is answered for an error. What nobody foresaw is not shown: it may hold anything. */
export function problemOf(error: unknown): ProblemDetails {
  if (error instanceof InputError)
    return { ...details(400, error.code, error.message), faults: error.faults };
  if (error instanceof InvalidConfigError)
    return {
      ...details(400, error.code, error.message),
      faults: error.problems.map(({ key, message }) => ({ key, message })),
    };
  if (error instanceof HttpError) return details(error.status, error.code, error.message);
  if (isSynclineError(error)) return details(statusOf(error), error.code, error.message);
  const status = statusOfFramework(error);
  if (status !== undefined)
    return details(status, 'http', error instanceof Error ? error.message : 'bad request');
  return details(500, 'internal', 'Something went wrong inside the daemon; its log has the details.');
}

function details(status: number, code: string, detail: string): ProblemDetails {
  return { title: TITLES[status] ?? 'Error', status, detail, code };
}

/** What one path refuses (it changed, it is not permitted) is no fault of the daemon. */
function statusOf({ code, scope }: SynclineError): number {
  return STATUS[code] ?? (scope === 'path' ? 409 : 500);
}

/** Errors of parsing a request, which the framework throws with a status of their own. */
function statusOfFramework(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined;
}
