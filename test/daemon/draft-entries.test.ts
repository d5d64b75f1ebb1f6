import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { office, until } from '../support/daemon.ts';
import { folderOn, serverFor, skipReason } from '../support/servers.ts';

const ENTRIES = '/api/v1/draft/entries';

t.test('each side of an item that is being written shows what takes part, within bounds', async (t) => {
  const { root, configure, open } = office(t);
  configure('  []\n');
  for (const name of ['a.txt', 'a.db', 'b~']) writeFileSync(join(root, 'source', name), 'x');
  mkdirSync(join(root, 'destination', 'many'));
  for (let n = 0; n < 3_100; n += 1) writeFileSync(join(root, 'destination', 'many', `${n}`), '');
  const { ask } = await open();
  const item = {
    name: 'fresh',
    source: { type: 'directory', path: join(root, 'source'), ignore: ['\\.db$'] },
    destination: { type: 'directory', path: join(root, 'destination'), ignore: ['~$'] },
  };
  t.match(await ask('POST', ENTRIES, { item, side: 'source' }), {
    status: 200,
    json: {
      root: 'directory',
      found: 3,
      endedBy: null,
      entries: [
        { path: 'a.db', exclusion: { pattern: '\\.db$', side: 'source' } },
        { path: 'a.txt', kind: 'file', exclusion: null },
        { path: 'b~', exclusion: { pattern: '~$', side: 'destination' } },
      ],
    },
  });
  const many = (await ask('POST', ENTRIES, { item, side: 'destination' })).json;
  t.match(many, { found: 3_101, endedBy: 'entries', entries: { length: 3_000 } });
  const bad = { ...item, source: { ...item.source, ignore: ['('] } };
  t.match(await ask('POST', ENTRIES, { item: bad, side: 'destination' }), {
    status: 400,
    json: { detail: /"\(" is not valid/ },
  });
  const server = { type: 'ftp', server: '127.0.0.1', port: 1 };
  t.match(await ask('POST', ENTRIES, { item: { ...item, source: server }, side: 'source' }), {
    status: 502,
    json: { code: 'unreachable', detail: /127\.0\.0\.1/ },
  });
});

t.test(
  'the password of the item that is edited is used under another name too, but for no other account',
  { skip: skipReason('pure-ftpd') },
  async (t) => {
    const { root, configure, open } = office(t);
    const server = await serverFor(t, 'pure-ftpd');
    const folder = folderOn(server, 'mail');
    mkdirSync(folder.path);
    writeFileSync(join(folder.path, 'letter'), 'x');
    folder.adopt?.();
    const { hostname, port, username } = new URL(server.url);
    const account = { type: 'ftp', server: hostname, port: Number(port), username };
    const side = { ...account, directory: 'mail' };
    configure(
      `  - { name: mail, source: ${JSON.stringify({ ...side, password: server.password })}, destination: ${root}/copy }\n`,
    );
    const { ask } = await open();
    const look = (name: string, of: string | undefined, source: object) =>
      ask('POST', ENTRIES, { side: 'source', of, item: { name, source, destination: `${root}/copy` } });
    t.match(await look('mail', undefined, side), { status: 200, json: { entries: [{ path: 'letter' }] } });
    t.match(await look('post', 'mail', side), { status: 200, json: { entries: [{ path: 'letter' }] } });
    t.match(await look('post', undefined, side), { status: 502, json: { code: 'login' } });
    const other = { ...side, server: 'localhost' };
    t.match(await look('mail', 'mail', other), { status: 502 }, 'another server');
  },
);

t.test('when whoever asked has gone, the server is left, too', async (t) => {
  const { configure, open } = office(t);
  configure('  []\n');
  const happened: string[] = [];
  const mute = createServer((socket) => {
    happened.push('opened');
    socket
      .resume()
      .on('error', () => undefined)
      .on('close', () => happened.push('closed'));
  });
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  t.teardown(() => mute.close());
  const { port } = mute.address() as AddressInfo;
  const { state } = await open();
  const item = { name: 'x', source: { type: 'ftp', server: '127.0.0.1', port }, destination: '/nowhere' };
  const asked = request({
    socketPath: join(state, 'daemon', 'socket'),
    method: 'POST',
    path: ENTRIES,
    headers: { 'content-type': 'application/json' },
  });
  asked.on('error', () => undefined);
  asked.end(JSON.stringify({ side: 'source', item }));
  await until(() => happened.length === 1);
  asked.destroy();
  await until(() => happened.length > 1);
  t.same(happened, ['opened', 'closed']);
});
