import assert from 'node:assert/strict';

import type { FileEntry } from '@syncline/model';

import {
  bytesOf,
  failsWith,
  inTrash,
  LATER_RUN,
  listed,
  listedFile,
  listedLink,
  names,
  path,
  RUN,
  token,
  write,
  type Part,
} from './subject.js';

export const changing: Part = (test) => {
  test('nothing is foreseen against a change that can be made, nor in a directory that is still to be made', async ({
    endpoint,
    outside,
  }) => {
    if (endpoint.foresee === undefined) return;
    await outside.putDirectory(path('d'));
    for (const directory of ['', 'd', 'd/missing', 'missing'])
      for (const bytes of [0, 1]) assert.equal(await endpoint.foresee(path(directory), bytes), undefined);
    assert.deepEqual(await outside.list(path('')), ['d']);
    assert.deepEqual(await outside.list(path('d')), []);
  });

  test('removing puts the version into the trash of the run', async ({ endpoint, outside }) => {
    await outside.putDirectory(path('d'));
    await outside.putFile(path('d/file'), Buffer.from('old'));
    await endpoint.remove(path('d/file'), await listedFile(endpoint, path('d/file')), RUN);
    assert.deepEqual(await names(endpoint, path('d')), []);
    assert.equal(String(await outside.read(inTrash(path('d/file')))), 'old');
  });

  test('removing without a trash leaves nothing', async ({ endpoint, outside }) => {
    await outside.putFile(path('file'), bytesOf(3));
    await endpoint.remove(path('file'), await listedFile(endpoint, path('file')), undefined);
    assert.deepEqual(await outside.list(path('')), []);
  });

  test('what changed or went is not removed', async ({ endpoint, outside }) => {
    await outside.putFile(path('file'), Buffer.from('old'));
    const expected = await listedFile(endpoint, path('file'));
    await outside.putFile(path('file'), Buffer.from('edited'));
    for (const trash of [RUN, undefined])
      await failsWith('stale', endpoint.remove(path('file'), expected, trash));
    assert.equal(String(await outside.read(path('file'))), 'edited');
    await outside.remove(path('file'));
    await outside.putDirectory(path('file'));
    for (const trash of [RUN, undefined])
      await failsWith('stale', endpoint.remove(path('file'), expected, trash));
    assert.equal((await listed(endpoint, path('file')))?.kind, 'directory');
  });

  test('a link is removed itself, never what it points to', async ({ endpoint, outside }) => {
    if (!endpoint.traits.links || outside.putLink === undefined) return;
    await outside.putFile(path('target'), bytesOf(3));
    await outside.putLink(path('link'), 'target');
    await endpoint.remove(path('link'), await listedLink(endpoint, path('link')), RUN);
    assert.deepEqual(await names(endpoint, path('')), ['target']);
    assert.ok(bytesOf(3).equals((await outside.read(path('target')))!));
  });

  test('a file that took the place of a trashed directory, and the reverse, both stay', async ({
    endpoint,
    outside,
  }) => {
    await outside.putFile(path('x'), Buffer.from('file'));
    await endpoint.remove(path('x'), await listedFile(endpoint, path('x')), RUN);
    await outside.putDirectory(path('x'));
    await outside.putFile(path('x/y'), Buffer.from('below'));
    await endpoint.remove(path('x/y'), await listedFile(endpoint, path('x/y')), RUN);
    assert.equal(String(await outside.read(inTrash(path('x')))), 'file');
    assert.equal((await outside.list(path(`.syncline/trash/${RUN}`))).length, 2);
  });

  test('an empty directory is removed, any other is stale', async ({ endpoint, outside }) => {
    await outside.putDirectory(path('empty'));
    await endpoint.removeDirectory(path('empty'), RUN);
    assert.deepEqual(await names(endpoint, path('')), []);
    await outside.putDirectory(path('full'));
    await outside.putFile(path('full/file'), bytesOf(1));
    await failsWith('stale', endpoint.removeDirectory(path('full'), undefined));
    await failsWith('stale', endpoint.removeDirectory(path('full/file'), undefined));
    await failsWith('stale', endpoint.removeDirectory(path('missing'), undefined));
    assert.ok(bytesOf(1).equals((await outside.read(path('full/file')))!));
  });

  test('a directory is made once', async ({ endpoint, outside }) => {
    assert.equal(await endpoint.makeDirectory(path('d'), undefined), 'made');
    assert.equal(await endpoint.makeDirectory(path('d'), undefined), 'exists');
    assert.equal(await endpoint.makeDirectory(path('d/e'), 0o750), 'made');
    assert.equal((await listed(endpoint, path('d/e')))?.kind, 'directory');
    await outside.putFile(path('file'), bytesOf(1));
    await failsWith('stale', endpoint.makeDirectory(path('file'), undefined));
    await failsWith(['stale', 'failed'], endpoint.makeDirectory(path('missing/d'), undefined));
  });

  test('the mode of a directory is exact where the side has modes', async ({ endpoint }) => {
    await endpoint.makeDirectory(path('d'), 0o777);
    await endpoint.setDirectoryMode(path('d'), 0o705);
    await endpoint.makeDirectory(path('open'), 0o777);
    if (!endpoint.traits.modes) return;
    for (const [name, mode] of [
      ['d', 0o705],
      ['open', 0o777],
    ] as const) {
      const entry = await listed(endpoint, path(name));
      assert.equal(entry?.kind, 'directory');
      assert.equal(entry?.kind === 'directory' && entry.mode, mode);
    }
  });

  test('a move carries the content, and its proof where the side has one', async ({ endpoint, outside }) => {
    await outside.putDirectory(path('new'));
    await outside.putDirectory(path('cur'));
    await outside.putFile(path('new/1.host'), Buffer.from('mail'));
    const before = await listedFile(endpoint, path('new/1.host'));
    await endpoint.move(path('new/1.host'), path('cur/1.host:2,S'), before);
    const after = await listedFile(endpoint, path('cur/1.host:2,S'));
    assert.equal(String(await outside.read(path('cur/1.host:2,S'))), 'mail');
    assert.deepEqual(await names(endpoint, path('new')), []);
    if (before.identity !== undefined) assert.equal(after.identity, before.identity);
  });

  test('a move onto a name that is taken, or of what changed, is stale', async ({ endpoint, outside }) => {
    await outside.putFile(path('a'), Buffer.from('a'));
    await outside.putFile(path('b'), Buffer.from('bb'));
    const expected = await listedFile(endpoint, path('a'));
    await failsWith('stale', endpoint.move(path('a'), path('b'), expected));
    assert.equal(String(await outside.read(path('b'))), 'bb');
    await outside.putFile(path('a'), Buffer.from('aaa'));
    await failsWith('stale', endpoint.move(path('a'), path('c'), expected));
    assert.deepEqual(await names(endpoint, path('')), ['a', 'b']);
  });

  test('a link is moved itself', async ({ endpoint, outside }) => {
    if (!endpoint.traits.links || outside.putLink === undefined) return;
    await outside.putLink(path('link'), 'nowhere');
    await endpoint.move(path('link'), path('moved'), await listedLink(endpoint, path('link')));
    assert.equal((await listedLink(endpoint, path('moved'))).target, 'nowhere');
    assert.deepEqual(await names(endpoint, path('')), ['moved']);
  });

  test('a directory is moved with all that is in it, to another name and place', async ({
    endpoint,
    outside,
  }) => {
    await outside.putDirectory(path('a'));
    await outside.putDirectory(path('a/sub'));
    await outside.putDirectory(path('to'));
    await outside.putFile(path('a/file'), Buffer.from('file'));
    await outside.putFile(path('a/sub/.hidden'), Buffer.from('hidden'));
    const before = await listedFile(endpoint, path('a/file'));
    const folder = await listed(endpoint, path('a'));
    await endpoint.moveDirectory(path('a'), path('to/b c'));
    assert.deepEqual(await names(endpoint, path('')), ['to']);
    assert.deepEqual(await outside.list(path('to/b c')), ['file', 'sub']);
    assert.equal(String(await outside.read(path('to/b c/sub/.hidden'))), 'hidden');
    assert.equal(
      token(await listed(endpoint, path('to/b c/file'))),
      before.token,
      'what is in it is the same',
    );
    const moved = await listed(endpoint, path('to/b c'));
    assert.ok(folder?.kind === 'directory' && moved?.kind === 'directory');
    assert.equal(moved.identity, folder.identity, 'known again');
  });

  test('a directory is moved to no name that is taken, not even by an empty directory', async ({
    endpoint,
    outside,
  }) => {
    for (const name of ['a', 'empty', 'full']) await outside.putDirectory(path(name));
    for (const name of ['a/x', 'full/x', 'file']) await outside.putFile(path(name), Buffer.from(name));
    for (const taken of ['empty', 'full', 'file'])
      await failsWith('stale', endpoint.moveDirectory(path('a'), path(taken)));
    for (const nothing of ['file', 'missing'])
      await failsWith('stale', endpoint.moveDirectory(path(nothing), path('new')));
    await failsWith(['stale', 'failed', 'permission'], endpoint.moveDirectory(path('a'), path('missing/a')));
    assert.deepEqual(await names(endpoint, path('')), ['a', 'empty', 'file', 'full']);
    assert.deepEqual(await outside.list(path('empty')), []);
    assert.equal(String(await outside.read(path('a/x'))), 'a/x');
    await endpoint.moveDirectory(path('a'), path('new'));
    assert.equal(String(await outside.read(path('new/x'))), 'a/x');
  });

  test('temp files are removed by name, others never', async ({ endpoint, outside }) => {
    const temp = path(`.syncline-${RUN}-7.tmp`);
    await outside.putDirectory(path('d'));
    await outside.putFile(path(`d/${temp}`), bytesOf(1));
    await outside.putFile(path('d/file'), bytesOf(1));
    await endpoint.removeTemp(path('d'), temp);
    await endpoint.removeTemp(path('d'), temp);
    await failsWith('failed', endpoint.removeTemp(path('d'), path('file')));
    assert.deepEqual(await outside.list(path('d')), ['file']);
  });

  test('purging removes the trash of older runs alone, and an empty .syncline', async ({
    endpoint,
    outside,
  }) => {
    await endpoint.makeDirectory(path('d'), undefined);
    for (const run of [RUN, LATER_RUN]) {
      await write(endpoint, path('d/file'), Buffer.from('x'));
      await endpoint.remove(
        path('d/file'),
        (await listedFile(endpoint, path('d/file'))) satisfies FileEntry,
        run,
      );
    }
    assert.equal(await endpoint.purgeTrash(Date.UTC(2026, 1, 1)), 1);
    assert.deepEqual(await outside.list(path('.syncline/trash')), [LATER_RUN]);
    assert.equal(await endpoint.purgeTrash(Date.UTC(2026, 5, 1)), 1);
    assert.equal(await endpoint.purgeTrash(Date.UTC(2026, 5, 1)), 0);
    assert.deepEqual(await outside.list(path('')), ['d']);
  });

  test('a missing root is told and made', async ({ endpoint, outside }) => {
    if (outside.removeRoot === undefined) return;
    await outside.removeRoot();
    const state = await endpoint.root();
    assert.equal(state.state, 'absent');
    assert.equal(state.state === 'absent' && state.parentExists, true);
    await endpoint.foreseeRoot?.();
    assert.equal((await endpoint.root()).state, 'absent');
    await endpoint.makeRoot();
    assert.equal((await endpoint.root()).state, 'directory');
    assert.deepEqual(await names(endpoint, path('')), []);
  });

  test('flush returns, with and without something to make durable', async ({ endpoint }) => {
    await endpoint.flush();
    await write(endpoint, path('file'), bytesOf(10));
    await Promise.all([endpoint.flush(), endpoint.flush()]);
  });

  test('close is idempotent', async ({ endpoint }) => {
    await endpoint.close();
    await endpoint.close();
  });
};
