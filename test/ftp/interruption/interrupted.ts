import { join } from 'node:path';
import t from 'tap';
import { differences, temps, texts } from '../support/observe.ts';
import { pair, pairWith } from '../support/pair.ts';
import { noise, type Tree } from '../support/plant.ts';
import { likenessOn, onEachServer, serverFor, skipReason, type Side } from '../support/servers.ts';
import { tempAppears } from '../support/watch.ts';

const MiB = 1024 * 1024;
/** A slow run of some seconds, in which temp files stand for most of the time. */
const SLOW = ['--bandwidth', '1MiB/s', '--connections', '2'];

const tree: Tree = {
  ...Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`d${n % 4}/f${n}`, noise(n * 97, n + 1)])),
  big: noise(4 * MiB),
  '.Maildir.sub/cur/big:2,S': noise(MiB, 7),
};

onEachServer(t, (t, server) => {
  t.test('killed three times in mid-upload: the next run converges, and no temp file stays', async (t) => {
    const the = pairWith(t, server, 'to', { source: tree });
    let known: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { child, ended } = the.begin('--mode', 'clone', ...SLOW);
      await tempAppears(the.destination, known);
      child.kill('SIGKILL');
      await ended;
      known = temps(the.destination).map((path) => path.slice(path.lastIndexOf('/') + 1));
      t.same(
        Object.keys(texts(the.destination)).filter((path) => path === 'big'),
        [],
        'nothing half-written has the real name',
      );
    }
    const next = await the.run('--mode', 'clone');
    t.match(next, { exit: 0, summary: { failed: 0, skipped: 0 } }, next.stderr);
    t.same(temps(the.destination), []);
    t.same(differences(the.source, the.destination, likenessOn(server.kind, 'to')), []);
    t.same((await the.run('--mode', 'clone')).lines, []);
  });

  t.test('SIGTERM in mid-upload: 130, no temp file, and the next run converges', async (t) => {
    const the = pairWith(t, server, 'to', { source: { big: noise(8 * MiB), small: 's' } });
    const started = the.begin(...SLOW);
    await tempAppears(the.destination);
    const asked = performance.now();
    started.child.kill('SIGTERM');
    t.match(await the.finish(started), { exit: 130, summary: { exit: 130 } });
    t.ok(performance.now() - asked < 10_000, 'within ten seconds');
    t.same(temps(the.destination), []);
    t.notOk('big' in texts(the.destination));
    t.match(await the.run(), { exit: 0 });
    t.same(differences(the.source, the.destination, likenessOn(server.kind, 'to')), []);
  });
});

for (const kind of ['vsftpd-hides-dot-names', 'pure-ftpd', 'proftpd'] as const) {
  t.test(
    `${kind} is stopped in mid-upload: nothing half-written stays under a real name`,
    { skip: skipReason(kind) },
    async (t) => {
      const server = await serverFor(t, kind);
      const path = join(server.directory, 'folder');
      const side: Side = { address: `${server.url}/folder`, path, password: server.password, kind };
      const the = pair(t, undefined, side, { source: tree });
      const started = the.begin(...SLOW, '--timeout', '2', '--retries', '0');
      await tempAppears(path);
      await server.halt();
      const ran = await the.finish(started);
      t.ok(ran.exit === 4 || ran.exit === 1, `exit ${ran.exit}: ${ran.stderr}`);
      t.notOk('big' in texts(path));
      await server.startAgain();
      t.match(await the.run(), { exit: 0, summary: { failed: 0 } });
      t.same(temps(path), []);
      t.same(differences(the.source, path, likenessOn(kind, 'to')), []);
    },
  );
}
