import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';

import { showHostKey } from '@syncline/model';
import { makeKey } from '../../packages/endpoint/test/servers/ssh-key.ts';
import { cli } from '../support/cli.ts';
import { differences } from '../support/observe.ts';
import { pair } from '../support/pair.ts';
import { plant, type Tree } from '../support/plant.ts';
import { folderOn, likenessOn, onEachServer, type RunningServer } from '../support/servers.ts';
import { only } from '../support/only.ts';

const tree: Tree = { 'Mail/cur/1:2,S': 'message', 'a b': 'x' };
const CLONE = ['--mode', 'clone'];

function homeFor(t: { teardown(work: () => void): void }): string {
  const home = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  t.teardown(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** As `ssh` would note the server, on a port of its own. */
function knownHost(server: RunningServer): string {
  if (server.kind !== 'openssh') throw new TypeError('This is about OpenSSH');
  return `[127.0.0.1]:${server.spec.port} ${server.hostKey}\n`;
}

onEachServer(
  t,
  (t, server) => {
    t.test('S30: nobody is trusted by himself: exit 4, with the fingerprint and what to do', async (t) => {
      const { key, ...side } = folderOn(server);
      const the = pair(t, undefined, side, { source: tree });
      const login = ['--key-destination', key!.file];
      const unknown = await the.run(...login);
      t.match(unknown, { exit: 4, lines: only([]), summary: { exit: 4 } });
      t.ok(unknown.stderr.includes(showHostKey(key!.fingerprint)), unknown.stderr);
      t.match(unknown.stderr, /--trust-destination/);
      t.match(await the.run(...login, '--trust-destination', 'ab'.repeat(32)), { exit: 4, lines: only([]) });
      t.same(readdirSync(server.directory), [], 'nothing is touched');
      const pinned = [...login, '--trust-destination', showHostKey(key!.fingerprint)];
      t.match(await the.run(...pinned), { exit: 0, summary: { copied: 2 } });
      t.same(differences(the.source, the.destination, likenessOn('openssh', 'to')), []);
      mkdirSync(join(the.root, '.ssh'));
      writeFileSync(join(the.root, '.ssh/known_hosts'), knownHost(server));
      t.match(await the.run(...login), { exit: 0, lines: only([]) }, 'a known host needs no pin');
    });

    t.test('a refused login is exit 4 and names the variable', async (t) => {
      const { key, ...side } = folderOn(server);
      const the = pair(t, undefined, { ...side, password: 'hunter' }, { source: tree });
      const refused = await the.run('--trust-destination', key!.fingerprint);
      t.match(refused, { exit: 4, lines: only([]), stderr: /SYNCLINE_DESTINATION_PASSWORD/ });
      t.notMatch(refused.stderr, /hunter/);
    });

    t.test('a key that others may read is warned of, and used', async (t) => {
      const { key, ...side } = folderOn(server);
      const the = pair(t, undefined, side, { source: tree });
      const open = join(the.root, 'key');
      writeFileSync(open, readFileSync(key!.file), { mode: 0o644 });
      const run = await the.run('--key-destination', open, '--trust-destination', key!.fingerprint);
      t.match(run, { exit: 0, stderr: /warning: --key-destination: others may read .*key: chmod 600 it/ });
    });

    t.test('a passphrase that is missing is told, and where it is taken from', async (t) => {
      const { key, ...side } = folderOn(server);
      const the = pair(t, undefined, { ...side, password: undefined }, { source: tree });
      const encrypted = join(the.root, 'key');
      writeFileSync(encrypted, makeKey('ed25519', 'open sesame').private, { mode: 0o600 });
      const run = await the.run('--key-destination', encrypted, '--trust-destination', key!.fingerprint);
      t.match(run, {
        exit: 4,
        lines: only([]),
        stderr: /passphrase.* is missing\..*SYNCLINE_DESTINATION_PASSWORD/,
      });
    });

    t.test('a key is of use for SFTP alone, and has to be one', async (t) => {
      const home = homeFor(t);
      writeFileSync(join(home, 'no-key'), 'ssh-ed25519 AAAA');
      const sync = (...args: readonly string[]) => cli(['sync', home, ...args], { env: { HOME: home } });
      const { address } = folderOn(server);
      t.match(await sync('/nowhere', '--key-destination', 'k'), { exit: 2, stderr: /takes no key/ });
      t.match(await sync('ftp://h/x', '--key-destination', 'k'), { exit: 2, stderr: /takes no key/ });
      t.match(await sync(address, '--key-destination', join(home, 'none')), {
        exit: 2,
        stderr: /cannot be read/,
      });
      t.match(await sync(address, '--key-destination', join(home, 'no-key')), {
        exit: 2,
        stderr: /holds no private key/,
      });
    });

    t.test('a configured item names its key, and no plan, log or state holds it', async (t) => {
      const home = homeFor(t);
      const { address, key, path } = folderOn(server);
      plant(join(home, 'mail'), tree);
      const env = { HOME: home };
      const add = ['add', 'mail', join(home, 'mail'), address, ...CLONE, '--log-file', join(home, 'log.txt')];
      const login = ['--key-destination', key!.file, '--trust-destination', showHostKey(key!.fingerprint)];
      t.match(await cli([...add, ...login], { env }), { exit: 0, stderr: '' });
      t.match(await cli(['check'], { env }), { exit: 0, stderr: '', stdout: /in order: 1 item/ });
      t.match(await cli(['plan', 'mail', '--out', join(home, 'plan')], { env }), { exit: 0 });
      t.match(await cli(['apply', join(home, 'plan')], { env }), { exit: 0, stdout: /2 files copied/ });
      t.equal(readFileSync(join(path, 'Mail/cur/1:2,S'), 'utf8'), 'message');
      const run = await cli(['run', 'mail', '--json'], { env });
      t.match(run, { exit: 0, stderr: '' });
      t.match(JSON.parse(run.stdout), { type: 'summary', item: 'mail', copied: 0 });
      const secret = readFileSync(key!.file, 'utf8').split('\n')[2]!;
      for (const name of ['.config/syncline/syncline.yaml', 'log.txt', 'plan'])
        t.notOk(readFileSync(join(home, name), 'utf8').includes(secret), `no key in ${name}`);
    });
  },
  ['openssh'],
);
