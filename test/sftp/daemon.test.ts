import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { showHostKey } from '@syncline/model';
import { office, until } from '../support/daemon.ts';
import { folderOn, serverFor, skipReason } from '../support/servers.ts';

t.test(
  'items of a daemon log in with the key that the configuration names',
  { skip: skipReason('openssh') },
  async (t) => {
    const { root, config, open } = office(t);
    const server = await serverFor(t, 'openssh');
    const items = ['one', 'two'].map((name) => {
      mkdirSync(join(root, name));
      for (let n = 0; n < 30; n += 1) writeFileSync(join(root, name, `message ${n}`), 'x'.repeat(n));
      const { address, key } = folderOn(server, name);
      const login = `privateKey: { file: ${key!.file} }, fingerprint: '${showHostKey(key!.fingerprint)}'`;
      return `  - { name: ${name}, source: ${name}, destination: { url: ${address}, ${login} }, logFile: ${name}.txt }\n`;
    });
    writeFileSync(config, `http: { listen: 127.0.0.1:0 }\nitems:\n${items.join('')}`);
    const daemon = await open();
    await daemon.ask('POST', '/api/v1/run', {});
    await until(async () => {
      const { items: told } = (await daemon.ask('GET', '/api/v1/status')).json;
      const bad = told.find(({ state }: { state: string }) => state === 'failed' || state === 'partial');
      if (bad !== undefined) throw new Error(JSON.stringify(bad));
      return told.every(({ state }: { state: string }) => state === 'in-sync');
    });
    for (const name of ['one', 'two']) {
      t.equal(readdirSync(join(server.directory, name)).length, 30, name);
      t.match(readFileSync(join(root, `${name}.txt`), 'utf8'), /exit code 0/);
    }
    t.equal((await daemon.stop()).exit, 0);
  },
);

t.test(
  'S30: the daemon tells the fingerprint of a server that is not trusted, and what to do',
  { skip: skipReason('openssh') },
  async (t) => {
    const { root, configure, open } = office(t);
    configure('  []\n');
    const daemon = await open();
    const server = await serverFor(t, 'openssh');
    if (server.kind !== 'openssh') throw new TypeError('This is about OpenSSH');
    const { port, username } = server.spec;
    const place = { type: 'sftp', server: '127.0.0.1', port, username, privateKey: { file: server.keyFile } };
    const probe = (fingerprint: string) =>
      daemon.ask('POST', '/api/v1/draft/probe', {
        item: { name: 'draft', source: join(root, 'source'), destination: { ...place, fingerprint } },
        side: 'destination',
      });
    const shown = showHostKey(server.fingerprint);
    const { status, text } = await probe('ab'.repeat(32));
    t.ok(status >= 400, text);
    t.ok(text.includes(shown), text);
    t.match(text, /not the pinned one.*pin it as the fingerprint of that side/);
    t.match(await probe(shown), { status: 200, json: { fingerprint: shown, root: 'directory' } });
    t.equal((await daemon.stop()).exit, 0);
  },
);
