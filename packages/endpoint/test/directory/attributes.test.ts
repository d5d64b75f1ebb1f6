import { chmodSync, lstatSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import { filesystemFacts } from '../../src/directory/filesystem.js';
import { observeName, tokenOf } from '../../src/directory/observation.js';
import { DescriptorDirectories } from '../../src/directory/descriptor-handles.js';
import type { Handle } from '../../src/directory/handles.js';
import { makePlace } from './place.js';
import { fileAt, path, RUN, write } from './requests.js';

const NATIVE = {
  stableInodes: true,
  stableRoots: true,
  timePrecisionUs: 1,
  modes: true,
  links: true,
  shared: false,
  kernelCopies: true,
  exactNames: true,
  stores: true,
};

void t.test('times are exact to the microsecond, in the past and in the future', async (one) => {
  const place = await makePlace();
  const times = [
    0, 1, 999_999, 1_000_000, 1_700_000_000_123_457, 1_699_999_999_999_999, 4_102_444_800_000_001,
  ];
  for (let n = 0; n < 500; n += 1) times.push(1_600_000_000_000_000 + n * 99_999_999_977);
  for (const mtime of times) {
    await write(place.endpoint, path('file'), 'x', {
      mtime,
      expected: await fileAt(place.endpoint, path('file')).catch(() => undefined),
    });
    const seen = await fileAt(place.endpoint, path('file'));
    if (seen.mtime !== mtime) one.equal(seen.mtime, mtime);
  }
  one.pass('all of them');
  await place.cleanup();
});

void t.test('a time before 1970 becomes 1970', async (one) => {
  const place = await makePlace();
  await write(place.endpoint, path('file'), 'x', { mtime: -5_000_000 });
  one.equal((await fileAt(place.endpoint, path('file'))).mtime, 0);
  await place.cleanup();
});

void t.test('setuid, setgid and sticky bits are never set, nor more than was asked for', async (one) => {
  const place = await makePlace();
  await write(place.endpoint, path('file'), 'x', { mode: 0o7777 });
  await write(place.endpoint, path('private'), 'x', { mode: 0o600 });
  await place.endpoint.makeDirectory(path('d'), 0o7777);
  one.equal(lstatSync(join(place.rootPath, 'file')).mode & 0o7777, 0o777);
  one.equal(lstatSync(join(place.rootPath, 'private')).mode & 0o7777, 0o600);
  one.equal(lstatSync(join(place.rootPath, 'd')).mode & 0o7777, 0o777);
  await place.cleanup();
});

void t.test('a file without a mode gets that of the umask', async (one) => {
  const place = await makePlace();
  await write(place.endpoint, path('file'), 'x');
  writeFileSync(join(place.rootPath, 'plain'), 'x');
  one.equal(lstatSync(join(place.rootPath, 'file')).mode, lstatSync(join(place.rootPath, 'plain')).mode);
  await place.cleanup();
});

void t.test('the trash is for its owner alone', async (one) => {
  const place = await makePlace();
  await write(place.endpoint, path('file'), 'x');
  await place.endpoint.remove(path('file'), await fileAt(place.endpoint, path('file')), RUN);
  for (const directory of ['.syncline', '.syncline/trash', `.syncline/trash/${RUN}`]) {
    one.equal(lstatSync(join(place.rootPath, directory)).mode & 0o777, 0o700);
  }
  await place.cleanup();
});

void t.test('a change of mode, a touch and an edit with the old time each change the token', async (one) => {
  const place = await makePlace();
  const file = join(place.rootPath, 'file');
  writeFileSync(file, 'abc');
  const tokens = new Set([(await fileAt(place.endpoint, path('file'))).token]);
  const { atime, mtime } = statSync(file);
  for (const change of [
    () => chmodSync(file, 0o600),
    () => utimesSync(file, atime, 1_000_000),
    () => (writeFileSync(file, 'xyz'), utimesSync(file, atime, mtime)),
  ]) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    change();
    tokens.add((await fileAt(place.endpoint, path('file'))).token);
  }
  one.equal(tokens.size, 4);
  await place.cleanup();
});

void t.test('without stable inodes the token is size and time, and nothing proves a move', async (one) => {
  const place = await makePlace();
  const file = join(place.rootPath, 'file');
  writeFileSync(file, 'abc');
  const directories = new DescriptorDirectories(place.rootPath);
  const handle: Handle = { ...directories.get(path('')), facts: { ...NATIVE, stableInodes: false } };
  const before = observeName(handle, path('file'), Date.now());
  chmodSync(file, 0o600);
  const after = observeName(handle, path('file'), Date.now());
  one.ok(before?.kind === 'file' && after?.kind === 'file' && before.token === after.token);
  one.ok(after?.kind === 'file' && after.identity === undefined && after.racy);
  directories.close();
  await place.cleanup();
});

void t.test(
  'racy: changed within the granularity of the clock, not in the past, not in the future',
  async (one) => {
    const place = await makePlace();
    writeFileSync(join(place.rootPath, 'file'), 'abc');
    const { ctimeMs } = lstatSync(join(place.rootPath, 'file'));
    const directories = new DescriptorDirectories(place.rootPath);
    const racyAt = (sinceMs: number): boolean => {
      const entry = observeName(directories.get(path('')), path('file'), sinceMs);
      return entry?.kind === 'file' && entry.racy;
    };
    one.equal(racyAt(ctimeMs), true);
    one.equal(racyAt(ctimeMs + 15), true);
    one.equal(racyAt(ctimeMs + 25), false);
    directories.close();
    await place.cleanup();
  },
);

void t.test('a token tells each part of a version', async (one) => {
  const stats = lstatSync('/');
  const token = tokenOf(NATIVE, stats);
  for (const [part, change] of Object.entries({
    size: 1,
    mtimeMs: 0.001,
    ino: 1,
    birthtimeMs: 1,
    ctimeMs: 0.001,
  })) {
    const changed = Object.assign(Object.create(Object.getPrototypeOf(stats) as object), stats) as Record<
      string,
      number
    >;
    changed[part] = changed[part]! + change;
    one.not(tokenOf(NATIVE, changed as unknown as typeof stats), token, part);
  }
  one.type(filesystemFacts('/').stableInodes, 'boolean');
  one.equal(filesystemFacts('/no/such/place').stableInodes, process.platform !== 'linux');
});

void t.test(
  'the mode of an unwritable directory is set, and its content still removed by its owner',
  async (one) => {
    const place = await makePlace();
    mkdirSync(join(place.rootPath, 'd'));
    await place.endpoint.setDirectoryMode(path('d'), 0o500);
    one.equal(lstatSync(join(place.rootPath, 'd')).mode & 0o777, 0o500);
    await place.endpoint.setDirectoryMode(path('d'), 0o700);
    await place.cleanup();
  },
);
