import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { joinPath, ROOT } from '@syncline/model';
import { EXTENSION, REQUEST, RESPONSE, STATUS } from '../../src/sftp/protocol.js';
import { number, packet } from '../servers/scripted-sftp/packets.js';
import type { Hook } from '../servers/scripted-sftp/server.js';
import {
  contentOf,
  endpointAndServer,
  file,
  IMPATIENT,
  listedFile,
  OLD,
  path,
  requestFor,
  RUN,
} from './support.js';

const BIG = Buffer.alloc(600_000, 'abcdefg');

/** Refuses every request. */
function refuse(code: number, words: string): Hook {
  return (_call, answers) => (answers.status(code, words), true);
}

t.test(
  'what the server could not store may be told when the file is closed: nothing gets a name',
  async (t) => {
    for (const left of [undefined, BIG.subarray(0, 400_000)]) {
      const [endpoint, server] = await endpointAndServer(t);
      server.on(REQUEST.close, refuse(STATUS.failure, 'Disk quota exceeded'));
      const content = contentOf(BIG, { chunked: 100_000 });
      const request = requestFor('f', content, { resumable: true });
      if (left !== undefined) server.files.set(`/${request.temp}`, file(left));
      await t.rejects(endpoint.write(request, content), { code: 'full', message: /quota/ });
      t.same([...server.files.keys()], ['/'], left === undefined ? 'sent whole' : 'continued');
    }
  },
);

/** Tells of its disk: bytes in a fragment, and fragments that are free for users. */
function tellRoom(...numbers: readonly bigint[]): Hook {
  const words = Buffer.alloc(8 * numbers.length);
  numbers.forEach((value, index) => words.writeBigUInt64BE(value, 8 * index));
  return ({ id }, answers) => (answers.raw(packet(RESPONSE.extended, number(id), words)), true);
}

t.test('D1: where a server has no word for a full disk, it is asked for the room that is left', async (t) => {
  for (const [room, code] of [
    [tellRoom(1n, 4096n, 9n, 9n, 0n), 'full'],
    [tellRoom(1n, 4096n, 9n, 9n, 100n), 'full'],
    [tellRoom(1n, 4096n, 9n, 9n, 1000n), 'failed'],
    [tellRoom(1n, 4096n), 'failed'],
    [refuse(STATUS.permissionDenied, 'no'), 'failed'],
    [refuse(STATUS.ok, 'an answer of another kind'), 'failed'],
  ] as const) {
    const [endpoint, server] = await endpointAndServer(t, { extensions: [EXTENSION.statvfs] });
    server.on(REQUEST.write, refuse(STATUS.failure, 'Failure'));
    server.on(REQUEST.extended, room);
    const content = contentOf(BIG, { chunked: 100_000 });
    await t.rejects(endpoint.write(requestFor('f', content), content), { code, message: /Failure/ });
    t.same([...server.files.keys()], ['/']);
    t.equal(server.calls.filter((kind) => kind === REQUEST.extended).length, 1);
  }
});

t.test('a server that says why, or does not tell its room, is not asked', async (t) => {
  for (const [extensions, words, code] of [
    [[EXTENSION.statvfs], 'Disk quota exceeded', 'full'],
    // Of rclone and others that are written in Go.
    [[EXTENSION.statvfs], 'open /srv/f: permission denied', 'permission'],
    [[EXTENSION.posixRename], 'Failure', 'failed'],
  ] as const) {
    const [endpoint, server] = await endpointAndServer(t, { extensions });
    server.on(REQUEST.write, refuse(STATUS.failure, words));
    const content = contentOf('small');
    await t.rejects(endpoint.write(requestFor('f', content), content), { code });
    t.notOk(server.calls.includes(REQUEST.extended));
  }
});

t.test(
  'what another machine takes away between the last look and its way to the trash is stale',
  async (t) => {
    for (const extensions of [[], [EXTENSION.posixRename, EXTENSION.hardLink]]) {
      const [endpoint, server] = await endpointAndServer(t, { extensions });
      server.files.set('/a', file('old'));
      const expected = await listedFile(endpoint, 'a');
      for (const request of [REQUEST.rename, REQUEST.extended])
        server.on(request, () => {
          server.files.delete('/a');
          return false;
        });
      const content = contentOf('newer');
      await t.rejects(endpoint.write(requestFor('a', content, { expected, trash: RUN }), content), {
        code: 'stale',
        message: /moved or removed meanwhile/,
      });
    }
  },
);

t.test('D5: a disk that takes long to write what it was given is waited for', async (t) => {
  const [endpoint, server] = await endpointAndServer(t, { extensions: [EXTENSION.fsync] });
  const content = contentOf('content');
  await endpoint.write(requestFor('f', content), content);
  server.on(REQUEST.extended, async (_call, answers) => {
    await sleep(2_500 * IMPATIENT.timeout);
    answers.status(STATUS.ok);
    return true;
  });
  await endpoint.flush();
  t.equal(server.connections(), 1);
});

t.test('D5: what cannot be opened to be brought to the disk is not taken for safe', async (t) => {
  const [endpoint, server] = await endpointAndServer(t, { extensions: [EXTENSION.fsync] });
  const put = async (): Promise<void> => {
    const content = contentOf('content');
    await endpoint.write(requestFor('f', content), content);
  };
  await put();
  server.on(REQUEST.open, refuse(STATUS.failure, 'Too many open files'));
  await t.rejects(endpoint.flush(), { code: 'failed', scope: 'endpoint', message: /Too many open files/ });
  await t.rejects(endpoint.flush(), { code: 'failed' }, 'nor is it forgotten');
  server.on(REQUEST.open, () => false);
  server.calls.length = 0;
  await endpoint.flush();
  t.equal(server.calls.includes(REQUEST.extended), true);

  server.files.delete('/f');
  await put();
  server.files.delete('/f');
  await endpoint.flush();
  await put();
  server.files.set('/f', { modified: OLD });
  await endpoint.flush();
  t.pass('what somebody removed, or made a folder of, is nothing of ours any more');
});

t.test(
  'what is moved while it is being brought to the disk is brought there under its new name',
  async (t) => {
    const [endpoint, server] = await endpointAndServer(t, { extensions: [EXTENSION.fsync] });
    const content = contentOf('content');
    await endpoint.write(requestFor('f', content), content);
    let moved = false;
    server.on(REQUEST.open, async () => {
      if (moved) return false;
      moved = true;
      await endpoint.move(path('f'), path('g'), expected);
      return false;
    });
    const expected = await listedFile(endpoint, 'f');
    await endpoint.flush();
    const synced: string[] = [];
    server.on(REQUEST.extended, ({ fields }) => {
      const asked = fields();
      if (asked.text() === EXTENSION.fsync) synced.push(asked.text());
      return false;
    });
    await endpoint.flush();
    t.same(synced, ['/g']);
    await endpoint.flush();
    t.same(synced, ['/g'], 'once');
  },
);

t.test('nothing is written, removed or renamed through a folder that became a link', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.files.set('/d', { modified: OLD });
  server.files.set('/d/f', file('old'));
  const expected = await listedFile(endpoint, 'd/f');
  server.files.set('/d', { modified: OLD, told: { mode: 0o120777 } });
  const content = contentOf('newer');
  for (const request of [requestFor('d/f', content, { expected }), requestFor('d/new', content)])
    await t.rejects(endpoint.write(request, content), { code: 'stale' });
  await t.rejects(endpoint.remove(path('d/f'), expected, RUN), { code: 'stale' });
  await t.rejects(endpoint.move(path('d/f'), path('f'), expected), { code: 'stale' });
  await t.rejects(endpoint.setAttributes(path('d/f'), expected, { mtime: 1 }), { code: 'stale' });
  t.same([...server.files.keys()], ['/', '/d', '/d/f']);
  t.same(String(server.files.get('/d/f')?.content), 'old');
});

t.test('nothing is kept in a trash that is a link to elsewhere', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.files.set('/.syncline', { modified: OLD, told: { mode: 0o120777 } });
  server.files.set('/f', file('old'));
  const expected = await listedFile(endpoint, 'f');
  await t.rejects(endpoint.remove(path('f'), expected, RUN), { message: /\.syncline/ });
  const content = contentOf('newer');
  await t.rejects(endpoint.write(requestFor('f', content, { expected, trash: RUN }), content), {
    message: /\.syncline/,
  });
  t.equal(String(server.files.get('/f')?.content), 'old');
  t.notOk([...server.files.keys()].some((each) => each.startsWith('/.syncline/')));
});

t.test('S1: of a Windows server, what could lead elsewhere there is refused both ways', async (t) => {
  const [endpoint, server] = await endpointAndServer(t, { home: '/C:/Users/me' });
  server.files.set('/good', file('x'));
  server.files.set(String.raw`/..\up`, file('x'));
  t.match(await endpoint.list(ROOT), { complete: false, entries: [{ name: 'good' }] });
  server.files.delete(String.raw`/..\up`);
  for (const name of [String.raw`a\b`, String.raw`..\up`, 'C:x', 'mail:2,S', 'dot.', 'space ']) {
    const content = contentOf('x');
    const odd = joinPath(ROOT, path(name) as never);
    await t.rejects(endpoint.write(requestFor(name, content), content), { code: 'name' }, name);
    await t.rejects(endpoint.move(path('good'), odd, await listedFile(endpoint, 'good')), { code: 'name' });
  }
  t.same([...server.files.keys()], ['/', '/good']);
});

t.test('W7: the password is in no message, whichever answer repeats it', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.on(REQUEST.write, refuse(STATUS.failure, 'Not with the password secret'));
  const content = contentOf('hello');
  const error: unknown = await endpoint.write(requestFor('a', content), content).catch((reason) => reason);
  t.match(error, { code: 'failed', message: /Not with the password …/ });
  t.notMatch(String(error), /secret/);
});

t.test('S16: without the right to make folders it is told that there is no trash', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.files.set('/a', file('old'));
  const expected = await listedFile(endpoint, 'a');
  server.on(REQUEST.mkdir, refuse(STATUS.permissionDenied, 'Not for you'));
  await t.rejects(endpoint.remove(path('a'), expected, RUN), {
    code: 'permission',
    message: /to the trash: .*no folder for it: Not for you/,
  });
  t.ok(server.files.has('/a'));
});

t.test('an upload that the server did not keep in full is not put in place', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.on(REQUEST.write, (_call, answers) => (answers.status(STATUS.ok), true));
  const content = contentOf('lost on the way');
  await t.rejects(endpoint.write(requestFor('f', content), content), { code: 'size', message: /0 bytes/ });
  t.same([...server.files.keys()], ['/']);
  server.on(REQUEST.write, (_call, answers) => (answers.status(STATUS.failure, 'No space left'), true));
  await t.rejects(endpoint.write(requestFor('f', content), content), { code: 'full' });
  t.same([...server.files.keys()], ['/']);
});

t.test('a server that does not keep times is noticed', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.on(REQUEST.setstat, (_call, answers) => (answers.status(STATUS.permissionDenied), true));
  t.equal(endpoint.traits.setsTimes, true);
  for (const name of ['a', 'b', 'c']) {
    const content = contentOf(name);
    await endpoint.write(requestFor(name, content), content);
  }
  t.equal(endpoint.traits.setsTimes, false);
});
