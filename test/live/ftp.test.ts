import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { temps } from '../support/observe.ts';
import {
  folderOn,
  likenessOn,
  onEachServer,
  serverFor,
  skipReason,
  type RunningServer,
} from '../support/servers.ts';
import { liveTo, type Live } from './following.ts';
import { deliver, deliverMail, makeMaildir } from './mail.ts';

function liveOn(t: Parameters<typeof liveTo>[0], server: RunningServer): Live {
  const sides = liveTo(t, folderOn(server), likenessOn(server.kind, 'to'));
  makeMaildir(sides.source);
  return sides;
}

onEachServer(
  t,
  async (t, server) => {
    await t.test('mail is on the server, and flags are renames there', async (t) => {
      const sides = liveOn(t, server);
      const one = await sides.follow();
      await deliverMail(sides.source, { perSecond: 50, seconds: 4 });
      await one.until('everything', () => sides.differences().length === 0);
      const moves = one.operations.filter(({ op }) => op === 'move');
      t.ok(moves.length > 0);
      t.equal(
        moves.reduce((sum, { bytes = 0 }) => sum + bytes, 0),
        0,
      );
      t.same(
        one.operations.filter(({ op, outcome }) => op === 'skip' || outcome !== 'applied'),
        [],
      );
      t.equal((await one.stop()).exit, 0);
    });
  },
  ['pure-ftpd', 'proftpd', 'vsftpd-plain', 'openssh'],
);

for (const kind of ['pure-ftpd', 'openssh'] as const) {
  const skip = skipReason(kind);
  void t.test(`a server that is away for a while (${kind})`, { skip }, async (t) => {
    const server = await serverFor(t, kind);
    const sides = liveOn(t, server);
    const one = await sides.follow();
    const traffic = deliverMail(sides.source, { perSecond: 50, seconds: 6 });
    await sleep(1_500);
    await server.halt();
    await one.until('word of it', () => /changes are kept/.test(one.stderr()));
    await traffic;
    await server.startAgain();
    await one.until('what came meanwhile', () => sides.differences().length === 0);
    await one.until('word of its end', () => /it works again/.test(one.stderr()));
    t.ok(one.started.child.exitCode === null, 'it went on');
    deliver(sides.source, 'later', 'and goes on');
    await one.until('what comes later', () => sides.differences().length === 0);
    await one.until('the look at everything', () => temps(sides.destination).length === 0);
    t.equal((await one.stop()).exit, 0);
  });

  void t.test(`killed while it writes to a server, and started again (${kind})`, { skip }, async (t) => {
    const sides = liveOn(t, await serverFor(t, kind));
    const first = await sides.follow();
    const traffic = deliverMail(sides.source, { perSecond: 50, seconds: 4 });
    await sleep(2_000);
    await first.kill();
    const second = sides.begin();
    await traffic;
    await second.until(
      'everything',
      () => sides.differences().length === 0 && temps(sides.destination).length === 0,
    );
    t.equal((await second.stop()).exit, 0);
  });

  void t.test(
    `a server as the other side of two-way is looked at again and again (${kind})`,
    { skip },
    async (t) => {
      const server = await serverFor(t, kind);
      const remote = folderOn(server);
      const sides = liveTo(t, remote, likenessOn(server.kind, 'to'));
      mkdirSync(sides.source);
      const one = await sides.follow('--mode', 'two-way', '--poll-every', '1s');
      writeFileSync(join(sides.source, 'ours'), 'ours');
      writeFileSync(join(sides.destination, 'theirs'), 'theirs');
      remote.adopt?.();
      await one.until('both files on both sides', () => sides.differences().length === 0);
      const told = () => one.operations.find(({ path }) => path === 'theirs');
      await one.until('the line of it', () => told() !== undefined);
      t.match(told(), { op: 'copy', side: 'source' });
    },
  );
}

void t.test('a server that cannot be reached at the start ends it', async (t) => {
  const sides = liveTo(t, { address: 'ftp://me@127.0.0.1:1/mail', path: '/nowhere', password: '' });
  mkdirSync(sides.source);
  const { exit, stdout } = await sides.begin().started.ended;
  t.equal(exit, 4);
  t.match(JSON.parse(stdout), { type: 'summary', exit: 4 });
});
