import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
  chmodSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { joinPath, pathFromBytes, ROOT } from '@syncline/model';
import { openSshSkipReason } from '../servers/openssh.js';
import {
  contentOf,
  listedFile,
  OLD_US,
  openEndpoint,
  openSsh,
  path,
  readAll,
  requestFor,
} from './support.js';

const skip = openSshSkipReason();

t.test('what the endpoint says of itself', { skip }, async (t) => {
  const server = await openSsh(t);
  const endpoint = await openEndpoint(t, server.spec);
  t.match(endpoint.traits, {
    type: 'sftp',
    timePrecisionUs: 1_000_000,
    setsTimes: true,
    links: false,
    anyBytes: true,
    tokens: 'any',
  });
  t.equal(endpoint.label, `${server.url}/`);
  t.match(await endpoint.root(), { state: 'directory', location: { path: server.directory } });
});

t.test('roots of one account are told apart by where they really are', { skip }, async (t) => {
  const server = await openSsh(t);
  mkdirSync(join(server.directory, 'folder'));
  symlinkSync('folder', join(server.directory, 'link'));
  const placeOf = async (directory: string) => {
    const state = await (await openEndpoint(t, { ...server.spec, directory })).root();
    return state.state === 'not-directory' ? undefined : state.location?.volumePath;
  };
  const place = await placeOf('folder');
  t.ok(place?.endsWith(`${server.directory}/folder`));
  t.equal(await placeOf('link'), place);
  t.equal(await placeOf(`${server.directory}/link`), place);
  t.equal(await placeOf('link/new'), `${place}/new`);
  t.not(await placeOf(''), place);
});

t.test('a folder of a thousand files is listed whole', { skip }, async (t) => {
  const server = await openSsh(t);
  for (let n = 0; n < 1_000; n += 1) writeFileSync(join(server.directory, `f${n}`), '');
  server.adopt();
  const listing = await (await openEndpoint(t, server.spec)).list(ROOT);
  t.equal(listing.complete, true);
  t.equal(listing.entries.length, 1_000);
  t.equal(listing.columns?.contentCount, 1_000);
});

t.test('links are unknown and never followed', { skip }, async (t) => {
  const server = await openSsh(t);
  mkdirSync(join(server.directory, 'folder'));
  writeFileSync(join(server.directory, 'folder/file'), 'x');
  for (const [name, target] of [
    ['to-folder', 'folder'],
    ['to-nothing', 'nothing'],
    ['to-file', 'folder/file'],
  ] as const)
    symlinkSync(target, join(server.directory, name));
  server.adopt();
  const endpoint = await openEndpoint(t, server.spec);
  const { entries } = await endpoint.list(ROOT);
  t.same(
    entries.map(({ kind, name }) => `${name} ${kind}`),
    ['folder directory', 'to-file unknown', 'to-folder unknown', 'to-nothing unknown'],
  );
  await t.rejects(endpoint.list(path('to-folder')), { code: 'failed', scope: 'path' });
  for (const name of ['to-folder/file', 'to-folder/none'])
    t.match(await endpoint.look(path(name)), { kind: 'unknown', problem: { code: 'unproven' } }, name);
});

t.test('many pieces are on their way, and each arrives where it belongs', { skip }, async (t) => {
  const server = await openSsh(t);
  const endpoint = await openEndpoint(t, server.spec);
  const bytes = Buffer.alloc(5 * 1024 * 1024 + 123);
  for (let at = 0; at < bytes.length; at += 4)
    bytes.writeUInt32LE((at * 2_654_435_761) % 2 ** 32, Math.min(at, bytes.length - 4));
  const content = contentOf(bytes, { chunked: 700_001 });
  await endpoint.write(requestFor('big', content), content);
  t.ok(readFileSync(join(server.directory, 'big')).equals(bytes));
  const read = await endpoint.read(path('big'), await listedFile(endpoint, 'big'));
  t.ok((await readAll(read)).equals(bytes));
  await read.close();
});

t.test('new keys in the middle of a transfer change nothing', { skip }, async (t) => {
  const server = await openSsh(t, ['RekeyLimit 1M']);
  const endpoint = await openEndpoint(t, server.spec);
  const bytes = Buffer.alloc(12 * 1024 * 1024);
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) % 2 ** 32, at);
  const content = contentOf(bytes, { chunked: 1_000_000 });
  await endpoint.write(requestFor('big', content), content);
  t.ok(readFileSync(join(server.directory, 'big')).equals(bytes));
  const read = await endpoint.read(path('big'), await listedFile(endpoint, 'big'));
  t.ok((await readAll(read)).equals(bytes));
  await read.close();
});

t.test('a new file is open to no more people than its original', { skip }, async (t) => {
  const server = await openSsh(t);
  const endpoint = await openEndpoint(t, server.spec);
  const modeOf = (name: string): number => statSync(join(server.directory, name)).mode & 0o777;
  for (const [name, mode, expected] of [
    ['private', 0o600, 0o600],
    ['locked', 0o000, 0o600],
    ['open', 0o644, 0o644],
  ] as const) {
    const content = contentOf('x');
    await endpoint.write(requestFor(name, content, { mode }), content);
    t.equal(modeOf(name), expected, name);
  }
  await endpoint.makeDirectory(path('folder'), 0o700);
  t.equal(modeOf('folder'), 0o700);
  chmodSync(join(server.directory, 'open'), 0o640);
  const content = contentOf('newer');
  const expected = await listedFile(endpoint, 'open');
  await endpoint.write(requestFor('open', content, { expected }), content);
  t.equal(modeOf('open'), 0o640, 'as the replaced file was');
});

t.test(
  'a large upload goes on behind what an earlier attempt left, if that is its beginning',
  { skip },
  async (t) => {
    const server = await openSsh(t);
    const endpoint = await openEndpoint(t, server.spec);
    const bytes = Buffer.alloc(4 * 1024 * 1024, 'abcdefghij');
    for (const [title, left, sent] of [
      ['the beginning', bytes.subarray(0, 3_000_000), bytes.length - 3_000_000],
      ['another version', Buffer.concat([bytes.subarray(0, 2_999_999), Buffer.of(0)]), bytes.length],
      ['too much', Buffer.concat([bytes, Buffer.of(0)]), bytes.length],
      ['nothing', Buffer.alloc(0), bytes.length],
    ] as const) {
      let told = 0;
      const content = contentOf(bytes, { chunked: 300_000 });
      const request = requestFor(title, content, {
        resumable: true,
        onBytes: (count) => void (told += count),
      });
      writeFileSync(join(server.directory, request.temp), left);
      server.adopt();
      await endpoint.write(request, content);
      t.ok(readFileSync(join(server.directory, title)).equals(bytes), title);
      t.equal(told, sent, `${title}: bytes sent`);
    }
    t.same(
      readdirSync(server.directory).filter((name) => name.endsWith('.tmp')),
      [],
    );
  },
);

t.test('what was written is brought to the disk, wherever it was moved', { skip }, async (t) => {
  const server = await openSsh(t);
  const endpoint = await openEndpoint(t, server.spec);
  await endpoint.makeDirectory(path('d'), undefined);
  for (let n = 0; n < 40; n += 1) {
    const content = contentOf(`${n}`);
    await endpoint.write(requestFor(`d/f${n}`, content), content);
  }
  await endpoint.move(path('d/f1'), path('d/moved'), await listedFile(endpoint, 'd/f1'));
  await endpoint.moveDirectory(path('d'), path('e'));
  await endpoint.remove(path('e/f2'), await listedFile(endpoint, 'e/f2'), undefined);
  await endpoint.flush();
  await endpoint.flush();
  t.equal(readdirSync(join(server.directory, 'e')).length, 39);
});

t.test(
  'times before 1970 and after 2106 are carried as the nearest that can be told',
  { skip },
  async (t) => {
    const server = await openSsh(t);
    const endpoint = await openEndpoint(t, server.spec);
    for (const [name, mtime, expected] of [
      ['before', -5_000_000, 0],
      ['usual', OLD_US, OLD_US],
      ['after', 5_000_000_000 * 1_000_000, (2 ** 32 - 1) * 1_000_000],
    ] as const) {
      const content = contentOf('x');
      await endpoint.write(requestFor(name, content, { mtime }), content);
      t.equal((await listedFile(endpoint, name)).mtime, expected, name);
    }
  },
);

t.test('a name of any bytes is listed, written, moved and removed', { skip }, async (t) => {
  const server = await openSsh(t);
  const endpoint = await openEndpoint(t, server.spec);
  for (const bytes of ['caf\xe9', 'a\nb', ' x ', '\x01\x7f\xff', 'a\\b']) {
    const content = contentOf('x');
    await endpoint.write({ ...requestFor('y', content), path: pathFromBytes(bytes) }, content);
    const { entries } = await endpoint.list(ROOT);
    t.same(
      entries.map(({ name }) => name),
      [bytes],
    );
    await endpoint.makeDirectory(path('d'), undefined);
    const to = joinPath(path('d'), pathFromBytes(bytes));
    await endpoint.move(pathFromBytes(bytes), to, entries[0] as never);
    const [moved] = (await endpoint.list(path('d'))).entries;
    await endpoint.remove(to, moved as never, undefined);
    await endpoint.removeDirectory(path('d'), undefined);
  }
});
