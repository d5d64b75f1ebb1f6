import type { Fault } from '../words/faults';

/** What the daemon answers instead of a result (RFC 9457). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  /** What is wrong with which key of what was sent. */
  readonly faults: readonly Fault[];

  constructor(status: number, code: string, detail: string, faults: readonly Fault[] = []) {
    super(detail);
    this.status = status;
    this.code = code;
    this.faults = faults;
  }
}

const PREFIX = '/api/v1';
let csrf: string | undefined;

/** Kept in memory alone; a reload asks for it again. */
export function setCsrf(token: string | undefined): void {
  csrf = token;
}

interface Problem {
  readonly detail?: string;
  readonly code?: string;
  readonly faults?: readonly Fault[];
}

/** Asks the daemon; the answer's JSON, or undefined where there is none. Throws `ApiError`. */
export async function ask<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const answer = await send(method, path, body, signal);
  const text = await answer.text();
  const json: unknown = text === '' ? undefined : parse(text);
  if (answer.ok) return json as T;
  const { detail = 'The daemon answered with an error.', code = 'http', faults } = (json ?? {}) as Problem;
  throw new ApiError(answer.status, code, detail, faults);
}

async function send(
  method: string,
  path: string,
  body: unknown,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (csrf !== undefined && method !== 'GET') headers['x-csrf-token'] = csrf;
  try {
    return await fetch(PREFIX + path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiError(0, 'unreachable', 'The daemon does not answer. Is it running?');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
