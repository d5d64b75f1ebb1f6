import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import t from 'tap';
import { ROOT } from '@syncline/model';
import type { Endpoint } from '../../src/endpoint.js';
import { SESSIONS_PER_CONNECTION, sftpDialer } from '../../src/sftp/dial.js';
import { REQUEST } from '../../src/sftp/protocol.js';
import { targetOf } from '../../src/sftp/target.js';
import { openSshSkipReason } from '../servers/openssh.js';
import { startScriptedSftp } from '../servers/scripted-sftp/server.js';
import type { ScriptedSftp } from '../servers/scripted-sftp/server.js';
import { contentOf, IMPATIENT, openEndpoint, openSsh, path, requestFor } from './support.js';

const skip = openSshSkipReason();
const LIMITS = { connections: 2, timeout: 5, retries: 0 };

t.test(
  'several sessions go over one connection, and there are no more of those than the limit',
  async (t) => {
    const [endpoint, server] = await slowServer(t);
    await Promise.all(Array.from({ length: 3 }, (_, n) => endpoint.look(path(`f${n}`))));
    t.equal(server.connections(), 1, 'three at a time need one');
    await Promise.all(Array.from({ length: 60 }, (_, n) => endpoint.look(path(`f${n}`))));
    t.equal(server.connections(), 2, 'sixty have those that are allowed');
  },
);

t.test('a further session is expected as soon as it can come', async (t) => {
  const server = await startScriptedSftp();
  t.teardown(() => server.stop());
  const dialer = sftpDialer(targetOf(server.spec), 2);
  const { signal } = new AbortController();
  t.equal(dialer.openingMs, undefined);
  const beganMs = performance.now();
  const first = (await dialer.open(undefined, 5_000, signal))!;
  const loginMs = performance.now() - beganMs;
  const leases = [first];
  for (let further = 1; further < SESSIONS_PER_CONNECTION; further += 1) {
    t.ok(dialer.openingMs! > 0 && dialer.openingMs! < loginMs, 'without a login');
    leases.push((await dialer.open(first.server, 5_000, signal))!);
  }
  t.ok(dialer.openingMs! <= loginMs / SESSIONS_PER_CONNECTION, 'by a login that is for several');
  for (const { session } of leases) session.close();
});

t.test('what is stopped leaves alone what goes over the same connection', async (t) => {
  const server = await startScriptedSftp();
  t.teardown(() => server.stop());
  const endpoint = await openEndpoint(t, server.spec, { limits: LIMITS });
  const stopping = new AbortController();
  server.on(REQUEST.lstat, async (call) => {
    if (call.fields().text() !== '/other') return call.fields().text() === '/hangs';
    stopping.abort();
    return sleep(200).then(() => false);
  });
  const hanging = endpoint.look(path('hangs'), stopping.signal);
  await sleep(100);
  const [stopped, other] = await Promise.allSettled([hanging, endpoint.look(path('other'))]);
  t.match(stopped, { status: 'rejected', reason: { code: 'interrupted' } });
  t.match(other, { status: 'fulfilled', value: { kind: 'absent' } });
  t.equal(server.connections(), 1);
});

for (const { others, title } of [
  { title: 'is stopped', others: 'go on' },
  { title: 'is stopped as the last of an endpoint', others: 'are closed' },
])
  t.test(`what ${title} while the network hangs is not carried out afterwards`, async (t) => {
    const server = await startScriptedSftp();
    t.teardown(() => server.stop());
    const relay = await startHolding(t, server.spec.port);
    const endpoint = await openEndpoint(t, { ...server.spec, port: relay.port }, { limits: LIMITS });
    server.on(REQUEST.lstat, () => sleep(50).then(() => false));
    await Promise.all(['a', 'b', 'c'].map((name) => endpoint.look(path(name))));
    t.equal(server.connections(), 1);
    relay.hold();
    const stopping = new AbortController();
    const making = Promise.allSettled([endpoint.makeDirectory(path('late'), undefined, stopping.signal)]);
    await sleep(100);
    stopping.abort();
    await sleep(50);
    if (others === 'are closed') await endpoint.close();
    t.match(await making, [{ status: 'rejected', reason: { code: 'interrupted' } }]);
    // A reset is heard of by the other end a moment later.
    await sleep(50);
    relay.letGo();
    await sleep(300);
    t.equal(server.files.has('/late'), false);
    if (others === 'go on') t.match(await endpoint.look(path('a')), { kind: 'absent' });
  });

t.test('a session that the server ends leaves alone what goes over the same connection', async (t) => {
  const server = await startScriptedSftp();
  t.teardown(() => server.stop());
  const endpoint = await openEndpoint(t, server.spec, { limits: { ...LIMITS, retries: 1 } });
  let cut = 0;
  server.on(REQUEST.lstat, async (call, answers) => {
    const where = call.fields().text();
    if (where === '/slow') return sleep(300).then(() => false);
    if (where !== '/cut' || (cut += 1) > 1) return false;
    answers.end();
    return true;
  });
  const answers = await Promise.all(['slow', 'cut'].map((name) => endpoint.look(path(name))));
  t.match(answers, [{ kind: 'absent' }, { kind: 'absent' }]);
  t.equal(cut, 2);
  t.equal(server.connections(), 1);
});

t.test('what hangs is given up with its connection, and done over another one', async (t) => {
  const server = await startScriptedSftp();
  t.teardown(() => server.stop());
  const endpoint = await openEndpoint(t, server.spec, { limits: IMPATIENT });
  let hung = 0;
  server.on(REQUEST.lstat, (call) => call.fields().text() === '/hangs' && (hung += 1) === 1);
  t.match(await endpoint.look(path('hangs')), { kind: 'absent' });
  t.equal(hung, 2);
  t.equal(server.connections(), 2);
});

t.test(
  'S21: what hangs is found beside others that go on over the same connection, and leaves them alone',
  async (t) => {
    const server = await startScriptedSftp();
    t.teardown(() => server.stop());
    const limits = { connections: 1, timeout: 1, retries: 1 };
    const endpoint = await openEndpoint(t, server.spec, { limits });
    let hung = 0;
    server.on(REQUEST.lstat, (call) =>
      call.fields().text() === '/hangs' ? (hung += 1) === 1 : sleep(20).then(() => false),
    );
    let found = false;
    const hanging = endpoint.look(path('hangs')).finally(() => (found = true));
    const until = performance.now() + 15_000;
    const goOn = async (n: number): Promise<void> => {
      while (!found && performance.now() < until)
        t.match(await endpoint.look(path(`f${n}`)), { kind: 'absent' });
    };
    await Promise.all([1, 2].map(goOn));
    t.ok(found);
    t.match(await hanging, { kind: 'absent' });
    t.equal(server.connections(), 1);
  },
);

t.test('what takes its time is left alone while others go on over the same connection', async (t) => {
  const server = await startScriptedSftp();
  t.teardown(() => server.stop());
  const endpoint = await openEndpoint(t, server.spec, { limits: { connections: 1, timeout: 1, retries: 0 } });
  server.on(REQUEST.lstat, () => sleep(600).then(() => false));
  const looks = Array.from({ length: 12 }, (_, n) => endpoint.look(path(`f${n}`)));
  for (const answer of await Promise.all(looks)) t.match(answer, { kind: 'absent' });
  t.equal(server.connections(), 1);
});

for (const most of [1, 2])
  t.test(
    `a server that gives ${most} session(s) over a connection is taken as it is`,
    { skip },
    async (t) => {
      const server = await openSsh(t, [`MaxSessions ${most}`]);
      const notices: string[] = [];
      const notice = (message: string): void => void notices.push(message);
      const endpoint = await openEndpoint(t, server.spec, { limits: { ...LIMITS, connections: 3 }, notice });
      await Promise.all(
        Array.from({ length: 200 }, async (_, n) => {
          const content = contentOf(`${n}`);
          await endpoint.write(requestFor(`f${n}`, content), content);
        }),
      );
      t.equal((await endpoint.list(ROOT)).entries.length, 200);
      t.same(notices, []);
    },
  );

for (const further of ['hang', 'hang-up', 'end', 'refuse', 'print'] as const)
  t.test(
    `a server that meets a further session with "${further}" is used with one for each connection`,
    async (t) => {
      const server = await startScriptedSftp({ further });
      t.teardown(() => server.stop());
      const limits = { connections: 2, timeout: 1, retries: 3 };
      const endpoint = await openEndpoint(t, server.spec, { limits });
      server.on(REQUEST.lstat, () => sleep(40).then(() => false));
      for (let round = 0; round < 4; round += 1) {
        const looks = Array.from({ length: 20 }, (_, n) => endpoint.look(path(`f${n}`)));
        for (const look of await Promise.allSettled(looks))
          t.match(look, { status: 'fulfilled', value: { kind: 'absent' } });
      }
      t.ok(server.connections() <= 5, `${server.connections()} connections were made`);
    },
  );

t.test('connections that break together halve once what goes over each', async (t) => {
  const server = await startScriptedSftp();
  t.teardown(() => server.stop());
  const limits = { connections: 2, timeout: 5, retries: 3 };
  const endpoint = await openEndpoint(t, server.spec, { limits });
  let [now, most] = [0, 0];
  let breaking = false;
  server.on(REQUEST.lstat, async (_call, answers) => {
    most = Math.max(most, (now += 1));
    await sleep(50);
    now -= 1;
    if (breaking) answers.destroy();
    return breaking;
  });
  const lookMany = (count: number): Promise<unknown> =>
    Promise.allSettled(Array.from({ length: count }, (_, n) => endpoint.look(path(`f${n}`))));
  await lookMany(80);
  t.equal(most, 8);
  breaking = true;
  const broken = lookMany(8);
  await sleep(75);
  breaking = false;
  await broken;
  await sleep(100);
  most = 0;
  await lookMany(80);
  t.equal(most, 4);
});

/** A way to a server on which what is sent there can be held up, as a slow network does: what is reset meanwhile is lost. */
async function startHolding(
  t: Test,
  port: number,
): Promise<{ readonly port: number; hold(): void; letGo(): void }> {
  let held: (() => void)[] | undefined;
  const relay = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    let isLost = false;
    const soon = (send: () => void): unknown => held?.push(() => isLost || send()) ?? send();
    near.on('data', (piece: Buffer) => soon(() => far.write(piece)));
    near.on('end', () => soon(() => far.end()));
    near.on('error', () => ((isLost = true), far.destroy()));
    far.on('data', (piece: Buffer) => near.writable && near.write(piece));
    far.on('end', () => near.end());
    far.on('error', () => near.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  t.teardown(() => relay.close());
  return {
    port: (relay.address() as AddressInfo).port,
    hold: () => (held = []),
    letGo: () => {
      for (const send of held ?? []) send();
      held = undefined;
    },
  };
}

/** One that takes a while for each look. */
async function slowServer(t: Test): Promise<[Endpoint, ScriptedSftp]> {
  const server = await startScriptedSftp();
  t.teardown(() => server.stop());
  server.on(REQUEST.lstat, () => sleep(50).then(() => false));
  return [await openEndpoint(t, server.spec, { limits: LIMITS }), server];
}
