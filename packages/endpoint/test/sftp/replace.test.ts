import t from 'tap';
import { REQUEST, STATUS } from '../../src/sftp/protocol.js';
import { contentOf, endpointAndServer, file, listedFile, path, requestFor, RUN } from './support.js';

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
