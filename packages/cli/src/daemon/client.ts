import type { IncomingMessage } from 'node:http';

import type { ErrorCode } from '@syncline/model';
import { SynclineError } from '@syncline/model';

/** Asks a daemon through its Unix socket. */
export interface DaemonClient {
  /** The answer's JSON. Throws what the daemon answered, in its own words; `refused` where that is none of ours. */
  ask<T>(method: 'GET' | 'POST', path: string, body?: unknown, signal?: AbortSignal): Promise<T>;
  /**
   * Follows server-sent events until `signal`. Resolves once the daemon sends them, and throws as `ask` where it does not;
   * `ended` resolves when it no longer does.
   */
  follow(
    path: string,
    take: (event: string, data: unknown) => void,
    signal: AbortSignal,
  ): Promise<{ readonly ended: Promise<void> }>;
}

const PREFIX = '/api/v1';
/** Errors that mean the same here: the exit code is that of doing it without a daemon. */
const PASSED_ON: ReadonlyMap<string, ErrorCode> = new Map(
  (['usage', 'locked', 'unreachable', 'login'] as const).map((code) => [code, code]),
);
/** Nobody listens: no daemon runs, or one that was killed left its socket. */
const NOBODY = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTDIR', 'ENOTSOCK']);

/** One that is busy answers within seconds; one that is stopped or hangs never does. */
const PATIENCE_MS = 30_000;

/** The daemon of a state directory, or undefined where none runs. Throws `unreachable` for one that does not answer. */
export async function connectDaemon(
  stateDirectory: string,
  patienceMs = PATIENCE_MS,
): Promise<DaemonClient | undefined> {
  const { daemonPlaces } = await import('@syncline/daemon/places');
  const client = clientOf(daemonPlaces(stateDirectory).socket);
  try {
    await client.ask('GET', '/status', undefined, AbortSignal.timeout(patienceMs));
    return client;
  } catch (error) {
    if (isTimeout(error)) throw silent(stateDirectory, patienceMs);
    if (error instanceof Error && 'code' in error && NOBODY.has(String(error.code))) return undefined;
    throw error;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof Error && error.cause.name === 'TimeoutError';
}

function silent(stateDirectory: string, patienceMs: number): SynclineError {
  const message = `the daemon of the state directory ${stateDirectory} runs, but gave no answer for ${patienceMs / 1_000} s: it is stopped, or hangs. End its process and start it anew; whatever that leaves, it heals`;
  return new SynclineError('unreachable', message, { scope: 'item' });
}

function clientOf(socketPath: string): DaemonClient {
  return {
    async ask<T>(method: 'GET' | 'POST', path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
      const answer = await send(socketPath, method, path, body, signal);
      const json = await jsonOf(answer);
      if (!isGiven(answer)) throw refusalOf(answer, json);
      return json as T;
    },
    async follow(path, take, signal) {
      const answer = await send(socketPath, 'GET', path, undefined, signal);
      if (!isGiven(answer)) throw refusalOf(answer, await jsonOf(answer));
      return { ended: readEvents(answer, take) };
    },
  };
}

async function send(
  socketPath: string,
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const options = { socketPath, method, path: PREFIX + path, headers, ...(signal && { signal }) };
    const asked = request(options, resolve);
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function isGiven({ statusCode }: IncomingMessage): boolean {
  return statusCode !== undefined && statusCode < 300;
}

async function jsonOf(answer: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

function refusalOf({ statusCode }: IncomingMessage, json: unknown): SynclineError {
  const { detail, code = '' } = (json ?? {}) as { readonly detail?: string; readonly code?: string };
  const message = detail ?? `the daemon answered with ${statusCode}`;
  return new SynclineError(PASSED_ON.get(code) ?? 'refused', message, { scope: 'item' });
}

/** The format of server-sent events, as far as the daemon uses it: one line of data each. */
async function readEvents(
  answer: IncomingMessage,
  take: (event: string, data: unknown) => void,
): Promise<void> {
  answer.setEncoding('utf8');
  let text = '';
  try {
    for await (const chunk of answer) {
      text += chunk as string;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event, data] = /(?:^|\n)event: (.*)\ndata: (.*)$/.exec(block) ?? [];
        if (event !== undefined && data !== undefined) take(event, JSON.parse(data));
      }
    }
  } catch (error) {
    // Going away while the daemon sends is how following ends.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
