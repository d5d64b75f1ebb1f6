import t from 'tap';
import { CLONE, office } from '../support/daemon.ts';

t.test('the document of the API tells of every answer what it is', async (t) => {
  const { configure, open } = office(t);
  configure(CLONE);
  const { ask } = await open();
  const { json } = await ask('GET', '/api/openapi.json');
  const types = (method: string, path: string, status: number): readonly string[] =>
    Object.keys(json.paths[path][method].responses[status].content);
  t.same(types('post', '/api/v1/items', 201), ['application/json']);
  t.same(types('post', '/api/v1/items/{name}/copy', 201), ['application/json']);
  t.same(types('post', '/api/v1/items/{name}/run', 202), ['application/json']);
  t.same(types('post', '/api/v1/draft/plan', 200), ['application/json']);
  t.same(types('get', '/api/v1/events', 200), ['text/event-stream']);
  const body = { name: 'b', source: '/nowhere/b1', destination: '/nowhere/b2' };
  t.equal((await ask('POST', '/api/v1/items', body)).status, 201);
});

t.test('console and API need a password, set with the code of the log', async (t) => {
  const { configure, open } = office(t);
  configure(CLONE);
  const { url, log } = await open();
  const api = `${url}/api/v1`;
  t.equal((await fetch(`${api}/status`)).status, 401);
  t.equal((await fetch(`${url}/metrics`)).status, 401);
  t.equal((await fetch(`${url}/readyz`)).status, 200);
  const code = /\?code=([\w-]+)/.exec(
    log()
      .map(({ msg }) => String(msg))
      .join(),
  )![1];
  const json = { 'content-type': 'application/json', origin: url };
  const body = JSON.stringify({ code, password: 'correct horse' });
  const setUp = await fetch(`${api}/setup`, { method: 'POST', headers: json, body });
  t.equal(setUp.status, 200);
  const cookie = setUp.headers.get('set-cookie')!.split(';')[0]!;
  t.equal((await fetch(`${api}/status`, { headers: { cookie } })).status, 200);
  const metrics = await (await fetch(`${url}/metrics`, { headers: { cookie } })).text();
  t.match(metrics, 'syncline_item_state{item="mail",state="new"} 1');
});

t.test('W8: no route but those of login and health answers without a session or token', async (t) => {
  const { configure, open } = office(t);
  configure(CLONE);
  const { ask, url } = await open();
  const { paths } = (await ask('GET', '/api/openapi.json')).json as {
    paths: Record<string, Record<string, { security: unknown[] }>>;
  };
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security }]) => ({
      path,
      method,
      open: security.length === 0,
    })),
  );
  t.ok(routes.length > 25, `${routes.length} routes`);
  t.same(
    routes.filter((route) => route.open).map(({ path, method }) => `${method} ${path}`),
    [],
    'through the socket nobody signs in',
  );
  const ofSocketAlone = new Set(['/api/v1/setup', '/api/v1/items/{name}/rest']);
  for (const { path, method } of routes) {
    const place = url + path.replaceAll(/\{action\}/g, 'approve').replaceAll(/\{\w+\}/g, '1');
    for (const headers of [
      {},
      { authorization: 'Bearer syncline_guess' },
      { cookie: 'syncline_session=guess' },
    ]) {
      const { status } = await fetch(place, { method: method.toUpperCase(), headers });
      const refused = method === 'get' || Object.keys(headers).length > 0 ? 401 : 403;
      // What the socket alone has is not there.
      t.ok(
        (ofSocketAlone.has(path) ? [404, 405] : [refused]).includes(status),
        `${method} ${path} ${status}`,
      );
    }
  }
});
