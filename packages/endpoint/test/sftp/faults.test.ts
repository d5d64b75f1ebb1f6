import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import t from 'tap';
import type { Test } from 'tap';
import { ROOT } from '@syncline/model';
import { createPoolRegistry } from '../../src/remote/registry.js';
import { REQUEST, STATUS } from '../../src/sftp/protocol.js';
import type { ToldAttributes } from '../servers/scripted-sftp/packets.js';
import { number, packet, statusPacket } from '../servers/scripted-sftp/packets.js';
import { makePemKey } from '../servers/ssh-key.js';
import { startScriptedSftp } from '../servers/scripted-sftp/server.js';
import type { Hook } from '../servers/scripted-sftp/server.js';
import {
  contentOf,
  endpointAndServer,
  listedFile,
  openEndpoint,
  path,
  readAll,
  refusal,
  requestFor,
  RUN,
} from './support.js';

const OLD = 1_600_000_000;
const file = (content: string | Buffer) => ({ content: Buffer.from(content), modified: OLD });
const FILE = { size: 1n, mode: 0o100644, modified: OLD };

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

/** Answers the first time, and says that there is no more from then on. */
function names(...listed: readonly (readonly [string, ToldAttributes])[]): Hook {
  let told = false;
  return (_call, answers) => {
    if (told) answers.status(STATUS.eof);
    else answers.names(listed);
    told = true;
    return true;
  };
}

t.test('S31: a short answer is read on, and not taken for the end', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  for (const size of [1_000, 700_000]) {
    const bytes = Buffer.alloc(size, 'abcdefg');
    server.files.set('/f', file(bytes));
    server.on(REQUEST.read, ({ fields }, answers) => {
      const asked = fields();
      const [, from, length] = [asked.text(), asked.wide(), asked.number()];
      if (from >= size) answers.status(STATUS.eof);
      else answers.data(bytes.subarray(from, from + Math.ceil(length / 3)));
      return true;
    });
    const content = await endpoint.read(path('f'), await listedFile(endpoint, 'f'));
    t.ok((await readAll(content)).equals(bytes), `${size} bytes`);
    await content.close();
  }
});

t.test('S31: a name that leads out of its directory is refused, and the listing is not whole', async (t) => {
  for (const name of ['../etc/passwd', 'a/b', '/', '', 'a\0b']) {
    const [endpoint, server] = await endpointAndServer(t);
    server.on(REQUEST.readdir, names(['good', FILE], [name, FILE]));
    const { complete, entries, incompleteBecause } = await endpoint.list(ROOT);
    t.same(
      entries.map((each) => each.name),
      ['good'],
      JSON.stringify(name),
    );
    t.equal(complete, false);
    t.match(incompleteBecause, /lead out of its directory/);
  }
});

t.test('S31: a size of 2⁵³ or more is an error of that path alone', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.files.set('/huge', { ...file(''), told: { ...FILE, size: 2n ** 53n } });
  server.files.set('/untold', { ...file(''), told: { ...FILE, size: undefined } });
  server.files.set('/usual', file('x'));
  const { complete, entries } = await endpoint.list(ROOT);
  t.equal(complete, true);
  t.match(entries, [
    { name: 'huge', kind: 'unknown', problem: { code: 'unreadable', message: /2⁵³/ } },
    { name: 'untold', kind: 'unknown', problem: { code: 'unreadable' } },
    { name: 'usual', kind: 'file', size: 1 },
  ]);
  t.match(await endpoint.look(path('huge')), { kind: 'unknown', problem: { code: 'unreadable' } });
});

t.test('a name that comes twice is unknown, and so is what is of no known kind', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.on(REQUEST.readdir, names(['a', FILE], ['b', {}], ['a', { ...FILE, mode: 0o120777 }], ['c', FILE]));
  const { complete, entries } = await endpoint.list(ROOT);
  t.equal(complete, true);
  t.same(
    entries.map((each) => `${each.name} ${each.kind}`),
    ['a unknown', 'b unknown', 'c file'],
  );
});

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

t.test('a listing that ends otherwise than with its end is not whole', async (t) => {
  const ends: readonly (readonly [string, Hook])[] = [
    ['failure', (_call, answers) => (answers.status(STATUS.failure, 'Disk error'), true)],
    ['an empty part', (_call, answers) => (answers.names([]), true)],
  ];
  for (const [title, end] of ends) {
    const [endpoint, server] = await endpointAndServer(t);
    const first = names(['a', FILE]);
    let calls = 0;
    server.on(REQUEST.readdir, (call, answers) => ((calls += 1) === 1 ? first : end)(call, answers));
    const listing = await endpoint.list(ROOT);
    t.match(listing, { complete: false, entries: [{ name: 'a' }] }, title);
  }
});

t.test(
  'S31: without posix-rename an old version is put aside, and removed; with it, it is replaced in one step',
  async (t) => {
    for (const extensions of [[], ['posix-rename@openssh.com']]) {
      const [endpoint, server] = await endpointAndServer(t, { extensions });
      server.files.set('/f', file('old'));
      const expected = await listedFile(endpoint, 'f');
      const content = contentOf('newer');
      server.calls.length = 0;
      await endpoint.write(requestFor('f', content, { expected, trash: undefined }), content);
      t.equal(String(server.files.get('/f')?.content), 'newer');
      t.equal(server.calls.includes(REQUEST.remove), extensions.length === 0);
      t.equal(server.calls.includes(REQUEST.extended), extensions.length === 1);
      t.same([...server.files.keys()].sort(), ['/', '/f'], 'no temp file');
    }
  },
);

t.test('with links and posix-rename the name of a replaced file is never absent', async (t) => {
  const extensions = ['posix-rename@openssh.com', 'hardlink@openssh.com'];
  for (const works of [true, false]) {
    const [endpoint, server] = await endpointAndServer(t, { extensions });
    if (!works)
      server.on(REQUEST.extended, ({ fields }, answers) => {
        if (fields().text() !== 'hardlink@openssh.com') return false;
        answers.status(STATUS.failure);
        return true;
      });
    for (const version of ['first', 'second one']) {
      server.files.set('/f', file(`before ${version}`));
      const expected = await listedFile(endpoint, 'f');
      const content = contentOf(version);
      server.calls.length = 0;
      await endpoint.write(requestFor('f', content, { expected, trash: RUN }), content);
      t.equal(String(server.files.get('/f')?.content), version);
      t.equal(server.calls.includes(REQUEST.rename), !works);
    }
    const kept = ['', '~2'].map((end) =>
      String(server.files.get(`/.syncline/trash/${RUN}/f${end}`)?.content),
    );
    t.same(kept, ['before first', 'before second one']);
  }
});

t.test('a server that announces posix-rename and has it not replaces files as others do', async (t) => {
  const extensions = ['posix-rename@openssh.com', 'hardlink@openssh.com'];
  for (const trash of [RUN, undefined]) {
    const [endpoint, server] = await endpointAndServer(t, { extensions });
    let refused = 0;
    server.on(REQUEST.extended, ({ fields }, answers) => {
      if (fields().text() !== 'posix-rename@openssh.com') return false;
      refused += 1;
      answers.status(STATUS.unsupported);
      return true;
    });
    for (const version of ['first', 'second one']) {
      server.files.set('/f', file(`before ${version}`));
      const expected = await listedFile(endpoint, 'f');
      const content = contentOf(version);
      await endpoint.write(requestFor('f', content, { expected, trash }), content);
      t.equal(String(server.files.get('/f')?.content), version);
    }
    t.equal(refused, 1, 'it is asked once');
    const [top, ...below] = [...server.files.keys()].filter((name) => !name.startsWith('/.syncline')).sort();
    t.same([top, below], ['/', ['/f']], 'no temp file');
    const kept = ['', '~2'].map((end) => server.files.get(`/.syncline/trash/${RUN}/f${end}`)?.content);
    if (trash !== undefined) t.same(kept.map(String), ['before first', 'before second one']);
  }
});

t.test('a server whose rename replaces is asked before, so that nothing is lost', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.on(REQUEST.rename, ({ fields }, answers) => {
    const asked = fields();
    const [from, to] = [asked.text(), asked.text()];
    const node = server.files.get(from);
    if (node === undefined) answers.status(STATUS.noSuchFile);
    else {
      server.files.delete(from);
      server.files.set(to, node);
      answers.status(STATUS.ok);
    }
    return true;
  });
  server.files.set('/a', file('a'));
  server.files.set('/b', file('b'));
  const content = contentOf('new');
  await t.rejects(endpoint.write(requestFor('a', content), content), { code: 'stale' });
  await t.rejects(endpoint.move(path('a'), path('b'), await listedFile(endpoint, 'a')), { code: 'stale' });
  t.same([String(server.files.get('/a')?.content), String(server.files.get('/b')?.content)], ['a', 'b']);
  server.files.set('/.syncline', { modified: 1 });
  server.files.set('/.syncline/trash', { modified: 1 });
  server.files.set(`/.syncline/trash/${RUN}`, { modified: 1 });
  server.files.set(`/.syncline/trash/${RUN}/a`, file('kept before'));
  await endpoint.remove(path('a'), await listedFile(endpoint, 'a'), RUN);
  t.equal(String(server.files.get(`/.syncline/trash/${RUN}/a`)?.content), 'kept before');
  t.equal(String(server.files.get(`/.syncline/trash/${RUN}/a~2`)?.content), 'a');
});

t.test('an old version comes back when the new one cannot get its name', async (t) => {
  for (const trash of [RUN, undefined]) {
    const [endpoint, server] = await endpointAndServer(t);
    server.files.set('/f', file('old'));
    const expected = await listedFile(endpoint, 'f');
    const content = contentOf('newer');
    const request = requestFor('f', content, { expected, trash });
    server.on(REQUEST.rename, ({ fields }, answers) => {
      if (fields().text() !== `/${request.temp}`) return false;
      answers.status(STATUS.permissionDenied, 'Not this one');
      return true;
    });
    await t.rejects(endpoint.write(request, content), { code: 'permission', message: /Not this one/ });
    t.equal(String(server.files.get('/f')?.content), 'old', trash ?? 'without a trash');
    t.notOk(
      [...server.files.keys()].some((each) => each.endsWith('.tmp')),
      'no temp file',
    );
  }
});

t.test('absence is believed only where the server says so and the folder is there', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.files.set('/d', { modified: 1 });
  t.match(await endpoint.look(path('d/x')), { kind: 'absent' });
  t.match(await endpoint.look(path('e/x')), { kind: 'unknown', problem: { code: 'unproven' } });
  server.on(REQUEST.lstat, (_call, answers) => (answers.status(STATUS.permissionDenied), true));
  t.match(await endpoint.look(path('d/x')), { kind: 'unknown', problem: { code: 'unproven' } });
  server.on(REQUEST.lstat, (_call, answers) => (answers.status(STATUS.failure), true));
  t.match(await endpoint.look(path('d/x')), { kind: 'unknown', problem: { code: 'unproven' } });
});

t.test(
  'C1: a file that changes while it is read is never taken for the version that was listed',
  async (t) => {
    const size = 600_000;
    const changes = {
      grows: file(Buffer.alloc(size + 1, 'b')),
      shrinks: file(Buffer.alloc(size - 1, 'b')),
      'is replaced': { ...file(Buffer.alloc(size, 'b')), modified: OLD + 1 },
      'is removed': undefined,
    };
    for (const length of [100, size])
      for (const [title, node] of Object.entries(changes)) {
        const [endpoint, server] = await endpointAndServer(t);
        server.files.set('/f', file(Buffer.alloc(length, 'a')));
        const expected = await listedFile(endpoint, 'f');
        server.on(REQUEST.read, () => {
          const content = node?.content?.subarray(size - length);
          if (node === undefined) server.files.delete('/f');
          else server.files.set('/f', { ...node, content: content! });
          return false;
        });
        const reading = endpoint.read(path('f'), expected);
        if (length === 100) await t.rejects(reading, { code: 'stale' }, title);
        else {
          const content = await reading;
          await readAll(content).catch(() => undefined);
          t.equal(await content.unchanged(), false, title);
          await content.close();
        }
      }
  },
);

t.test('a file of another length than the server told is not believed', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  for (const size of [10n, 600_000n]) {
    server.files.set('/f', { ...file('short'), told: { ...FILE, size } });
    const expected = await listedFile(endpoint, 'f');
    const reading = endpoint.read(path('f'), expected).then(readAll);
    await t.rejects(reading, { code: 'unreadable', message: /5 of the/ });
  }
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

t.test('another version of the protocol is told', async (t) => {
  const server = await startScriptedSftp({ version: 2 });
  t.teardown(() => server.stop());
  t.match(await refusal(server.spec), { code: 'unreachable', message: /version 2 of SFTP/ });
});

t.test('a login that leads to no SFTP is told as what it is, with what to look for', async (t) => {
  for (const [start, code, message] of [
    ['refuse', 'protocol', /has no SFTP.*Subsystem sftp/],
    ['hang-up', 'unreachable', /took the login, but does not start SFTP.*closed.*ChrootDirectory/],
    ['end', 'unreachable', /took the login, but does not start SFTP.*closed.*ChrootDirectory/],
    ['print', 'unreachable', /took the login, but does not start SFTP.*shell that prints/],
  ] as const) {
    const server = await startScriptedSftp({ start });
    t.teardown(() => server.stop());
    t.match(await refusal(server.spec), { code, message }, start);
  }
});

t.test('a password behind the key is given where the server asks for both', async (t) => {
  const server = await startScriptedSftp({ proofs: ['publickey', 'password'] });
  t.teardown(() => server.stop());
  const { private: privateKey } = makePemKey();
  const withBoth = { ...server.spec, privateKey };
  t.equal((await (await openEndpoint(t, withBoth)).list(ROOT)).complete, true);
  const wrong = await refusal({ ...withBoth, password: 'hunter' });
  t.match(wrong, { code: 'login', message: /^(?!.*hunter).*check the password/ });
  t.match(await refusal({ ...withBoth, password: '' }), {
    code: 'login',
    message: /wants a password as well/,
  });
  const encrypted = { ...withBoth, privateKey: makePemKey('secret').private };
  t.match(await refusal(encrypted), { code: 'login', message: /not encrypted/ }, 'a passphrase is not sent');
});

t.test('a wrong password is sent once, is a login error, and in no message', async (t) => {
  const server = await startScriptedSftp();
  t.teardown(() => server.stop());
  const error = await refusal({ ...server.spec, password: 'hunter' });
  t.match(error, { code: 'login', message: /refused the login of "me" \(it takes password\)/ });
  t.notMatch(JSON.stringify(error) + String(error), /hunter/);
  t.equal(server.connections(), 1);
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

t.test('one connection is enough to copy from a server to itself', async (t) => {
  const server = await startScriptedSftp();
  t.teardown(() => server.stop());
  const limits = { connections: 1, timeout: 5, retries: 0 };
  const options = { limits, pools: createPoolRegistry(), sharedPool: true };
  const source = await openEndpoint(t, server.spec, options);
  const target = await openEndpoint(t, server.spec, options);
  for (const size of [10, 1_000_000]) {
    server.files.set('/from', file(Buffer.alloc(size, 'x')));
    const content = await source.read(path('from'), await listedFile(source, 'from'));
    await target.write(requestFor(`to${size}`, content), content);
    await content.close();
    t.equal(server.files.get(`/to${size}`)?.content?.length, size);
  }
  t.equal(server.connections(), 1);
});
