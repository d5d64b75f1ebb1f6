import t from 'tap';
import { EXTENSION, REQUEST, STATUS } from '../../src/sftp/protocol.js';
import type { Hook } from '../servers/scripted-sftp/server.js';
import { contentOf, endpointAndServer, requestFor } from './support.js';

const OLD = 1_600_000_000;
const file = (content: string | Buffer) => ({ content: Buffer.from(content), modified: OLD });
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
