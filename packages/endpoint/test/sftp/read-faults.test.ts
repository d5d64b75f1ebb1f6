import t from 'tap';
import { createPoolRegistry } from '../../src/remote/registry.js';
import { REQUEST, STATUS } from '../../src/sftp/protocol.js';
import { startScriptedSftp } from '../servers/scripted-sftp/server.js';
import {
  endpointAndServer,
  FILE,
  file,
  listedFile,
  OLD,
  openEndpoint,
  path,
  readAll,
  requestFor,
} from './support.js';

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
