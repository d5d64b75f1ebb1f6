import assert from 'node:assert/strict';

import { compareBytes, pathFromBytes, type FileEntry } from '@syncline/model';

import {
  bytesOf,
  failsWith,
  inTrash,
  listed,
  listedFile,
  listedLink,
  names,
  path,
  readAll,
  token,
  write,
  type Part,
} from './subject.js';

/** Names that other people have; every side that claims to hold them must list, read and write them. */
const AWKWARD_NAMES = [
  ' leading',
  'trailing ',
  'two  spaces',
  '"quoted"',
  "it's",
  '#hash',
  '100%',
  '%41',
  '1700000000.M1P2.host:2,S',
  '.hidden',
  '..double',
  '-rf',
  'a;b&c',
  '[x]',
  'Grüße',
  '日本',
  '~',
  '$HOME',
  'a,b=c',
  '(1)',
  '@',
  '+',
];

export const observing: Part = (test) => {
  test('open is idempotent, and an empty side lists as complete and empty', async ({ endpoint }) => {
    await endpoint.open();
    const { columns: _same, ...listing } = await endpoint.list(path(''));
    assert.deepEqual(listing, { path: '', entries: [], complete: true, reserved: [] });
    assert.equal((await endpoint.root()).state, 'directory');
  });

  test('a listing is sorted by bytes and has files, links and directories', async ({ endpoint, outside }) => {
    for (const name of ['b', 'a.txt', 'a', 'B', 'é', 'z', '日本'])
      await outside.putFile(path(name), bytesOf(3));
    await outside.putDirectory(path('a-directory'));
    const listing = await endpoint.list(path(''));
    const seen = listing.entries.map((entry) => entry.name);
    assert.equal(listing.complete, true);
    assert.equal(seen.length, 8);
    assert.deepEqual(seen, [...seen].sort(compareBytes));
    assert.equal((await listed(endpoint, path('a-directory')))?.kind, 'directory');
    assert.equal((await listedFile(endpoint, path('a'))).size, 3);
  });

  test('reserved names are no entries at any depth, and temp files are told', async ({
    endpoint,
    outside,
  }) => {
    const temp = path('.syncline-20250101-000000000-a-1.tmp');
    await outside.putDirectory(path('.syncline'));
    await outside.putFile(path('.syncline/x'), bytesOf(1));
    await outside.putDirectory(path('sub'));
    await outside.putDirectory(path('sub/.syncline'));
    await outside.putFile(path(`sub/${temp}`), bytesOf(1));
    await outside.putFile(path('sub/.synclines'), bytesOf(1));
    assert.deepEqual(await names(endpoint, path('')), ['sub']);
    const listing = await endpoint.list(path('sub'));
    assert.deepEqual(listing.reserved, endpoint.traits.hidesDotNames ? [] : [path('.syncline'), temp]);
    if (!endpoint.traits.hidesDotNames)
      assert.deepEqual(
        listing.entries.map((entry) => entry.name),
        ['.synclines'],
      );
  });

  test('a file that has the name of the reserved directory is unknown, not left out', async ({
    endpoint,
    outside,
  }) => {
    if (endpoint.traits.hidesDotNames) return;
    await outside.putFile(path('.syncline'), bytesOf(1));
    const { entries, complete, reserved } = await endpoint.list(path(''));
    assert.deepEqual({ complete, reserved }, { complete: true, reserved: [] });
    assert.match(entries.map(({ name, kind }) => `${name} ${kind}`).join(), /^\.syncline unknown$/);
  });

  test('awkward names are listed, looked at, read and written exactly', async ({ endpoint, outside }) => {
    const wanted = AWKWARD_NAMES.filter(
      (name) => !endpoint.traits.hidesDotNames || !name.startsWith('.'),
    ).map(path);
    for (const name of wanted) await write(endpoint, name, Buffer.from(name, 'latin1'));
    assert.deepEqual(await names(endpoint, path('')), [...wanted].sort(compareBytes));
    for (const name of wanted) {
      assert.equal((await endpoint.look(name)).kind, 'file');
      assert.deepEqual(await outside.read(name), Buffer.from(name, 'latin1'));
      assert.deepEqual(
        await readAll(endpoint, name, await listedFile(endpoint, name)),
        Buffer.from(name, 'latin1'),
      );
    }
  });

  test('names that are not UTF-8 round-trip where the side can hold them', async ({ endpoint, outside }) => {
    if (!endpoint.traits.anyBytes) return;
    const name = pathFromBytes('latin\xe9\xff');
    await outside.putFile(name, bytesOf(5));
    assert.deepEqual(await names(endpoint, path('')), [name]);
    assert.deepEqual(await readAll(endpoint, name, await listedFile(endpoint, name)), bytesOf(5));
  });

  test('a directory that is not there can not be listed', async ({ endpoint, outside }) => {
    await outside.putFile(path('file'), bytesOf(1));
    await failsWith('failed', endpoint.list(path('missing')));
    await failsWith('failed', endpoint.list(path('missing/deeper')));
    await failsWith('failed', endpoint.list(path('file')));
  });

  test('look tells present, absent by proof, and nothing under a missing parent', async ({
    endpoint,
    outside,
  }) => {
    await outside.putFile(path('file'), bytesOf(4));
    await outside.putDirectory(path('directory'));
    assert.equal((await endpoint.look(path('file'))).kind, 'file');
    assert.equal((await endpoint.look(path('directory'))).kind, 'directory');
    assert.deepEqual(await endpoint.look(path('directory/none')), { kind: 'absent', name: 'none' });
    assert.equal((await endpoint.look(path('missing/none'))).kind, 'unknown');
    assert.equal((await endpoint.look(path('file/none'))).kind, 'unknown');
  });

  test('a token stays while nothing changes, and changes with the content', async ({ endpoint, outside }) => {
    await outside.putFile(path('file'), bytesOf(4));
    const before = await listedFile(endpoint, path('file'));
    assert.equal(token(await listed(endpoint, path('file'))), before.token);
    if (endpoint.traits.tokens === 'any')
      assert.equal(token((await endpoint.look(path('file'))) as FileEntry), before.token);
    await outside.putFile(path('file'), bytesOf(5));
    assert.notEqual(token(await listed(endpoint, path('file'))), before.token);
  });

  test('of a local side what was changed a moment ago is racy, or its token tells a further change', async ({
    endpoint,
    outside,
  }) => {
    if (!endpoint.traits.local) return;
    await outside.putFile(path('file'), Buffer.from('once'));
    const before = await listedFile(endpoint, path('file'));
    await outside.putFile(path('file'), Buffer.from('more'));
    if (!before.racy) assert.notEqual(token(await listed(endpoint, path('file'))), before.token);
  });

  test('links are listed with their target and never followed', async ({ endpoint, outside }) => {
    if (!endpoint.traits.links || outside.putLink === undefined) return;
    await outside.putDirectory(path('directory'));
    await outside.putFile(path('directory/file'), bytesOf(1));
    for (const [name, target] of [
      ['to-directory', 'directory'],
      ['to-nothing', '../nowhere'],
      ['to-itself', 'to-itself'],
    ]) {
      await outside.putLink(path(name!), target!);
      assert.equal((await listedLink(endpoint, path(name!))).target, target);
      assert.equal((await endpoint.look(path(name!))).kind, 'link');
    }
    await failsWith('failed', endpoint.list(path('to-directory')));
    assert.notEqual((await endpoint.look(path('to-directory/file'))).kind, 'file');
    const file = await listedFile(endpoint, path('directory/file'));
    await failsWith(['stale', 'unreadable'], endpoint.read(path('to-directory/file'), file));
    await failsWith('stale', endpoint.read(path('to-directory'), file));
  });

  test('what is neither file, link nor directory is unknown', async ({ endpoint, outside }) => {
    if (outside.putSpecial === undefined) return;
    await outside.putSpecial(path('special'));
    assert.equal((await listed(endpoint, path('special')))?.kind, 'unknown');
    assert.equal((await endpoint.look(path('special'))).kind, 'unknown');
  });

  test('reading gives exactly the content, whole when small, in chunks when large', async ({
    endpoint,
    outside,
  }) => {
    for (const size of [0, 1, 256 * 1024, 256 * 1024 + 1, 1024 * 1024 + 1]) {
      await outside.putFile(path(`size-${size}`), bytesOf(size));
      const entry = await listedFile(endpoint, path(`size-${size}`));
      assert.equal(entry.size, size);
      assert.ok(bytesOf(size).equals(await readAll(endpoint, path(`size-${size}`), entry)));
    }
  });

  test('chunks begin at the byte that is asked for, and can be asked for again', async ({
    endpoint,
    outside,
  }) => {
    const bytes = bytesOf(2 * 1024 * 1024 + 7);
    await outside.putFile(path('file'), bytes);
    const content = await endpoint.read(path('file'), await listedFile(endpoint, path('file')));
    for (const from of [1024 * 1024 + 3, bytes.length, 0]) {
      const chunks: Buffer[] = [];
      for await (const chunk of content.chunks(from)) chunks.push(Buffer.from(chunk));
      assert.ok(Buffer.concat(chunks).equals(bytes.subarray(from)), `from byte ${from}`);
    }
    assert.equal(await content.unchanged(), true);
    await content.close();
  });

  test('a file that is not the expected one can not be read', async ({ endpoint, outside }) => {
    await outside.putFile(path('file'), bytesOf(10));
    const before = await listedFile(endpoint, path('file'));
    await outside.putFile(path('file'), bytesOf(11));
    await failsWith('stale', endpoint.read(path('file'), before));
    await outside.remove(path('file'));
    await failsWith('stale', endpoint.read(path('file'), before));
  });

  test('a file that changes while it is read is told, unless all of it was read before', async ({
    endpoint,
    outside,
  }) => {
    for (const size of [1000, 3 * 1024 * 1024]) {
      await outside.putFile(path('file'), bytesOf(size));
      const content = await endpoint.read(path('file'), await listedFile(endpoint, path('file')));
      await outside.putFile(path('file'), bytesOf(size + 1));
      if (content.whole === undefined)
        for await (const chunk of content.chunks()) assert.ok(chunk.length > 0);
      const isWhole = content.whole?.equals(bytesOf(size)) === true;
      assert.ok(!(await content.unchanged()) || isWhole);
      await content.close();
    }
  });

  test('readHead gives the first bytes of a file, and nothing where none is', async ({
    endpoint,
    outside,
  }) => {
    await outside.putDirectory(path('directory'));
    await outside.putFile(path('directory/check.txt'), Buffer.from('state=ready\nmore'));
    assert.equal(String(await endpoint.readHead('directory/check.txt', 11)), 'state=ready');
    assert.equal(String(await endpoint.readHead('directory/check.txt', 1024)), 'state=ready\nmore');
    assert.equal(await endpoint.readHead('directory/none', 10), undefined);
    assert.equal(await endpoint.readHead('directory', 10), undefined);
  });

  test('an aborted call fails as interrupted', async ({ endpoint }) => {
    const aborted = AbortSignal.abort();
    await assert.rejects(endpoint.list(path(''), aborted), { code: 'interrupted' });
    assert.deepEqual(await names(endpoint, path('')), []);
  });

  test('reading writes nothing', async ({ endpoint, outside }) => {
    await outside.putFile(path('file'), bytesOf(10));
    await readAll(endpoint, path('file'), await listedFile(endpoint, path('file')));
    await endpoint.look(path('file'));
    await endpoint.readHead('file', 5);
    assert.deepEqual(await outside.list(path('')), ['file']);
    assert.equal(await outside.read(inTrash(path('file'))).catch(() => undefined), undefined);
  });
};
