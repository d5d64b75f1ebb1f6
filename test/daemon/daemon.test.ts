import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import t from 'tap';
import { cli } from '../support/cli.ts';
import { follow, office, until } from '../support/daemon.ts';

const CLONE = '  - { name: mail, group: backups, source: source, destination: destination, mode: clone }\n';

t.test('a daemon runs an item when it is asked to, and remembers what that came to', async (t) => {
  const { root, configure, open } = office(t);
  configure(CLONE);
  writeFileSync(join(root, 'source', 'a'), 'hello');
  const { ask } = await open();
  t.match(await ask('GET', '/api/v1/status'), {
    status: 200,
    json: { items: [{ name: 'mail', state: 'new', holds: 0 }], groups: [{ name: 'backups', state: 'new' }] },
  });
  t.match(await ask('POST', '/api/v1/items/mail/run', {}), { status: 202, json: [{ standing: 'running' }] });
  await until(async () => (await ask('GET', '/api/v1/status')).json.items[0].state === 'in-sync');
  t.equal(readFileSync(join(root, 'destination', 'a'), 'utf8'), 'hello');
  t.match(await ask('GET', '/api/v1/items/mail/runs'), {
    json: [{ number: 1, trigger: 'manual', state: 'ended', summary: { exit: 0, copied: 1, bytes: 5 } }],
  });
  t.match(await ask('GET', '/api/v1/items/mail/runs/1/lines?contains=A&op=copy'), {
    json: [{ sequence: 0, op: 'copy', path: 'a', outcome: 'applied' }],
  });
  t.same((await ask('GET', '/api/v1/items/mail/runs/1/lines?op=delete')).json, []);
  t.equal((await ask('GET', '/api/v1/items/mail/runs/2')).status, 404);
  t.match(await ask('POST', '/api/v1/groups/backups/run', {}), { status: 202 });
  t.equal((await ask('POST', '/api/v1/groups/none/run', {})).status, 404);
  t.equal((await ask('POST', '/api/v1/items/none/run', {})).status, 404);
});

t.test(
  'an edit of the configuration is in force at once; a bad one is refused, and the items go on',
  async (t) => {
    const { root, config, configure, open } = office(t);
    configure(CLONE);
    const { ask } = await open();
    const names = async () =>
      (await ask('GET', '/api/v1/status')).json.items.map(({ name }: { name: string }) => name);
    configure(`${CLONE}  - { name: other, source: ${root}, destination: /nowhere/at/all }\n`);
    await until(async () => (await names()).length === 2);
    const text = readFileSync(config, 'utf8');
    writeFileSync(config, text.replace('mode: clone', 'mode: clown'));
    await until(async () => (await ask('GET', '/api/v1/status')).json.config.problems.length > 0);
    t.match(
      (await ask('GET', '/api/v1/status')).json.config.problems[0],
      /syncline\.yaml:3:.*items\[0\]\.mode/,
    );
    t.same(await names(), ['mail', 'other']);
    configure(CLONE);
    await until(async () => (await names()).length === 1);
    t.same((await ask('GET', '/api/v1/status')).json.config.problems, []);
  },
);

t.test('nothing is saved into a file that went away, or was emptied, under the daemon', async (t) => {
  const { config, configure, open } = office(t);
  configure(CLONE);
  const { ask } = await open();
  const text = readFileSync(config, 'utf8');
  const item = { name: 'other', source: '/nowhere/s', destination: '/nowhere/d' };
  for (const lose of [() => rmSync(config), () => writeFileSync(config, '')]) {
    lose();
    const answer = await ask('POST', '/api/v1/items', item);
    t.match(answer, { status: 400, json: { detail: /before this is put right: .*(not there|empty)/ } });
    t.match(await ask('DELETE', '/api/v1/items/mail'), { status: 400 });
    t.equal(existsSync(config) ? readFileSync(config, 'utf8') : '', '');
    t.match((await ask('GET', '/api/v1/status')).json.items, [{ name: 'mail' }]);
  }
  writeFileSync(config, text);
  t.equal((await ask('POST', '/api/v1/items', item)).status, 201);
});

t.test(
  'of items that are added and changed at the same time none is lost, nor are their passwords',
  async (t) => {
    const { configure, open, root } = office(t);
    configure(CLONE);
    const { ask } = await open();
    const names = Array.from({ length: 10 }, (_, index) => `item-${index}`);
    const item = (name: string, description: string) => ({
      name,
      description,
      source: `/nowhere/${name}`,
      destination: { type: 'ftp', server: 'localhost', username: 'u', password: 'p', directory: name },
    });
    const added = await Promise.all(names.map((name) => ask('POST', '/api/v1/items', item(name, ''))));
    t.same([...new Set(added.map(({ status }) => status))], [201]);
    const changed = await Promise.all(
      names.map((name) => ask('PUT', `/api/v1/items/${name}`, item(name, 'changed'))),
    );
    t.same([...new Set(changed.map(({ status }) => status))], [200]);
    const { json } = await ask('GET', '/api/v1/items');
    t.same(
      json.slice(1).map((each: { item: { name: string; description: string } }) => each.item),
      names.map((name) => ({
        ...item(name, 'changed'),
        destination: { ...item(name, '').destination, password: { secret: `${name}.destination` } },
      })),
    );
    const secrets = JSON.parse(readFileSync(join(root, 'syncline.secrets.json'), 'utf8')) as {
      secrets: unknown[];
    };
    t.equal(secrets.secrets.length, 10);
  },
);

t.test('SIGHUP ends nothing', async (t) => {
  const { configure, open } = office(t);
  configure(CLONE);
  const { ask, log, started, stop } = await open();
  started.child.kill('SIGHUP');
  await until(() => log().some(({ msg }) => msg === 'configuration and certificate are looked at'));
  t.equal((await ask('GET', '/healthz')).status, 200);
  t.equal((await stop()).exit, 0);
});

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

t.test('a change does not undo one that it knows nothing of', async (t) => {
  const { config, configure, open } = office(t);
  configure(CLONE);
  const { ask } = await open();
  const { item, version } = (await ask('GET', '/api/v1/items/mail')).json;
  const changed = await ask('PUT', `/api/v1/items/mail?version=${version}`, { ...item, description: 'one' });
  t.equal(changed.status, 200);
  const late = await ask('PUT', `/api/v1/items/mail?version=${version}`, { ...item, group: 'two' });
  t.match(late, { status: 409, json: { code: 'changed', detail: /^The item mail was changed meanwhile/ } });
  t.match(readFileSync(config, 'utf8'), 'description: one');
  const again = await ask('PUT', `/api/v1/items/mail?version=${changed.json.version}`, {
    ...item,
    group: 'two',
  });
  t.equal(again.status, 200);
  t.equal((await ask('PUT', '/api/v1/items/mail', item)).status, 200, 'it need not be said');
});

t.test(
  'while the file is not in order nothing is saved into it, and the fault is said to be there',
  async (t) => {
    const { config, configure, open } = office(t);
    configure(CLONE);
    const { ask } = await open();
    const { item } = (await ask('GET', '/api/v1/items/mail')).json;
    writeFileSync(config, readFileSync(config, 'utf8').replace('mode: clone', 'mode: klone'));
    const refused = await ask('PUT', '/api/v1/items/mail', { ...item, description: 'new' });
    t.match(refused, { status: 400, json: { detail: /^Nothing can be saved before .*mode: is none of/ } });
    t.equal(refused.json.faults, undefined, 'no key of what was sent is at fault');
  },
);

t.test('items are added, changed, copied and deleted in the file, whose comments survive', async (t) => {
  const { root, config, configure, open } = office(t);
  configure(`  # The mail of everybody.\n${CLONE}`);
  const { ask } = await open();
  const ftp = { type: 'ftp', server: 'backup.example.org', username: 'me', password: 'hunter2' };
  const added = await ask('POST', '/api/v1/items', { name: 'web', source: '/srv/web', destination: ftp });
  t.equal(added.status, 201);
  t.notMatch(JSON.stringify(added.json), 'hunter2');
  t.notMatch(readFileSync(config, 'utf8'), 'hunter2', 'W7: it went to the encrypted store');
  t.match(readFileSync(config, 'utf8'), 'secret: web.destination');
  t.equal((await ask('POST', '/api/v1/items', { name: 'web', source: '/a', destination: '/b' })).status, 409);
  const shown = (await ask('GET', '/api/v1/items/web')).json.item;
  const { password: _reference, ...destination } = shown.destination;
  const changed = { ...shown, destination, description: 'The web site' };
  t.equal((await ask('PUT', '/api/v1/items/web', changed)).status, 200);
  t.match(readFileSync(config, 'utf8'), 'secret: web.destination', 'its password is kept');
  const faults = async (item: object) => (await ask('POST', '/api/v1/items', item)).json.faults;
  const sides = { source: '/a', destination: '/b' };
  t.match(await faults({ ...sides, name: 'bad', limits: { retries: -1 }, mode: 'none' }), [
    { key: 'mode', message: /^is none of/ },
    { key: 'limits.retries', message: /^is not a whole number/ },
  ]);
  const patterns = { path: '/a', type: 'directory', ignore: ['ok', '(?=x)', '['] };
  t.match(await faults({ ...sides, name: 'bad', source: patterns }), [
    { key: /source\.ignore\[1\]$/, message: /look-around/ },
    { key: /source\.ignore\[2\]$/, message: /not valid/ },
  ]);
  const store = () => readFileSync(config.replace(/yaml$/, 'secrets.json'), 'utf8');
  const before = store();
  const typed = { ...destination, password: 'another one' };
  const refused = { ...changed, destination: typed, fileCheck: 'no key' };
  t.equal((await ask('PUT', '/api/v1/items/web', refused)).status, 400);
  const overlapping = { ...changed, source: join(root, 'source'), destination: join(root, 'source', 'in') };
  t.equal((await ask('PUT', '/api/v1/items/web', overlapping)).status, 400);
  t.equal(
    (await ask('PUT', '/api/v1/items/mail', { ...changed, name: 'mail', destination: typed })).status,
    400,
  );
  t.equal(store(), before, 'what is refused leaves no password behind');
  t.equal(
    (await ask('POST', '/api/v1/items/web/copy', { ...changed, name: 'web2' })).status,
    400,
    'same place',
  );
  const elsewhere = { ...changed, name: 'web2', destination: { ...destination, directory: 'two' } };
  t.equal((await ask('POST', '/api/v1/items/web/copy', elsewhere)).status, 400, 'inside the place of web');
  t.match(store(), 'web.destination');
  t.equal((await ask('DELETE', '/api/v1/items/web')).status, 204);
  t.notMatch(store(), 'web.destination', 'the password that was typed for it goes with it');
  t.equal((await ask('DELETE', '/api/v1/items/web')).status, 404);
  const bad = await ask('POST', '/api/v1/items', {
    name: 'x',
    source: '/a',
    destination: '/b',
    mode: 'clown',
  });
  t.match(bad, { status: 400, json: { detail: /mode/ } });
  t.match(readFileSync(config, 'utf8'), '# The mail of everybody.');
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

t.test('one daemon has a state directory; its socket and files are its user’s alone', async (t) => {
  const { config, state, configure, open } = office(t);
  configure(CLONE);
  await open();
  const second = await cli(['daemon', '--config', config, '--state', state]);
  t.match(second, { exit: 5, stdout: /in use by another process/ });
  t.equal(statSync(join(state, 'daemon')).mode & 0o777, 0o700);
  t.equal(statSync(join(state, 'daemon', 'socket')).mode & 0o777, 0o600);
});

t.test('a daemon that was killed starts again, and knows which run it lost', async (t) => {
  const { root, configure, open } = office(t);
  configure(CLONE.replace('mode: clone', 'mode: clone, limits: { bandwidth: 1KiB/s }'));
  writeFileSync(join(root, 'source', 'big'), Buffer.alloc(300_000));
  const first = await open();
  await first.ask('POST', '/api/v1/items/mail/run', {});
  await until(async () => (await first.ask('GET', '/api/v1/status')).json.items[0].state === 'running');
  await first.stop('SIGKILL');
  configure(CLONE);
  const again = await open();
  t.match((await again.ask('GET', '/api/v1/status')).json.items[0], {
    state: 'failed',
    reason: /process was ended/,
    lastRun: { state: 'lost' },
  });
  await again.ask('POST', '/api/v1/items/mail/run', {});
  await until(async () => (await again.ask('GET', '/api/v1/status')).json.items[0].state === 'in-sync');
  t.equal(statSync(join(root, 'destination', 'big')).size, 300_000);
});

t.test('SIGTERM ends a run that goes on gracefully, well within ten seconds', async (t) => {
  const { root, configure, open } = office(t);
  configure(CLONE.replace('mode: clone', 'mode: clone, limits: { bandwidth: 1KiB/s }'));
  writeFileSync(join(root, 'source', 'big'), Buffer.alloc(300_000));
  const { ask, stop, log } = await open();
  await ask('POST', '/api/v1/items/mail/run', {});
  await until(async () => (await ask('GET', '/api/v1/status')).json.items[0].state === 'running');
  t.match(await stop(), { exit: 0 });
  t.match(log().at(-1), { msg: 'the daemon has ended' });
  t.match(
    log().find(({ msg }) => msg === 'a run has ended'),
    { summary: { exit: 130 } },
  );
  t.equal(existsSync(join(root, 'destination', 'big')), false);
});

t.test('a live item is kept in step, and its recovery point is told', async (t) => {
  const { root, configure, open } = office(t);
  configure(CLONE.replace('mode: clone', 'mode: clone, live: true'));
  const { ask } = await open();
  await until(async () => (await ask('GET', '/api/v1/status')).json.items[0].state === 'live');
  writeFileSync(join(root, 'source', 'new'), 'mail');
  await until(() => existsSync(join(root, 'destination', 'new')));
  t.match((await ask('GET', '/api/v1/status')).json.items[0], {
    live: { phase: 'following', polling: false, missed: 0 },
  });
  t.match((await ask('POST', '/api/v1/items/mail/run', {})).status, 202);
  await until(async () => (await ask('GET', '/api/v1/items/mail/runs')).json.length >= 2);
});

t.test(
  'a port that is taken, and a configuration that is not in order, are told with what to do',
  async (t) => {
    const { config, state, configure, open } = office(t);
    configure(CLONE);
    const { url } = await open();
    writeFileSync(config, `http: { listen: '127.0.0.1:${new URL(url).port}' }\n`);
    const elsewhere = `${state}-two`;
    t.match(await cli(['daemon', '--config', config, '--state', elsewhere]), {
      exit: 3,
      stdout: /in use by another program.*choose another address/,
    });
    writeFileSync(config, 'http: { listen: 0.0.0.0:7470 }\n');
    t.match(await cli(['daemon', '--config', config, '--state', elsewhere]), {
      exit: 2,
      stdout: /needs tls/,
    });
    t.match(await cli(['daemon', '--config', `${config}.none`, '--state', elsewhere]), { exit: 2 });
  },
);

t.test('the log of an item tells its runs to people, in its file and to whoever follows', async (t) => {
  const { root, configure, open } = office(t);
  configure(CLONE.replace('mode: clone', 'mode: clone, logFile: logs.txt'));
  writeFileSync(join(root, 'source', 'letter'), 'hello');
  const { ask, state } = await open();
  const followed: string[] = [];
  const stop = follow(state, '/api/v1/events?item=mail', (text) => followed.push(text));
  await until(() => followed.length > 0);
  await ask('POST', '/api/v1/items/mail/run', {});
  await until(() => followed.join('').includes('ends with exit code 0'));
  stop();
  t.match(
    readFileSync(join(root, 'logs.txt'), 'utf8'),
    /begins when asked.*\n.*copied   letter \(5 B\)\n.*ends/,
  );
  t.match(await ask('GET', '/api/v1/items/mail/log?lines=1'), { json: { lines: [/ends with exit code 0/] } });
  t.match(followed.join(''), /event: log\ndata: \{"item":"mail","text":".*copied {3}letter/);
  t.match(followed.join(''), /event: run-ended/);
  utimesSync(join(root, 'source', 'letter'), 1_000_000_000, 1_000_000_000);
  await ask('POST', '/api/v1/items/mail/run', {});
  await until(() => readFileSync(join(root, 'logs.txt'), 'utf8').includes('1 updated'));
  t.match(await ask('GET', '/api/v1/items/mail/log?lines=2'), {
    json: { lines: [/time set letter$/, /ends with exit code 0: In sync: 1 updated/] },
  });
  configure(CLONE);
  await until(async () => (await ask('GET', '/api/v1/items/mail/log')).status === 404);
});

t.test('somebody is told when an item fails, and when it works again', async (t) => {
  const { root, config, state, open } = office(t);
  const told = join(root, 'told');
  writeFileSync(told, '');
  const item = '{ name: mail, source: later, destination: destination }';
  const command = `['sh', '-c', 'cat >> "$0"', '${told}']`;
  writeFileSync(config, `http: { listen: 127.0.0.1:0 }\nnotify: { command: ${command} }\nitems: [${item}]\n`);
  const first = await open();
  await first.ask('POST', '/api/v1/items/mail/run', {});
  await until(() => readFileSync(told, 'utf8').includes('"event":"failed"'));
  await until(() => existsSync(join(state, 'daemon', 'told.json')));
  await first.stop();
  const { ask } = await open();
  await ask('POST', '/api/v1/items/mail/run', {});
  await until(async () => (await ask('GET', '/api/v1/items/mail/runs')).json[0].number === 2);
  await until(async () => (await ask('GET', '/api/v1/items/mail/runs')).json[0].state === 'ended');
  mkdirSync(join(root, 'later'));
  await ask('POST', '/api/v1/items/mail/run', {});
  await until(() => readFileSync(told, 'utf8').includes('"event":"recovered"'));
  t.match(readFileSync(told, 'utf8'), /"reason":"[^"]*later, does not exist/);
  t.equal(readFileSync(told, 'utf8').split('"event":"failed"').length, 2, 'once, over a new start as well');
});

t.test('new names are in force at once; another address is told to need a new start', async (t) => {
  const { config, state, configure, open } = office(t);
  configure(CLONE);
  const { ask, url, log } = await open();
  const port = Number(new URL(url).port);
  const named = async (host: string) =>
    new Promise<number | undefined>((resolve) => {
      get({ host: '127.0.0.1', port, path: '/healthz', headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
    });
  t.equal(await named('sync.example.org'), 421);
  const http = readFileSync(config, 'utf8');
  writeFileSync(config, http.replace(':0 }', ':0, hosts: [sync.example.org] }'));
  await until(async () => (await named('sync.example.org')) === 200);
  t.same((await ask('GET', '/api/v1/status')).json.config.needsRestart, undefined);
  writeFileSync(config, http.replace(':0 }', ':1 }'));
  await until(async () => (await ask('GET', '/api/v1/status')).json.config.needsRestart !== undefined);
  t.match(await cli(['status', '--state', state]), {
    exit: 0,
    stderr: /warning: http.listen .*started anew/,
  });
  t.ok(log().some(({ msg, level }) => level === 40 && /http\.listen/.test(String(msg))));
  writeFileSync(config, http);
  await until(async () => (await ask('GET', '/api/v1/status')).json.config.needsRestart === undefined);
});
