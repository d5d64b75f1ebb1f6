import type { Test } from 'tap';
import type { AccessRecord } from '../../src/access/access-file.ts';
import { NOBODY_YET } from '../../src/access/access-file.ts';
import type { Access } from '../../src/access/access.ts';
import { openAccess } from '../../src/access/access.ts';
import { LOOPBACK_NAMES } from '../../src/access/request-origin.ts';
import { createNetworkApp } from '../../src/http/app.ts';
import type { ConsoleFiles } from '../../src/http/console-files.ts';
import type { Route } from '../../src/http/route.ts';
import { healthRoutes } from '../../src/http/routes/health.ts';
import { sessionRoutes } from '../../src/http/routes/session.ts';
import { tokenRoutes } from '../../src/http/routes/tokens.ts';

export const PASSWORD = 'correct horse';

/** A served API, and what tests know of it. */
export interface Served {
  readonly url: string;
  readonly access: Access;
  readonly failures: unknown[];
  ask(path: string, options?: AskOptions): Promise<Asked>;
  /** Signs in as our own page would. */
  signIn(): Promise<SignedIn>;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: ReturnType<typeof JSON.parse>;
}

export interface SignedIn {
  /** Headers that carry the session, the origin and the CSRF token. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookie: string;
}

/** Serves the API with these routes beside those of access and health, on a free port of the loopback. */
export async function serve(
  t: Test,
  routes: readonly Route[] = [],
  consoleFiles?: ConsoleFiles,
): Promise<Served> {
  let record: AccessRecord = NOBODY_YET;
  const access = await openAccess({
    store: { read: async () => record, write: async (next) => void (record = next) },
    nowMs: () => performance.now(),
  });
  const failures: unknown[] = [];
  const app = createNetworkApp({
    access,
    hosts: () => new Set(LOOPBACK_NAMES),
    console: consoleFiles,
    routes: [...sessionRoutes(access), ...tokenRoutes(access), ...routes],
    topRoutes: healthRoutes({ notReadyBecause: () => undefined }),
    version: '1.2.3',
    onFailure: (error) => void failures.push(error),
  });
  t.teardown(() => app.close());
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const ask = (path: string, options: AskOptions = {}) => request(url + path, options);
  return {
    url,
    access,
    failures,
    ask,
    async signIn() {
      const code = access.setupCode;
      const page = { origin: url };
      const answer =
        code === undefined
          ? await ask('/api/v1/session', { method: 'POST', headers: page, body: { password: PASSWORD } })
          : await ask('/api/v1/setup', { method: 'POST', headers: page, body: { code, password: PASSWORD } });
      const cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
      return { cookie, headers: { ...page, cookie, 'x-csrf-token': answer.json.csrf } };
    },
  };
}

async function request(url: string, { method = 'GET', headers = {}, body }: AskOptions): Promise<Asked> {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}
