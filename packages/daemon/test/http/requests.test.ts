import { connect } from 'node:net';
import t from 'tap';
import { serve } from './support.ts';
import { changed, routes } from './things.ts';

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
