import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';

import { filesystemFacts } from '../../src/directory/filesystem.js';
import { HAS_SYSTEM_CALLS } from '../../src/directory/system-calls.js';
import type { WriteRequest, Written } from '../../src/writing.js';
import { makeTwoPlaces, type Place, type TwoPlaces } from './place.js';
import { fileAt, path, requestFor, RUN } from './requests.js';

const MIB = 1024 * 1024;
/** Not a whole number of stretches. */
const SIZE = 21 * MIB + 5;

function bytesOf(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) >>> 0, at);
  return bytes;
}

/** Two directories, of which the second has large content poured by threads. */
function twoPlaces(within?: string): Promise<TwoPlaces & AsyncDisposable> {
  return makeTwoPlaces({ within }, { beforeThreads: { entries: 0, copies: 0, bytes: 0 } });
}

/** Brings `file` from one directory to the other. */
async function bring(
  { from, to }: TwoPlaces,
  changes: Partial<WriteRequest> = {},
  signal?: AbortSignal,
): Promise<Written> {
  const entry = await fileAt(from.endpoint, path('file'));
  const content = await from.endpoint.read(path('file'), entry, signal);
  try {
    return await to.endpoint.write(requestFor(path('file'), entry.size, changes), content, signal);
  } finally {
    await content.close();
  }
}

const KERNEL_COPIES = HAS_SYSTEM_CALLS && filesystemFacts(tmpdir()).kernelCopies;

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Nothing but what stands under `names`. */
async function holdsOnly({ endpoint }: Place, names: readonly string[]): Promise<boolean> {
  const { entries, reserved } = await endpoint.list(path(''));
  return reserved.length === 0 && entries.map(({ name }) => name).join() === names.join();
}

for (const hashless of [false, true])
  void t.test(hashless ? 'without a hash' : 'with its hash', async (t) => {
    await t.test('a large file comes whole, with its time, and every byte of it is told', async (t) => {
      await using places = await twoPlaces();
      const { from, to } = places;
      const bytes = bytesOf(SIZE);
      writeFileSync(join(from.rootPath, 'file'), bytes);
      let told = 0;
      const onBytes = (count: number): void => void (told += count);
      const mtime = 1_500_000_000_123_456;
      const { hash } = await bring(places, { mtime, mode: 0o640, onBytes, hashless });
      t.ok(readFileSync(join(to.rootPath, 'file')).equals(bytes));
      t.equal(hash, hashless && KERNEL_COPIES ? undefined : sha256(bytes));
      t.equal(told, SIZE);
      t.match(await fileAt(to.endpoint, path('file')), { mtime, mode: 0o640 });
      t.ok(await holdsOnly(to, ['file']));
    });

    await t.test('the version that it replaces goes to the trash', async (t) => {
      await using places = await twoPlaces();
      const { from, to } = places;
      writeFileSync(join(from.rootPath, 'file'), bytesOf(SIZE));
      writeFileSync(join(to.rootPath, 'file'), 'old');
      await bring(places, { expected: await fileAt(to.endpoint, path('file')), trash: RUN, hashless });
      t.equal(readFileSync(join(to.rootPath, `.syncline/trash/${RUN}/file`), 'utf8'), 'old');
      t.equal(statSync(join(to.rootPath, 'file')).size, SIZE);
    });

    await t.test('several at once do not mix', async (t) => {
      await using places = await twoPlaces();
      const { from, to } = places;
      const names = Array.from({ length: 6 }, (_, n) => `file-${n}`);
      for (const [n, name] of names.entries())
        writeFileSync(join(from.rootPath, name), Buffer.alloc(9 * MIB + n, n + 1));
      await Promise.all(
        names.map(async (name) => {
          const entry = await fileAt(from.endpoint, path(name));
          const content = await from.endpoint.read(path(name), entry);
          await to.endpoint.write(requestFor(path(name), entry.size, { hashless }), content);
          await content.close();
        }),
      );
      for (const [n, name] of names.entries())
        t.ok(readFileSync(join(to.rootPath, name)).equals(Buffer.alloc(9 * MIB + n, n + 1)));
    });

    await t.test('an original that is cut short or changed meanwhile leaves nothing', async (t) => {
      await using places = await twoPlaces();
      const { from, to } = places;
      const file = join(from.rootPath, 'file');
      writeFileSync(file, bytesOf(SIZE));
      const cut = (): void => truncateSync(file, 5 * MIB);
      await t.rejects(bring(places, { onBytes: cut, hashless }), { code: 'size', scope: 'path' });
      writeFileSync(file, bytesOf(SIZE));
      const change = (): void => writeFileSync(file, bytesOf(SIZE));
      await t.rejects(bring(places, { onBytes: change, hashless }), { code: 'busy', scope: 'path' });
      t.ok(await holdsOnly(to, []));
    });
  });

void t.test(
  'what the kernel does not copy from one file system to another is read and written',
  async (t) => {
    await using places = await twoPlaces(existsSync('/dev/shm') ? '/dev/shm' : undefined);
    const { from, to } = places;
    const bytes = bytesOf(SIZE);
    writeFileSync(join(from.rootPath, 'file'), bytes);
    await bring(places, { hashless: true });
    t.ok(readFileSync(join(to.rootPath, 'file')).equals(bytes));
  },
);

void t.test('an interruption ends it between two stretches', async (t) => {
  await using places = await twoPlaces();
  const { from, to } = places;
  writeFileSync(join(from.rootPath, 'file'), bytesOf(SIZE));
  const abort = new AbortController();
  let told = 0;
  const onBytes = (count: number): void => {
    told += count;
    abort.abort();
  };
  await t.rejects(bring(places, { onBytes }, abort.signal), { code: 'interrupted' });
  t.ok(told < SIZE);
  t.ok(await holdsOnly(to, []));
  await bring(places);
  t.ok(readFileSync(join(to.rootPath, 'file')).equals(bytesOf(SIZE)), 'and the thread goes on');
});

void t.test('a directory that is closed lets go at once', async (t) => {
  await using places = await twoPlaces();
  const { from, to } = places;
  writeFileSync(join(from.rootPath, 'file'), bytesOf(SIZE));
  const onBytes = (): Promise<void> => to.endpoint.close();
  await t.rejects(bring(places, { onBytes }), { code: 'interrupted' });
});
