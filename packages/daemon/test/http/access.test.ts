import { request as rawRequest } from 'node:http';
import t from 'tap';
import { PASSWORD, serve } from './support.ts';
import { changed, routes } from './things.ts';

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
