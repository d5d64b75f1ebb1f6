import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import t from 'tap';
import type { Test } from 'tap';
import { ROOT } from '@syncline/model';
import { REQUEST, STATUS } from '../../src/sftp/protocol.js';
import { number, packet, statusPacket } from '../servers/scripted-sftp/packets.js';
import { startScriptedSftp } from '../servers/scripted-sftp/server.js';
import type { Hook } from '../servers/scripted-sftp/server.js';
import {
  contentOf,
  endpointAndServer,
  file,
  listedFile,
  openEndpoint,
  path,
  readAll,
  requestFor,
} from './support.js';

/** Stands before a server, and sees who comes. Returns its port. */
async function startDoor(t: Test, port: number, onCaller: (near: Socket) => void): Promise<number> {
  const door = createServer((near) => {
    onCaller(near);
    if (near.destroyed) return;
    const far = connect(port, '127.0.0.1');
    for (const [socket, other] of [[near, far] as const, [far, near] as const]) {
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  t.teardown(() => new Promise((resolve) => door.close(resolve)));
  return (door.address() as AddressInfo).port;
}

t.test(
  'a server that promises no order is sent nothing that builds on what is not answered yet',
  async (t) => {
    for (const extensions of [[], ['posix-rename@openssh.com']]) {
      const [endpoint, server] = await endpointAndServer(t, { extensions });
      let most = 0;
      for (const kind of [REQUEST.write, REQUEST.readdir, REQUEST.fstat])
        server.on(kind, () => {
          most = Math.max(most, server.pending());
          return false;
        });
      const content = contentOf('content');
      await endpoint.write(requestFor('f', content), content);
      const read = await endpoint.read(path('f'), await listedFile(endpoint, 'f'));
      t.equal(String(await readAll(read)), 'content');
      if (extensions.length === 0) t.equal(most, 0, 'nothing waits behind these');
      else t.ok(most > 0, 'others are behind them');
    }
  },
);

t.test('a broken connection is made anew, and what may be repeated is', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.files.set('/f', file('content'));
  let left = 1;
  server.on(REQUEST.readdir, (_call, answers) => {
    if (left === 0) return false;
    left -= 1;
    answers.destroy();
    return true;
  });
  t.match(await endpoint.list(ROOT), { complete: true, entries: [{ name: 'f' }] });
  t.equal(server.connections(), 2);
});

t.test('what no honest server sends ends the connection', async (t) => {
  const lies: readonly (readonly [string, Hook])[] = [
    ['an answer to nothing', ({ id }, answers) => (answers.raw(statusPacket(id + 1_000, 0, '')), true)],
    ['an answer of another kind', (_call, answers) => (answers.handle('x'), true)],
    ['a done that tells nothing', (_call, answers) => (answers.status(STATUS.ok), true)],
    ['no packet', (_call, answers) => (answers.raw(number(2 ** 31)), true)],
    ['an unknown packet', ({ id }, answers) => (answers.raw(packet(150, number(id))), true)],
    ['its version again', (_call, answers) => (answers.raw(packet(2, number(3))), true)],
  ];
  for (const [title, lie] of lies) {
    const [endpoint, server] = await endpointAndServer(t);
    server.on(REQUEST.lstat, lie);
    await t.rejects(endpoint.look(path('f')), { code: 'failed', retry: true }, title);
    t.equal(server.connections(), 2, `${title}: tried on a fresh one`);
  }
});

t.test('N3: a server that does not answer is given up after the timeout', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.on(REQUEST.lstat, () => true);
  const began = performance.now();
  await t.rejects(endpoint.look(path('f')), { code: 'failed', message: /no answer within 1 s/ });
  t.ok(performance.now() - began < 20_000);
});

t.test('N3: nothing that was asked of a connection which is given up arrives later', async (t) => {
  const scripted = await startScriptedSftp();
  t.teardown(() => scripted.stop());
  const ends: string[] = [];
  const door = await startDoor(t, scripted.spec.port, (near) => {
    near.on('error', (error: NodeJS.ErrnoException) => ends.push(String(error.code)));
    near.on('end', () => ends.push('end'));
  });
  const limits = { connections: 1, timeout: 1, retries: 0 };
  const endpoint = await openEndpoint(t, { ...scripted.spec, port: door }, { limits });
  scripted.on(REQUEST.lstat, () => true);
  await t.rejects(endpoint.look(path('f')), { message: /no answer/ });
  scripted.on(REQUEST.lstat, () => false);
  await endpoint.look(path('f'));
  t.same(ends, ['ECONNRESET'], 'it is not closed in order, after all that was still to be sent');
  await endpoint.close();
});

t.test('a server that has too many connections for a moment is asked again', async (t) => {
  const scripted = await startScriptedSftp();
  t.teardown(() => scripted.stop());
  let refusals = 2;
  const door = await startDoor(t, scripted.spec.port, (near) => {
    if ((refusals -= 1) >= 0) near.destroy();
  });
  const endpoint = await openEndpoint(t, { ...scripted.spec, port: door });
  t.equal((await endpoint.list(ROOT)).complete, true);
  await endpoint.close();
});
