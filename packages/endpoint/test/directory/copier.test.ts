import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import type { Copied, Endpoint, WriteRequest } from '../../src/endpoint.js';
import { WHOLE_CONTENT_BYTES } from '../../src/endpoint.js';
import { makePlace, type Place } from './place.js';
import { fileAt, path, requestFor } from './requests.js';

const MTIME = 1_500_000_000_123_456;

/** Two directories, of which the second copies from the first in threads, from the first file on. */
async function twoPlaces(
  copies = 0,
): Promise<{ from: Place; to: Place; [Symbol.asyncDispose](): Promise<void> }> {
  const from = await makePlace();
  const to = await makePlace({ beforeThreads: { entries: 0, copies } });
  return {
    from,
    to,
    async [Symbol.asyncDispose]() {
      await to.cleanup();
      await from.cleanup();
    },
  };
}

async function copy(
  from: Endpoint,
  to: Endpoint,
  name: string,
  changes: Partial<WriteRequest> = {},
): Promise<Copied | undefined> {
  const expected = await fileAt(from, path(name));
  const request = requestFor(path(name), expected.size, { mtime: MTIME, mode: 0o640, ...changes });
  return to.copyFrom!(from, path(name), expected, request);
}

void t.test(
  'a small new file is made with its content, time and mode, and told as a look tells it',
  async (t) => {
    await using places = await twoPlaces();
    const { from, to } = places;
    const bytes = Buffer.from([0, 255, 10, 13, 0xc3]);
    mkdirSync(join(from.rootPath, 'd'));
    mkdirSync(join(to.rootPath, 'd'));
    writeFileSync(join(from.rootPath, 'd/file'), bytes);
    let told = 0;
    const copied = await copy(from.endpoint, to.endpoint, 'd/file', {
      onBytes: (count) => void (told += count),
    });
    t.strictSame(readFileSync(join(to.rootPath, 'd/file')), bytes);
    t.equal(copied?.hash, createHash('sha256').update(bytes).digest('hex'));
    const { racy: _, ...now } = await fileAt(to.endpoint, path('d/file'));
    const { racy: _then, ...seen } = copied!.seen as typeof now & { racy: boolean };
    t.strictSame(seen, now);
    t.equal(now.mtime, MTIME);
    t.equal(now.mode, 0o640);
    t.equal(told, bytes.length);
    await to.endpoint.flush();
  },
);

void t.test('many at once are all made, each with its own content', async (t) => {
  await using places = await twoPlaces();
  const { from, to } = places;
  const names = Array.from({ length: 300 }, (_, n) => `file-${n}`);
  for (const name of names) writeFileSync(join(from.rootPath, name), `content of ${name}`);
  const copied = await Promise.all(names.map((name) => copy(from.endpoint, to.endpoint, name)));
  t.ok(copied.every((one) => one?.seen?.kind === 'file'));
  for (const name of names) t.equal(readFileSync(join(to.rootPath, name), 'utf8'), `content of ${name}`);
  t.equal((await to.endpoint.list(path(''))).entries.length, names.length, 'no temp file is left');
  t.equal((await to.endpoint.list(path(''))).reserved.length, 0);
});

void t.test('what is not for the threads is refused, and nothing is done', async (t) => {
  await using places = await twoPlaces(1);
  const { from, to } = places;
  writeFileSync(join(from.rootPath, 'file'), 'x');
  writeFileSync(join(from.rootPath, 'large'), Buffer.alloc(WHOLE_CONTENT_BYTES + 1));
  const expected = await fileAt(from.endpoint, path('file'));
  t.equal(await copy(from.endpoint, to.endpoint, 'file'), undefined, 'the first is too little for a thread');
  t.equal(await copy(from.endpoint, to.endpoint, 'large'), undefined, 'a large one');
  t.equal(await copy(from.endpoint, to.endpoint, 'file', { expected }), undefined, 'a replacement');
  const other = { ...from.endpoint };
  t.equal(await copy(other, to.endpoint, 'file'), undefined, 'another kind of side');
  t.strictSame((await to.endpoint.list(path(''))).entries, []);
});

void t.test('an original that changed, a taken name and a swapped folder are found out', async (t) => {
  await using places = await twoPlaces();
  const { from, to } = places;
  for (const name of ['changed', 'taken']) writeFileSync(join(from.rootPath, name), 'x');
  const expected = await fileAt(from.endpoint, path('changed'));
  writeFileSync(join(from.rootPath, 'changed'), 'yy');
  const request = requestFor(path('changed'), expected.size);
  await t.rejects(to.endpoint.copyFrom!(from.endpoint, path('changed'), expected, request), {
    code: 'stale',
    scope: 'path',
  });
  writeFileSync(join(to.rootPath, 'taken'), 'mine');
  await t.rejects(copy(from.endpoint, to.endpoint, 'taken'), { code: 'stale' });
  t.equal(readFileSync(join(to.rootPath, 'taken'), 'utf8'), 'mine');
  mkdirSync(join(from.rootPath, 'd'));
  writeFileSync(join(from.rootPath, 'd/file'), 'x');
  mkdirSync(join(to.rootPath, 'd'));
  mkdirSync(join(to.besides, 'outside'));
  renameSync(join(to.rootPath, 'd'), join(to.rootPath, 'e'));
  symlinkSync(join(to.besides, 'outside'), join(to.rootPath, 'd'));
  await t.rejects(copy(from.endpoint, to.endpoint, 'd/file'), { code: 'stale' });
  t.equal(statSync(join(to.besides, 'outside')).nlink, 2);
  t.strictSame((await to.endpoint.list(path(''))).reserved, [], 'no temp file is left');
});

void t.test('a directory that is closed copies no more', async (t) => {
  await using places = await twoPlaces();
  const { from, to } = places;
  writeFileSync(join(from.rootPath, 'file'), 'x');
  await copy(from.endpoint, to.endpoint, 'file');
  writeFileSync(join(from.rootPath, 'late'), 'x');
  const expected = await fileAt(from.endpoint, path('late'));
  const copying = to.endpoint.copyFrom!(from.endpoint, path('late'), expected, requestFor(path('late'), 1));
  const [end] = await Promise.allSettled([copying, to.endpoint.close()]);
  t.match(end, { status: 'rejected', reason: { code: 'interrupted' } });
});
