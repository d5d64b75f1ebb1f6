import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import { Subject } from 'rxjs';
import t from 'tap';
import { z } from 'zod';
import { SynclineError } from '@syncline/model';
import type { ServerEvent } from '../../src/http/event-stream.ts';
import { route } from '../../src/http/route.ts';
import { PASSWORD, serve } from './support.ts';

const changed: string[] = [];
const events = new Subject<ServerEvent>();
const routes = [
  route({
    method: 'GET',
    path: '/things/{name}',
    summary: 'A thing',
    access: 'read',
    params: z.object({ name: z.string() }),
    reply: z.object({ name: z.string() }),
    handle: async ({ params }) => ({ body: params }),
  }),
  route({
    method: 'PUT',
    path: '/things/{name}',
    summary: 'Change a thing',
    access: 'write',
    params: z.object({ name: z.string() }),
    body: z.strictObject({ size: z.number() }),
    handle: async ({ params }) => {
      changed.push(params.name);
      return {};
    },
  }),
  route({
    method: 'POST',
    path: '/things',
    summary: 'Begin with some of them, or all',
    access: 'write',
    body: z.strictObject({ some: z.array(z.string()).optional() }),
    handle: async ({ body: { some } }) => {
      changed.push(...(some ?? ['all']));
      return {};
    },
  }),
  route({
    method: 'GET',
    path: '/broken/{how}',
    summary: 'Fails',
    access: 'read',
    params: z.object({ how: z.string() }),
    handle: async ({ params }) => {
      if (params.how === 'away')
        throw new SynclineError('unreachable', 'The server is away.', { scope: 'endpoint' });
      if (params.how === 'foreseen')
        throw new SynclineError('refused', 'The root is missing; mount it.', { scope: 'item' });
      throw new Error('a secret of the inside');
    },
  }),
  route({
    method: 'GET',
    path: '/events',
    summary: 'Events',
    access: 'read',
    handle: async () => ({ events }),
  }),
];

t.test('no route but those that are public answers without a session', async (t) => {
  const { ask } = await serve(t, routes);
  for (const { method, path, access } of routes) {
    const { status } = await ask(`/api/v1${path.replace(/\{\w+\}/, 'x')}`, { method });
    const refused = method === 'GET' ? 401 : 403;
    t.equal(status, access === 'public' ? 200 : refused, `${method} ${path}`);
  }
  t.equal((await ask('/api/openapi.json')).status, 401);
  t.equal((await ask('/healthz')).status, 200);
  t.equal((await ask('/readyz')).status, 200);
});

t.test('a signed-in person reads, and changes with the CSRF token from our own page', async (t) => {
  const { ask, signIn } = await serve(t, routes);
  const { headers, cookie } = await signIn();
  const put = { method: 'PUT', body: { size: 1 } };
  changed.length = 0;
  t.same((await ask('/api/v1/things/a', { headers: { cookie } })).json, { name: 'a' });
  t.equal((await ask('/api/v1/things/one', { ...put, headers })).status, 204);
  const { 'x-csrf-token': _csrf, ...noToken } = headers;
  const { origin: _origin, ...noOrigin } = headers;
  for (const [what, bad] of Object.entries({
    'no token': noToken,
    'another token': { ...headers, 'x-csrf-token': 'x' },
    'no origin': noOrigin,
    'another origin': { ...headers, origin: 'http://evil.example' },
    'another site': { ...headers, 'sec-fetch-site': 'cross-site' },
    'no session': { origin: headers.origin!, 'x-csrf-token': headers['x-csrf-token']! },
  }))
    t.match(await ask('/api/v1/things/two', { ...put, headers: bad }), { status: 403 }, `W2: ${what}`);
  for (const [what, ended] of Object.entries({
    'a session that has ended': { ...headers, cookie: 'syncline_session=ended' },
    'a token that was removed': { authorization: 'Bearer syncline_removed' },
  }))
    t.match(await ask('/api/v1/things/two', { ...put, headers: ended }), { status: 401 }, what);
  t.same(changed, ['one']);
});

t.test('W1: a request that was sent to another name is turned away', async (t) => {
  const { url } = await serve(t, routes);
  const status = await new Promise((resolve, reject) => {
    rawRequest(`${url}/healthz`, { headers: { host: 'evil.example' } }, ({ statusCode }) =>
      resolve(statusCode),
    )
      .on('error', reject)
      .end();
  });
  t.equal(status, 421);
});

t.test('signing in from another site’s page is refused', async (t) => {
  const { ask, signIn } = await serve(t);
  await signIn();
  const login = { method: 'POST', body: { password: PASSWORD } };
  const from = (origin: string) => ask('/api/v1/session', { ...login, headers: { origin } });
  t.equal((await from('http://evil.example')).status, 403);
  t.equal((await ask('/api/v1/session', login)).status, 200, 'a program that is no browser');
});

t.test(
  'W11: the session’s cookie is unreadable to scripts, new at each login and worth nothing after logout',
  async (t) => {
    const { ask, signIn } = await serve(t);
    const first = await signIn();
    const again = await ask('/api/v1/session', {
      method: 'POST',
      headers: first.headers,
      body: { password: PASSWORD },
    });
    const cookie = again.headers.get('set-cookie')!;
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/']) t.match(cookie, part);
    t.not(cookie.split(';')[0], first.cookie);
    t.equal((await ask('/api/v1/tokens', { headers: first.headers })).status, 401, 'the old one has ended');
    const headers = {
      ...first.headers,
      cookie: cookie.split(';')[0]!,
      'x-csrf-token': again.json.csrf as string,
    };
    t.equal((await ask('/api/v1/tokens', { headers })).status, 200);
    t.equal((await ask('/api/v1/session', { method: 'DELETE', headers })).status, 204);
    t.equal((await ask('/api/v1/tokens', { headers })).status, 401);
  },
);

t.test('a token reads or does all, but makes no tokens and sets no password', async (t) => {
  const { ask, signIn } = await serve(t, routes);
  const { headers } = await signIn();
  const make = (name: string, scope: string) =>
    ask('/api/v1/tokens', { method: 'POST', headers, body: { name, scope } });
  const [reads, all] = [await make('r', 'read'), await make('f', 'full')];
  t.equal(reads.status, 201);
  const bearer = (made: typeof reads) => ({ authorization: `Bearer ${made.json.token}` });
  const put = { method: 'PUT', body: { size: 1 } };
  t.equal((await ask('/api/v1/things/a', { headers: bearer(reads) })).status, 200);
  t.equal((await ask('/api/v1/things/a', { ...put, headers: bearer(reads) })).status, 403);
  t.equal((await ask('/api/v1/things/a', { ...put, headers: bearer(all) })).status, 204);
  t.equal((await ask('/api/v1/tokens', { headers: bearer(all) })).status, 403);
  t.equal((await ask('/api/v1/tokens/r', { method: 'DELETE', headers })).status, 204);
  t.equal((await ask('/api/v1/tokens/r', { method: 'DELETE', headers })).status, 404);
  t.equal((await ask('/api/v1/things/a', { headers: bearer(reads) })).status, 401);
});

t.test('W3: guesses are throttled, and told how long', async (t) => {
  const { ask, signIn } = await serve(t);
  await signIn();
  const guess = () => ask('/api/v1/session', { method: 'POST', body: { password: 'a wrong one' } });
  for (let n = 0; n < 5; n += 1) t.equal((await guess()).status, 401);
  let last = await guess();
  // A machine that is slow at hashing waits as long as the throttle asks for; each failure doubles that.
  for (let n = 0; n < 6 && last.status === 401; n += 1) last = await guess();
  t.equal(last.status, 429);
  t.match(last.headers.get('retry-after'), /^\d+$/);
});

t.test('W6, W9: bad bodies are refused by name, without their values', async (t) => {
  const { ask, signIn } = await serve(t, routes);
  const { headers } = await signIn();
  const put = (body: unknown) => ask('/api/v1/things/a', { method: 'PUT', headers, body });
  changed.length = 0;
  const wrong = await put({ size: 'hunter2', extra: 1 });
  t.equal(wrong.status, 400);
  t.match(wrong.json.detail, /size/);
  t.notMatch(wrong.text, 'hunter2');
  t.equal((await put('{"size":1,"__proto__":{"admin":true}}')).status, 400);
  t.equal((await put('{"size":1,"constructor":{"prototype":{}}}')).status, 400);
  t.equal((await put('not json')).status, 400);
  t.equal((await put(JSON.stringify({ size: 1, padding: 'x'.repeat(2 ** 20) }))).status, 413);
  t.same(changed, []);
});

t.test(
  'a body of which nothing is needed may be left out; of another it is told what is missing',
  async (t) => {
    const { ask, signIn } = await serve(t, routes);
    const { headers } = await signIn();
    changed.length = 0;
    t.equal((await ask('/api/v1/things', { method: 'POST', headers })).status, 204);
    t.same(changed, ['all']);
    t.match(await ask('/api/v1/things/a', { method: 'PUT', headers }), {
      status: 400,
      json: { detail: 'In the body: size: is missing', faults: [{ key: 'size' }] },
    });
    const { paths } = (await ask('/api/openapi.json', { headers })).json;
    t.equal(paths['/api/v1/things'].post.requestBody.required, false);
    t.equal(paths['/api/v1/things/{name}'].put.requestBody.required, true);
  },
);

t.test('errors say what an administrator can do, and nothing of the inside', async (t) => {
  const { ask, signIn, failures } = await serve(t, routes);
  const { headers } = await signIn();
  const foreseen = await ask('/api/v1/broken/foreseen', { headers });
  t.match(foreseen, { status: 409, json: { code: 'refused', detail: 'The root is missing; mount it.' } });
  t.match(foreseen.headers.get('content-type'), 'application/problem+json');
  const away = await ask('/api/v1/broken/away', { headers });
  t.match(away, { status: 502, json: { code: 'unreachable', detail: 'The server is away.' } });
  const other = await ask('/api/v1/broken/other', { headers });
  t.equal(other.status, 500);
  t.notMatch(other.text, 'secret');
  t.match(failures, [{ message: 'a secret of the inside' }]);
  t.equal(failures.length, 1, 'what was foreseen is in no log');
  t.equal((await ask('/api/v1/nothing', { headers })).status, 404);
  t.equal((await ask('/../../etc/passwd', { headers })).status, 404);
});

t.test('W4: every answer forbids scripts from elsewhere, framing and sniffing', async (t) => {
  const { ask } = await serve(t);
  for (const path of ['/healthz', '/nothing', '/api/v1/session']) {
    const { headers } = await ask(path);
    t.match(headers.get('content-security-policy'), "default-src 'none'", path);
    t.notMatch(headers.get('content-security-policy'), 'unsafe');
    t.equal(headers.get('x-content-type-options'), 'nosniff');
    t.equal(headers.get('cache-control'), 'no-store');
  }
});

t.test('the document of the API has every route, with its shapes and who may use it', async (t) => {
  const { ask, signIn } = await serve(t, routes);
  const { headers } = await signIn();
  const { json } = await ask('/api/openapi.json', { headers });
  t.equal(json.openapi, '3.1.0');
  const put = json.paths['/api/v1/things/{name}'].put;
  t.match(put.parameters, [{ name: 'name', in: 'path', required: true }]);
  t.match(put.requestBody.content['application/json'].schema, { properties: { size: { type: 'number' } } });
  t.same(json.paths['/api/v1/session'].post.security, []);
  t.same(json.paths['/api/v1/tokens'].get.security, [{ session: [] }]);
  t.match(json.paths['/api/v1/tokens'].post.responses, {
    200: undefined,
    201: { content: { 'application/json': { schema: { properties: { token: { type: 'string' } } } } } },
  });
  t.match(put.responses, { 200: undefined, 204: { content: undefined } });
});

t.test('events are streamed one by one, and whatever a name holds stays inside one', async (t) => {
  const { url, signIn } = await serve(t, routes);
  const { cookie } = await signIn();
  const gone = new AbortController();
  const answer = await fetch(`${url}/api/v1/events`, { headers: { cookie }, signal: gone.signal });
  t.equal(answer.headers.get('content-type'), 'text/event-stream');
  t.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  await reader.read();
  events.next({ event: 'line', data: { path: 'a\n\nevent: fake' }, id: '7' });
  t.equal((await reader.read()).value, 'id: 7\nevent: line\ndata: {"path":"a\\n\\nevent: fake"}\n\n');
  gone.abort();
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.equal(events.observed, false);
});

t.test('W11: who is signed out, and a token that is removed, is told nothing more', async (t) => {
  const { url, ask, signIn, access } = await serve(t, routes);
  const { cookie, headers } = await signIn();
  const { token } = await access.addToken('watcher', 'read');
  const ends = [{ cookie }, { authorization: `Bearer ${token}` }].map(async (who) => {
    const answer = await fetch(`${url}/api/v1/events`, { headers: who });
    return answer.text().then(
      () => 'ended',
      () => 'cut',
    );
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  events.next({ event: 'a', data: {} });
  t.equal((await ask('/api/v1/session', { method: 'DELETE', headers })).status, 204);
  t.equal(await access.removeToken('watcher'), true);
  await access.addToken('watcher', 'read');
  events.next({ event: 'b', data: {} });
  t.same(await Promise.all(ends), ['cut', 'cut']);
});

t.test('through a trusted proxy each person is throttled alone, and cookies are kept to HTTPS', async (t) => {
  const { ask, signIn, url } = await serve(t);
  await signIn();
  const from = (address: string, password = 'wrong', proto = 'https') =>
    ask('/api/v1/session', {
      method: 'POST',
      headers: { origin: url, 'x-forwarded-for': `6.6.6.6, ${address}`, 'x-forwarded-proto': proto },
      body: { password },
    });
  let last = await from('192.0.2.1');
  for (let guess = 0; guess < 12 && last.status === 401; guess += 1) last = await from('192.0.2.1');
  t.equal(last.status, 429);
  const right = await from('192.0.2.2', PASSWORD);
  t.equal(right.status, 200, 'somebody else is not kept out');
  t.match(right.headers.get('set-cookie'), /; Secure$/);
  t.notMatch((await from('192.0.2.2', PASSWORD, 'http')).headers.get('set-cookie'), 'Secure');
});

/** What is answered to these bytes, whole. */
function say(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
  });
}

t.test('what cannot be read as a request is answered like every other fault', async (t) => {
  const { url } = await serve(t, routes);
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`;
  for (const [bytes, status] of [
    [get('/api/v1/things/%zz'), 400],
    [get(`/api/v1/things/${'x'.repeat(5_000)}`), 414],
    [`GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${'x'.repeat(50_000)}\r\n\r\n`, 431],
    ['no request at all\r\n\r\n', 400],
  ] as const) {
    const answer = await say(url, bytes);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    t.match(head, new RegExp(`^HTTP/1.1 ${status} `), bytes.slice(0, 40));
    t.match(head, /application\/problem\+json/);
    t.match(head, /content-security-policy/);
    t.match(JSON.parse(body), { status, title: String, detail: String, code: String });
  }
});

t.test('a path says which methods it knows, and one that leads nowhere knows none', async (t) => {
  const { ask, signIn } = await serve(t, routes);
  const { headers } = await signIn();
  const answer = await ask('/api/v1/things/a', { method: 'DELETE', headers });
  t.match([answer.status, answer.headers.get('allow'), answer.json.code], [405, 'GET, HEAD, PUT', 'method']);
  t.equal((await ask('/api/v1/thingsXa', { method: 'DELETE', headers })).status, 404);
  t.equal((await ask('/api/v1/things/a/b', { headers })).status, 404);
});

t.test('asked for the headers of events alone, nothing is kept open', async (t) => {
  const { ask, signIn } = await serve(t, routes);
  const { headers } = await signIn();
  const answer = await ask('/api/v1/events', { method: 'HEAD', headers });
  t.match([answer.status, answer.headers.get('content-type')], [200, 'text/event-stream']);
  t.notOk(events.observed);
});
