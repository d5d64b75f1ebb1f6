import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import t from 'tap';
import { SynclineError } from '@syncline/model';
import type { Content } from '../../src/content.js';
import { makePlace } from './place.js';
import { path, requestFor } from './requests.js';

const MiB = 1024 * 1024;
const BYTES = Buffer.alloc(4 * MiB, 'abcdefghij');
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Content that tells from where it was read, and breaks off after so many bytes. */
function large(breaksAfter = Infinity, error = broken()): Content & { readonly asked: number[] } {
  const asked: number[] = [];
  return {
    size: BYTES.length,
    whole: undefined,
    asked,
    async *chunks(fromByte = 0) {
      asked.push(fromByte);
      for (let at = fromByte; at < BYTES.length; at += 300_000) {
        if (at >= breaksAfter) throw error;
        yield BYTES.subarray(at, at + 300_000);
      }
    },
    unchanged: async () => true,
    close: async () => undefined,
  };
}

function broken(): Error {
  return new SynclineError('failed', 'the connection was lost', { scope: 'path', retry: true });
}

t.test('a transfer that breaks leaves its beginning, and the next attempt goes on there', async (t) => {
  const { endpoint, system } = await makePlace();
  t.teardown(() => endpoint.close());
  const request = requestFor(path('f'), BYTES.length, { resumable: true });
  const temp = system(request.temp);
  await t.rejects(endpoint.write(request, large(2 * MiB)), { message: /lost/ });
  const { size, ino } = statSync(temp);
  t.ok(size >= 2 * MiB && size < BYTES.length);
  const rest = large();
  t.equal((await endpoint.write(request, rest)).hash, hashOf(BYTES));
  t.same(rest.asked, [size - MiB], 'the end is compared, the rest is read');
  t.equal(statSync(system('f')).ino, ino);
  t.ok(readFileSync(system('f')).equals(BYTES));
  t.notOk(existsSync(temp));
});

t.test('a beginning with another end, or a longer one, is written anew', async (t) => {
  const { endpoint, system } = await makePlace();
  t.teardown(() => endpoint.close());
  const other = Buffer.from(BYTES.subarray(0, 2 * MiB));
  other[2 * MiB - 1] = 0;
  for (const [name, left] of Object.entries({ end: other, longer: Buffer.concat([BYTES, BYTES]) })) {
    const request = requestFor(path(name), BYTES.length, { resumable: true });
    writeFileSync(system(request.temp), left);
    t.equal((await endpoint.write(request, large())).hash, hashOf(BYTES), name);
    t.ok(readFileSync(system(name)).equals(BYTES), name);
  }
});

t.test('a beginning that cannot be opened any more is written anew', async (t) => {
  const { endpoint, system, rootPath } = await makePlace();
  t.teardown(() => endpoint.close());
  const request = requestFor(path('f'), BYTES.length, { resumable: true });
  const temp = system(request.temp);
  writeFileSync(temp, BYTES.subarray(0, MiB));
  // As that of a file that nobody may write, when the connection was lost after it got its mode.
  chmodSync(temp, 0o444);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    for (const part of [temp, rootPath]) chownSync(part, 65534, 65534);
    chmodSync(dirname(rootPath), 0o755);
    process.seteuid!(65534);
  }
  try {
    t.equal((await endpoint.write(request, large())).hash, hashOf(BYTES));
  } finally {
    if (isRoot) process.seteuid!(0);
  }
});

t.test('nothing is left where nothing is to be continued, or the failure speaks against it', async (t) => {
  const { endpoint, system } = await makePlace();
  t.teardown(() => endpoint.close());
  const unreadable = new SynclineError('unreadable', 'a bad block', { scope: 'path' });
  const cases = [
    [requestFor(path('f'), BYTES.length), large(MiB)],
    [requestFor(path('f'), BYTES.length, { resumable: true }), large(MiB, unreadable)],
    [requestFor(path('f'), BYTES.length, { resumable: true }), { ...large(), unchanged: async () => false }],
  ] as const;
  for (const [request, content] of cases) {
    await t.rejects(endpoint.write(request, content));
    t.notOk(existsSync(system(request.temp)));
  }
});
