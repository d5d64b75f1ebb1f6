import t from 'tap';
import type { FileEntry } from '@syncline/model';
import {
  MODIFY,
  RUN,
  contentOf,
  endpointAndServer,
  listedFile,
  openEndpoint,
  path,
  requestFor,
  scripted,
} from './support.js';

t.test(
  'S14: where RNTO does not overwrite, the old file goes to the trash or is deleted first',
  async (t) => {
    const [endpoint, server] = await endpointAndServer(t);
    server.on('RNTO', (control, name) => (server.nodes.has(name) ? control.reply('553 Exists') : false));
    for (const trash of [undefined, '20260102-030405000-tests']) {
      server.nodes.set('/a', { content: Buffer.from('old'), modify: MODIFY });
      const expected = await listedFile(endpoint, 'a');
      const content = contentOf('newer');
      await endpoint.write(requestFor('a', content, { expected, trash }), content);
      t.equal(server.nodes.get('/a')?.content?.toString(), 'newer');
    }
    t.equal(server.nodes.get('/.syncline/trash/20260102-030405000-tests/a')?.content?.toString(), 'old');
  },
);

t.test('S15: when the new file cannot be put in place, the old one comes back from the trash', async (t) => {
  for (const fault of ['refused', 'lost']) {
    const [endpoint, server] = await endpointAndServer(t);
    server.nodes.set('/a', { content: Buffer.from('old'), modify: MODIFY });
    const expected = await listedFile(endpoint, 'a');
    let broken = false;
    server.on('RNTO', (control, name) => {
      if (name !== '/a' || broken) return false;
      broken = true;
      return fault === 'refused' ? control.reply('553 No') : control.destroy();
    });
    const content = contentOf('newer');
    await t.rejects(
      endpoint.write(requestFor('a', content, { expected }), content),
      { name: 'SynclineError', scope: 'path' },
      fault,
    );
    t.equal(server.nodes.get('/a')?.content?.toString(), 'old', fault);
    t.notOk(
      [...server.nodes.keys()].some((name) => name.endsWith('.tmp')),
      'no temp file is left',
    );
  }
});

t.test('what another machine takes away between the last look and the rename is stale', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  const taken = async (work: (expected: FileEntry) => Promise<unknown>): Promise<void> => {
    server.nodes.set('/a', { content: Buffer.from('old'), modify: MODIFY });
    const expected = await listedFile(endpoint, 'a');
    server.on('RNFR', (_control, name) => name === '/a' && !server.nodes.delete(name));
    await t.rejects(work(expected), { code: 'stale', message: /moved or removed meanwhile/ });
    t.notOk(
      [...server.nodes.keys()].some((name) => name.endsWith('.tmp')),
      'no temp file is left',
    );
  };
  const content = contentOf('newer');
  await taken((expected) => endpoint.write(requestFor('a', content, { expected }), content));
  await taken((expected) => endpoint.remove(path('a'), expected, RUN));
});

t.test('S16: without the right to rename or to delete nothing changes, and it is told', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.nodes.set('/a', { content: Buffer.from('old'), modify: MODIFY });
  const expected = await listedFile(endpoint, 'a');
  for (const answer of ['502 Not here', '550 Permission denied']) {
    server.on('RNFR', (control) => control.reply(answer));
    for (const given of [expected, undefined]) {
      const content = contentOf('newer');
      const request = requestFor(given === undefined ? 'b' : 'a', content, { expected: given });
      await t.rejects(endpoint.write(request, content), { scope: 'path', message: answer }, answer);
      await t.rejects(endpoint.remove(path('a'), expected, request.trash), {
        name: 'SynclineError',
        scope: 'path',
      });
    }
  }
  server.on('DELE', (control) => control.reply('550 Permission denied'));
  await t.rejects(endpoint.remove(path('a'), expected, undefined), {
    code: 'permission',
    message: /Permission denied.*Check what this user may do/,
  });
  t.equal(server.nodes.get('/a')?.content?.toString(), 'old');
  t.notOk(server.nodes.has('/b'));
});

t.test('S16: without the right to make folders it is told that the trash cannot be made', async (t) => {
  const [endpoint, server] = await endpointAndServer(t);
  server.nodes.set('/a', { content: Buffer.from('old'), modify: MODIFY });
  const expected = await listedFile(endpoint, 'a');
  server.on('MKD', (control) => control.reply('550 Not for you'));
  const run = '20260102-030405000-tests';
  for (let turn = 0; turn < 2; turn += 1)
    await t.rejects(endpoint.remove(path('a'), expected, run), {
      code: 'permission',
      message: /Cannot make ".syncline" for the trash: .*Not for you.*turn the trash off/,
    });
  t.equal(server.nodes.get('/a')?.content?.toString(), 'old');
  server.on('MKD', () => false);
  await endpoint.remove(path('a'), expected, run);
  t.equal(
    server.nodes.get(`/.syncline/trash/${run}/a`)?.content?.toString(),
    'old',
    'it is made once it may be',
  );
});

t.test('a rename that is not answered ends with the run, and leaves the connection to others', async (t) => {
  const server = await scripted(t);
  server.nodes.set('/a', { content: Buffer.from('a'), modify: MODIFY });
  const limits = { connections: 1, timeout: 60, retries: 0 };
  const endpoint = await openEndpoint(t, server.spec, { limits });
  const entry = await listedFile(endpoint, 'a');
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolve) =>
    server.on('RNTO', (control) => {
      answer = () => control.reply('250 Done');
      resolve();
    }),
  );
  const stop = new AbortController();
  const moving = endpoint.move(path('a'), path('b'), entry, stop.signal);
  await asked;
  stop.abort();
  await t.rejects(moving, { code: 'interrupted' });
  answer();
  t.match(await endpoint.look(path('a')), { kind: 'file' });
});
