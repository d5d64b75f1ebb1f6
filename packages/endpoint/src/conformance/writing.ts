import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { joinPath, nameOf, type FileEntry } from '@syncline/model';

import {
  bytesOf,
  contentOf,
  failsWith,
  inTrash,
  listed,
  listedFile,
  listedLink,
  nextTemp,
  noTempIn,
  path,
  RUN,
  token,
  write,
  type Part,
} from './subject.js';

/** 2023-11-14 22:13:20.123456 UTC. */
const SOME_TIME_US = 1_700_000_000_123_456;

export const writing: Part = (test) => {
  test('a new file appears whole, with its hash told, and no temp file is left', async (subject) => {
    const { endpoint, outside } = subject;
    for (const size of [0, 5, 256 * 1024 + 1, 1024 * 1024 + 1]) {
      const at = path(`new-${size}`);
      let told = 0;
      const { hash } = await write(endpoint, at, bytesOf(size), { onBytes: (bytes) => void (told += bytes) });
      assert.ok(bytesOf(size).equals((await outside.read(at))!));
      assert.equal(hash, createHash('sha256').update(bytesOf(size)).digest('hex'));
      assert.equal(told, size);
    }
    await noTempIn(subject, path(''));
    assert.equal((await outside.list(path(''))).length, 4);
  });

  test('the time that was asked for is kept as exactly as the side says', async ({ endpoint }) => {
    await write(endpoint, path('file'), bytesOf(3), { mtime: SOME_TIME_US });
    const { mtime } = await listedFile(endpoint, path('file'));
    if (!endpoint.traits.setsTimes) return;
    const off = Math.abs(mtime! - SOME_TIME_US);
    assert.ok(
      endpoint.traits.timePrecisionUs <= 1 ? off === 0 : off < endpoint.traits.timePrecisionUs,
      `off by ${off} µs`,
    );
  });

  test('rwx bits are kept, others never set', async ({ endpoint }) => {
    if (!endpoint.traits.modes) return;
    await write(endpoint, path('file'), bytesOf(3), { mode: 0o6751 });
    const before = await listedFile(endpoint, path('file'));
    assert.equal(before.mode, 0o751);
    await write(endpoint, path('file'), bytesOf(4), { expected: before });
    assert.equal((await listedFile(endpoint, path('file'))).mode, 0o751, 'as the replaced file had them');
  });

  test('a name that was taken meanwhile is stale, whatever took it', async (subject) => {
    const { endpoint, outside } = subject;
    await outside.putFile(path('file'), Buffer.from('theirs'));
    await outside.putDirectory(path('directory'));
    await failsWith('stale', write(endpoint, path('file'), bytesOf(3)));
    await failsWith('stale', write(endpoint, path('directory'), bytesOf(3)));
    assert.equal(String(await outside.read(path('file'))), 'theirs');
    await noTempIn(subject, path(''));
  });

  test('replacing moves the old version to the trash of the run', async (subject) => {
    const { endpoint, outside } = subject;
    await outside.putDirectory(path('d'));
    await outside.putFile(path('d/file'), Buffer.from('old'));
    const expected = await listedFile(endpoint, path('d/file'));
    await write(endpoint, path('d/file'), Buffer.from('newer'), { expected, trash: RUN });
    assert.equal(String(await outside.read(path('d/file'))), 'newer');
    assert.equal(String(await outside.read(inTrash(path('d/file')))), 'old');
    await noTempIn(subject, path('d'));
  });

  test('a second version of one run gets a name of its own in the trash', async ({ endpoint, outside }) => {
    await outside.putFile(path('file'), Buffer.from('1'));
    for (const text of ['22', '333']) {
      const expected = await listedFile(endpoint, path('file'));
      await write(endpoint, path('file'), Buffer.from(text), { expected, trash: RUN });
    }
    const kept = await outside.list(path(`.syncline/trash/${RUN}`));
    const texts = await Promise.all(kept.map(async (name) => String(await outside.read(inTrash(name)))));
    assert.deepEqual(texts.sort(), ['1', '22']);
  });

  test('however often a run replaces a file, each version is kept beside the first', async (subject) => {
    const { endpoint, outside } = subject;
    await outside.putDirectory(path('d'));
    await outside.putFile(path('d/file'), Buffer.from('version 1'));
    const versions = 24;
    for (let n = 1; n <= versions; n += 1) {
      const expected = await listedFile(endpoint, path('d/file'));
      await write(endpoint, path('d/file'), Buffer.from(`version ${n + 1}`), { expected, trash: RUN });
      const kept = n === 1 ? 'd/file' : `d/file~${n}`;
      assert.equal(String(await outside.read(inTrash(path(kept)))), `version ${n}`);
    }
    assert.deepEqual(await outside.list(path(`.syncline/trash/${RUN}`)), ['d']);
    assert.equal((await outside.list(inTrash(path('d')))).length, versions);
  });

  test('without a trash the old version is gone, and no .syncline appears', async ({ endpoint, outside }) => {
    await outside.putFile(path('file'), Buffer.from('old'));
    await write(endpoint, path('file'), Buffer.from('new'), {
      expected: await listedFile(endpoint, path('file')),
    });
    assert.equal(String(await outside.read(path('file'))), 'new');
    assert.deepEqual(await outside.list(path('')), ['file']);
  });

  test('a target that changed or went is stale and stays as it is', async (subject) => {
    const { endpoint, outside } = subject;
    await outside.putFile(path('file'), Buffer.from('old'));
    const expected = await listedFile(endpoint, path('file'));
    await outside.putFile(path('file'), Buffer.from('edited'));
    await failsWith('stale', write(endpoint, path('file'), bytesOf(3), { expected, trash: RUN }));
    assert.equal(String(await outside.read(path('file'))), 'edited');
    await outside.remove(path('file'));
    await failsWith('stale', write(endpoint, path('file'), bytesOf(3), { expected, trash: RUN }));
    assert.equal(await listed(endpoint, path('file')), undefined);
    await noTempIn(subject, path(''));
  });

  test('a target that is edited while the file is sent is stale', async (subject) => {
    const { endpoint, outside } = subject;
    await outside.putFile(path('file'), Buffer.from('old'));
    const expected = await listedFile(endpoint, path('file'));
    const onBytes = async (): Promise<void> => outside.putFile(path('file'), Buffer.from('edited'));
    await failsWith('stale', write(endpoint, path('file'), bytesOf(3), { expected, trash: RUN, onBytes }));
    assert.equal(String(await outside.read(path('file'))), 'edited');
    await noTempIn(subject, path(''));
  });

  test('a source that changed makes the write busy, and nothing is left of it', async (subject) => {
    const { endpoint, outside } = subject;
    for (const bytes of [bytesOf(10), bytesOf(600_000)]) {
      const content = contentOf(bytes, { unchanged: async () => false });
      await failsWith('busy', write(endpoint, path('file'), bytes, {}, content));
    }
    assert.deepEqual(await outside.list(path('')), []);
  });

  test('more or fewer bytes than announced are never put in place', async ({ endpoint, outside }) => {
    for (const [given, announced] of [
      [10, 11],
      [11, 10],
      [600_000, 600_001],
      [600_001, 600_000],
    ] as const) {
      const bytes = bytesOf(given);
      await failsWith('size', write(endpoint, path('file'), bytes, { size: announced }, contentOf(bytes)));
    }
    assert.deepEqual(await outside.list(path('')), []);
  });

  test('an error of the source passes through, and nothing is left', async ({ endpoint, outside }) => {
    const bytes = bytesOf(600_000);
    const content = contentOf(bytes, {
      chunks: async function* chunks() {
        yield bytes.subarray(0, 1000);
        throw new Error('the disk broke');
      },
    });
    await assert.rejects(write(endpoint, path('file'), bytes, {}, content));
    assert.deepEqual(await outside.list(path('')), []);
  });

  test('an aborted write leaves nothing', async (subject) => {
    const { endpoint, outside } = subject;
    const abort = new AbortController();
    const bytes = bytesOf(3 * 1024 * 1024);
    const request = {
      path: path('file'),
      temp: nextTemp(),
      size: bytes.length,
      mtime: undefined,
      mode: undefined,
      expected: undefined,
      trash: undefined,
      onBytes: () => abort.abort(),
    };
    await assert.rejects(endpoint.write(request, contentOf(bytes), abort.signal), { code: 'interrupted' });
    await noTempIn(subject, path(''));
    assert.deepEqual(
      (await outside.list(path(''))).filter((name) => name === 'file'),
      [],
    );
  });

  test('a directory that went away makes the write fail for that path alone', async ({ endpoint }) => {
    await failsWith(['stale', 'failed'], write(endpoint, path('missing/file'), bytesOf(3)));
  });

  test('observe tells what the next listing tells', async ({ endpoint, outside }) => {
    await outside.putDirectory(path('d'));
    await write(endpoint, path('d/a'), bytesOf(3), { mtime: SOME_TIME_US });
    await write(endpoint, path('d/b'), bytesOf(4));
    await endpoint.makeDirectory(path('d/sub'), undefined);
    const observed = await endpoint.observe(path('d'), ['a', 'b', 'sub', 'missing'].map(path));
    assert.deepEqual([...observed.keys()].sort(), ['a', 'b', 'sub']);
    for (const [name, entry] of observed) {
      const later = await listed(endpoint, joinPath(path('d'), name));
      assert.equal(token(entry), token(later));
      assert.equal(entry.kind, later?.kind);
    }
  });

  test('links are made, replaced and refused like files', async (subject) => {
    const { endpoint, outside } = subject;
    if (!endpoint.traits.links) return;
    const request = { path: path('link'), target: 'a/b\xe9', expected: undefined, trash: RUN };
    await endpoint.writeLink({ ...request, temp: nextTemp() });
    const made = await listedLink(endpoint, path('link'));
    assert.equal(made.target, 'a/b\xe9');
    await failsWith('stale', endpoint.writeLink({ ...request, temp: nextTemp() }));
    await endpoint.writeLink({ ...request, temp: nextTemp(), target: 'other', expected: made });
    assert.equal((await listedLink(endpoint, path('link'))).target, 'other');
    assert.equal((await listedLink(endpoint, path('link'))).size, 5);
    assert.deepEqual(await outside.list(path(`.syncline/trash/${RUN}`)), ['link']);
    await noTempIn(subject, path(''));
  });

  test('attributes are set of the expected file alone', async ({ endpoint, outside }) => {
    await outside.putFile(path('file'), bytesOf(3));
    const before = await listedFile(endpoint, path('file'));
    await endpoint.setAttributes(path('file'), before, { mtime: SOME_TIME_US, mode: 0o640 });
    const after = await listedFile(endpoint, path('file'));
    if (endpoint.traits.modes) assert.equal(after.mode, 0o640);
    if (endpoint.traits.setsTimes) {
      assert.ok(Math.abs(after.mtime! - SOME_TIME_US) < Math.max(1, endpoint.traits.timePrecisionUs));
    }
    await outside.putFile(path('file'), bytesOf(4));
    await failsWith('stale', endpoint.setAttributes(path('file'), before, { mtime: SOME_TIME_US }));
    assert.equal(nameOf(path('file')), ((await endpoint.look(path('file'))) as FileEntry).name);
  });
};
