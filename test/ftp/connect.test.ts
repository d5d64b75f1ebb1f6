import { readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import t from 'tap';
import { differences, texts } from '../support/observe.ts';
import { pair } from '../support/pair.ts';
import { exists, noise, type Tree } from '../support/plant.ts';
import { folderOn, likenessOn, onEachServer, serverFor, skipReason } from '../support/servers.ts';
import { only } from '../support/only.ts';

const MANY: Tree = Object.fromEntries(
  Array.from({ length: 60 }, (_, n) => [`d${n % 7}/f${n}`, noise(n * 50, n + 1)]),
);

onEachServer(t, (t, server) => {
  t.test('the missing last folder is made, a missing parent is refused', async (t) => {
    const folder = folderOn(server);
    const the = pair(t, undefined, folder, { source: { a: '1' } });
    t.match(await the.run('--dry-run'), { exit: 0, lines: only(['copy a']) });
    t.notOk(exists(folder.path));
    t.match(await the.run(), { exit: 0, lines: only(['copy a']) });
    const deeper = pair(t, undefined, folderOn(server, 'no/such'), { source: { a: '1' } });
    const refused = await deeper.run();
    t.match(refused, { exit: 3, lines: only([]), summary: { reason: /no/ } });
    t.notOk(exists(server.directory, 'no'));
    t.match(
      await pair(t, folderOn(server, 'missing'), undefined).run(),
      { exit: 3, lines: only([]) },
      'no source',
    );
    const known = folderOn(server);
    const gone = pair(t, known, undefined, { source: { a: '1' } });
    t.equal((await gone.run('--mode', 'clone')).exit, 0);
    gone.plant('source', { a: undefined });
    t.match(await gone.run('--mode', 'clone'), { exit: 3, summary: { held: 1, deleted: 0 } });
  });

  t.test('a wrong password is refused with the variable to set', async (t) => {
    for (const [variable, from, to] of [
      ['SYNCLINE_DESTINATION_PASSWORD', undefined, folderOn(server)],
      ['SYNCLINE_SOURCE_PASSWORD', folderOn(server), undefined],
    ] as const) {
      if (server.spec.username === 'anonymous') continue;
      const the = pair(t, from, to, { env: { [variable]: 'a wrong one' } });
      the.plant('source', { a: '1' });
      const ran = await the.run();
      t.match(ran, { exit: 4, lines: only([]), summary: { exit: 4, reason: String } });
      t.match(ran.stderr, variable);
      t.notMatch(ran.stderr, 'a wrong one');
    }
  });

  t.test('a folder after two slashes is absolute on the server', async (t) => {
    const { path, address, ...side } = folderOn(server);
    const isRoot = server.kind === 'pure-ftpd' || (server.kind === 'proftpd' && process.getuid?.() === 0);
    const absolute = isRoot ? path.slice(server.directory.length) : path;
    const the = pair(t, undefined, {
      ...side,
      path,
      address: `${server.url}/${absolute.replaceAll(' ', '%20')}`,
    });
    the.plant('source', { a: '1' });
    t.equal((await the.run()).exit, 0);
    t.same(texts(path), { a: '1' }, address);
  });

  t.test('one connection is enough, and twenty do the same', async (t) => {
    for (const connections of ['1', '20']) {
      const the = pair(t, undefined, folderOn(server), { source: MANY });
      t.match(await the.run('--connections', connections), { exit: 0, summary: { copied: 60, failed: 0 } });
      t.same(differences(the.source, the.destination, likenessOn(server.kind, 'to')), []);
      t.match(await the.run('--connections', connections), { exit: 0, lines: only([]) });
    }
  });
});

t.test('N1: a host that is not known, and a port where nobody listens, are told at once', async (t) => {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  await new Promise((resolve) => listener.close(resolve));
  for (const host of ['no-such-host.invalid', `127.0.0.1:${port}`]) {
    const the = pair(t, undefined, { address: `ftp://u@${host}/x`, path: '/nonexistent', password: 'p' });
    the.plant('source', { a: '1' });
    const ran = await the.run('--timeout', '5');
    t.match(ran, { exit: 4, lines: only([]), summary: { exit: 4, reason: String } }, host);
    t.match(ran.stderr, host);
    t.ok(ran.summary.seconds < 30);
  }
});

for (const [kind, tls] of [
  ['proftpd', 'explicit'],
  ['proftpd', 'implicit'],
  ['pure-ftpd', 'explicit'],
  ['vsftpd', 'implicit'],
] as const) {
  t.test(
    `${kind}, ${tls} TLS: only a pinned certificate is trusted`,
    { skip: skipReason(kind) },
    async (t) => {
      const server = await serverFor(t, kind, { tls });
      const the = pair(t, undefined, folderOn(server), { source: { ...MANY, big: noise(600_000) } });
      const self = await the.run();
      t.match(self, { exit: 4, lines: only([]) });
      t.match(self.stderr.replaceAll(':', '').toLowerCase(), server.fingerprint, 'the fingerprint is told');
      t.match(self.stderr, '--trust-destination');
      const wrong = await the.run('--trust-destination', 'ab'.repeat(32));
      t.match(wrong, { exit: 4, lines: only([]) });
      t.same(readdirSync(server.directory), [], 'nothing is touched');
      const pinned = ['--trust-destination', server.fingerprint!.toUpperCase().match(/../g)!.join(':')];
      t.match(await the.run(...pinned), { exit: 0, summary: { copied: 61 } });
      t.same(differences(the.source, the.destination, likenessOn(kind, 'to')), []);
      t.match(await the.run(...pinned), { exit: 0, lines: only([]) });
    },
  );
}
