import t, { type Test } from 'tap';
import type { FileEntry } from '@syncline/model';
import { ROOT } from '@syncline/model';
import type { Endpoint } from '../../src/endpoint.js';
import { EXTENSION, REQUEST } from '../../src/sftp/protocol.js';
import { startScriptedSftp } from '../servers/scripted-sftp/server.js';
import { contentOf, listedFile, OLD_US, openEndpoint, path, requestFor, RUN } from './support.js';

/*
 * What each step may cost on a server that acts in order, as OpenSSH does. What stands in one line goes out together; lines are
 * round trips, since the answers to one are waited for before the next goes out.
 */
const UPLOAD = ['open', 'write close setstat lstat lstat stat', 'rename'];
const LISTING = ['stat opendir', 'readdir readdir readdir readdir'];

const NAMES = new Map(Object.entries(REQUEST).map(([name, kind]) => [kind as number, name]));

interface Rig {
  readonly endpoint: Endpoint;
  cost(work: () => Promise<unknown>): Promise<string[]>;
}

async function serverWith(t: Test, files: readonly string[]): Promise<Rig> {
  const server = await startScriptedSftp({ extensions: [EXTENSION.posixRename] });
  t.teardown(() => server.stop());
  for (const name of files)
    server.files.set(`/${name}`, { content: Buffer.from(name), modified: OLD_US / 1e6 });
  const endpoint = await openEndpoint(t, server.spec, { limits: { connections: 1, timeout: 5, retries: 0 } });
  const first = contentOf('x');
  await endpoint.write(requestFor('the first upload learns the clock', first), first);
  const cost = async (work: () => Promise<unknown>): Promise<string[]> => {
    const from = server.packets.length;
    await work();
    return server.packets.slice(from).map((kinds) => kinds.map((kind) => NAMES.get(kind)).join(' '));
  };
  return { endpoint, cost };
}

/** As listed; nothing of the listing is on its way any more. */
async function entryOf(endpoint: Endpoint, name: string): Promise<FileEntry> {
  const entry = await listedFile(endpoint, name);
  await endpoint.root();
  return entry;
}

t.test('a new small file costs three round trips', async (t) => {
  const { endpoint, cost } = await serverWith(t, []);
  const content = contentOf('x');
  t.same(await cost(() => endpoint.write(requestFor('a', content), content)), UPLOAD);
});

t.test('a replacement costs one more, and two for new folders of the trash', async (t) => {
  const { endpoint, cost } = await serverWith(t, ['a', 'b']);
  const content = contentOf('new');
  const replace = async (name: string): Promise<string[]> => {
    const expected = await entryOf(endpoint, name);
    return cost(() => endpoint.write(requestFor(name, content, { expected, mode: 0o600 }), content));
  };
  const [create, send, rename] = [UPLOAD[0], `${UPLOAD[1]} lstat`, UPLOAD[2]];
  t.same(await replace('a'), [create, send, 'lstat lstat lstat', 'mkdir mkdir mkdir', rename, rename]);
  t.same(await replace('b'), [create, send, rename, rename]);
});

t.test('a file that is deleted costs two', async (t) => {
  const { endpoint, cost } = await serverWith(t, ['a', 'b']);
  await endpoint.remove(path('a'), await entryOf(endpoint, 'a'), RUN);
  const entry = await entryOf(endpoint, 'b');
  t.same(await cost(() => endpoint.remove(path('b'), entry, RUN)), ['lstat stat lstat', 'rename']);
});

t.test('a folder costs two, and its end is not waited for again', async (t) => {
  const { endpoint, cost } = await serverWith(t, ['a', 'b']);
  const [asked, read] = await cost(() => endpoint.list(ROOT));
  t.same([asked, read], LISTING);
});

t.test('what stands at the root is asked for at once', async (t) => {
  const { endpoint, cost } = await serverWith(t, []);
  t.same(await cost(() => endpoint.root()), ['stat stat realpath']);
});

t.test('a rename costs two', async (t) => {
  const { endpoint, cost } = await serverWith(t, ['a']);
  const entry = await entryOf(endpoint, 'a');
  t.same(await cost(() => endpoint.move(path('a'), path('b'), entry)), [
    'lstat stat lstat stat',
    'rename lstat',
  ]);
});

t.test('a small file that is fetched costs three', async (t) => {
  const { endpoint, cost } = await serverWith(t, ['a']);
  const entry = await entryOf(endpoint, 'a');
  const costs = await cost(() => endpoint.read(path('a'), entry));
  t.same(costs, ['open', 'read', 'fstat lstat close']);
});
