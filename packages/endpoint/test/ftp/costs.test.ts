import t, { type Test } from 'tap';
import type { Entry, FileEntry } from '@syncline/model';
import { ROOT } from '@syncline/model';
import type { Endpoint } from '../../src/endpoint.js';
import { contentOf, listedFile, openEndpoint, path, readAll, requestFor, RUN, scripted } from './support.js';

/*
 * What each step may cost on a server with MLSD and MFMT. A data connection is an EPSV. Commands in one row go out together,
 * rows are round trips: the answer to the last of a row is waited for.
 */
const UPLOAD = ['EPSV', 'STOR', 'SIZE', 'MFMT', 'MLST', 'RNFR', 'RNTO'];
const TO_TRASH = ['MLST', 'MLST', 'RNFR', 'RNTO'];

interface Rig {
  readonly endpoint: Endpoint;
  /** The commands that it costs, and those that went out together. */
  cost(work: () => Promise<unknown>): Promise<string[]>;
  packets(work: () => Promise<unknown>): Promise<string[]>;
}

async function serverWith(t: Test, files: readonly string[], connections = 1): Promise<Rig> {
  const server = await scripted(t);
  for (const name of files)
    server.nodes.set(`/${name}`, { content: Buffer.from(name), modify: '20200102030405' });
  const limits = { connections, timeout: 5, retries: 0 };
  const endpoint = await openEndpoint(t, server.spec, { limits });
  const first = contentOf('x');
  await endpoint.write(requestFor('the first upload learns the clock', first), first);
  const packets = async (work: () => Promise<unknown>): Promise<string[]> => {
    const from = server.packets.length;
    await work();
    return server.packets.slice(from).map((lines) => lines.map((line) => line.split(' ')[0]).join(' '));
  };
  const cost = async (work: () => Promise<unknown>): Promise<string[]> =>
    (await packets(work)).flatMap((verbs) => verbs.split(' '));
  return { endpoint, cost, packets };
}

t.test('a first login costs nine commands, in four round trips', async (t) => {
  const server = await scripted(t);
  await openEndpoint(t, server.spec);
  t.same(
    server.commands.map((line) => line.split(' ')[0]),
    ['USER', 'PASS', 'FEAT', 'SYST', 'TYPE', 'OPTS', 'PWD', 'OPTS', 'MLST'],
  );
});

t.test('a directory where nothing changed costs one listing', async (t) => {
  const { endpoint, cost } = await serverWith(t, ['a', 'b', 'c']);
  t.same(await cost(() => endpoint.list(ROOT)), ['CWD', 'EPSV', 'MLSD']);
});

t.test('a new small file costs seven commands and one data connection', async (t) => {
  const { endpoint, cost } = await serverWith(t, []);
  const content = contentOf('x');
  t.same(await cost(() => endpoint.write(requestFor('a', content), content)), UPLOAD);
});

t.test('on a busy connection the next upload begins in the packet of the last rename', async (t) => {
  const { endpoint, cost } = await serverWith(t, []);
  const upload = async (name: string): Promise<void> => {
    const content = contentOf(name);
    await endpoint.write(requestFor(name, content), content);
  };
  const commands = await cost(() => Promise.all(['a', 'b', 'c'].map(upload)));
  t.match(commands.join(' '), /SIZE MFMT MLST EPSV RNFR RNTO STOR/);
  t.equal(commands.length, 3 * UPLOAD.length, 'no port is asked for twice');
  t.equal(commands.at(-1), 'RNTO', 'and none for nothing');
});

t.test('a replacement costs three commands more, and the folders of the trash once', async (t) => {
  const { endpoint, cost } = await serverWith(t, ['a', 'b']);
  const replace = async (name: string): Promise<string[]> => {
    const expected = await listedFile(endpoint, name);
    const content = contentOf('new');
    return cost(() => endpoint.write(requestFor(name, content, { expected }), content));
  };
  const questions = ['EPSV', 'STOR', 'SIZE', 'MFMT', 'MLST', 'MLST'];
  const folders = ['MKD', 'MKD', 'MKD'];
  const renames = ['RNFR', 'RNTO', 'RNFR', 'RNTO'];
  t.same(await replace('a'), [...questions, ...folders, ...renames]);
  t.same(await replace('b'), [...questions, ...renames]);
});

t.test('a small file that is fetched costs three commands and one data connection', async (t) => {
  const { endpoint, cost } = await serverWith(t, ['a']);
  const entry = await listedFile(endpoint, 'a');
  const fetch = async (): Promise<void> => {
    const content = await endpoint.read(path('a'), entry);
    await readAll(content);
    t.equal(await content.unchanged(), true);
  };
  t.same(await cost(fetch), ['EPSV', 'RETR', 'MLST']);
});

t.test(
  'a rename costs five commands in two round trips, and no data connection; what stands there then is known',
  async (t) => {
    const { endpoint, cost } = await serverWith(t, ['a']);
    const entry = await listedFile(endpoint, 'a');
    let seen: Entry | void = undefined;
    const moving = async (): Promise<void> => void (seen = await endpoint.move(path('a'), path('b'), entry));
    t.same(await cost(moving), ['MLST', 'MLST', 'RNFR', 'RNTO', 'MLST']);
    t.same(seen, await listedFile(endpoint, 'b'));
  },
);

t.test('on a busy connection the next rename begins in the packet of the last', async (t) => {
  const names = ['a', 'b', 'c'];
  const { endpoint, packets } = await serverWith(t, names);
  const entries = await Promise.all(names.map((name) => listedFile(endpoint, name)));
  const move = (entry: FileEntry): Promise<unknown> =>
    endpoint.move(entry.name, path(`${entry.name}2`), entry);
  const looks = 'MLST MLST';
  const rename = 'RNFR RNTO MLST';
  t.same(await packets(() => Promise.all(entries.map(move))), [
    looks,
    `${rename} ${looks}`,
    `${rename} ${looks}`,
    rename,
  ]);
});

t.test('a delete costs four commands, two without a trash', async (t) => {
  const { endpoint, cost } = await serverWith(t, ['a', 'b', 'c']);
  const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => listedFile(endpoint, name)));
  await endpoint.remove(path('a'), a!, RUN);
  t.same(await cost(() => endpoint.remove(path('b'), b!, RUN)), TO_TRASH);
  t.same(await cost(() => endpoint.remove(path('c'), c!, undefined)), ['MLST', 'DELE']);
});

t.test('a folder costs one command', async (t) => {
  const { endpoint, cost } = await serverWith(t, []);
  t.same(await cost(() => endpoint.makeDirectory(path('d'), undefined)), ['MKD']);
});
