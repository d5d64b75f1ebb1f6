import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';

import { ROOT } from '@syncline/model';

import { makePlace, type Place } from './place.js';
import { fileAt, path, RUN, write } from './requests.js';

const NOBODY = 65534;

/** Root may read and write everything: then the work is done as nobody, who owns the place. */
async function asNobody(place: Place, work: () => Promise<void>): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, place.besides]);
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

void t.test(
  'F11: FIFOs, sockets and devices are special, and a FIFO in the place of a file never blocks',
  async (one) => {
    const place = await makePlace();
    writeFileSync(join(place.rootPath, 'file'), 'abc');
    const expected = await fileAt(place.endpoint, path('file'));
    rmSync(join(place.rootPath, 'file'));
    execFileSync('mkfifo', [join(place.rootPath, 'file')]);
    const server = createServer().listen(join(place.rootPath, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    const { entries } = await place.endpoint.list(ROOT);
    one.match(entries, [
      { name: 'file', kind: 'unknown', problem: { code: 'special', path: 'file' } },
      { name: 'socket', kind: 'unknown', problem: { code: 'special', path: 'socket' } },
    ]);
    await one.rejects(place.endpoint.read(path('file'), expected), { code: 'stale' });
    await one.rejects(place.endpoint.setAttributes(path('file'), expected, { mode: 0o600 }), {
      code: 'stale',
    });
    await one.rejects(write(place.endpoint, path('file'), 'x', { expected, trash: RUN }), { code: 'stale' });
    await one.rejects(place.endpoint.remove(path('file'), expected, RUN), { code: 'stale' });
    one.equal(await place.endpoint.readHead('file', 10), undefined);
    one.equal(await place.endpoint.readHead('/dev/null', 10), undefined);
    await new Promise((resolve) => server.close(resolve));
    await place.cleanup();
  },
);

void t.test('an unreadable file is found on reading, an unreadable directory on listing', async (one) => {
  const place = await makePlace();
  writeFileSync(join(place.rootPath, 'file'), 'abc');
  mkdirSync(join(place.rootPath, 'closed/below'), { recursive: true });
  await asNobody(place, async () => {
    chmodSync(join(place.rootPath, 'file'), 0);
    chmodSync(join(place.rootPath, 'closed'), 0);
    const expected = await fileAt(place.endpoint, path('file'));
    await one.rejects(place.endpoint.read(path('file'), expected), { code: 'unreadable', scope: 'path' });
    const listing = await place.endpoint.list(path('closed'));
    one.match(listing, { complete: false, incompleteBecause: /permission is denied/ });
    const below = await place.endpoint.list(path('closed/below'));
    one.equal(below.complete, false);
    one.same([...listing.entries, ...below.entries], []);
    one.match(await place.endpoint.look(path('closed/below')), {
      kind: 'unknown',
      problem: { code: 'unreadable' },
    });
    chmodSync(join(place.rootPath, 'closed'), 0o700);
  });
  await place.cleanup();
});

void t.test('a directory that may be listed but not entered has unknown entries only', async (one) => {
  const place = await makePlace();
  mkdirSync(join(place.rootPath, 'd'));
  writeFileSync(join(place.rootPath, 'd/file'), 'abc');
  await asNobody(place, async () => {
    chmodSync(join(place.rootPath, 'd'), 0o400);
    one.match(await place.endpoint.list(path('d')), {
      complete: true,
      entries: [{ name: 'file', kind: 'unknown', problem: { code: 'unreadable', path: 'd/file' } }],
    });
    chmodSync(join(place.rootPath, 'd'), 0o700);
  });
  await place.cleanup();
});

void t.test('a directory that may be entered but not listed is passed through', async (one) => {
  const place = await makePlace();
  mkdirSync(join(place.rootPath, 'd/e'), { recursive: true });
  await asNobody(place, async () => {
    chmodSync(join(place.rootPath, 'd'), 0o300);
    await write(place.endpoint, path('d/e/file'), 'x');
    one.equal((await place.endpoint.list(path('d/e'))).entries.length, 1);
    one.equal((await place.endpoint.list(path('d'))).complete, false);
    chmodSync(join(place.rootPath, 'd'), 0o700);
  });
  await place.cleanup();
});

void t.test(
  'F13: a read-only file is replaced by rename, a read-only directory refuses, no permission is widened',
  async (one) => {
    const place = await makePlace();
    mkdirSync(join(place.rootPath, 'd'));
    writeFileSync(join(place.rootPath, 'd/file'), 'old');
    await asNobody(place, async () => {
      chmodSync(join(place.rootPath, 'd/file'), 0o400);
      await write(place.endpoint, path('d/file'), 'newer', {
        expected: await fileAt(place.endpoint, path('d/file')),
        trash: RUN,
      });
      one.equal((await fileAt(place.endpoint, path('d/file'))).mode, 0o400);
      one.equal(readFileSync(join(place.rootPath, 'd/file'), 'utf8'), 'newer');
      chmodSync(join(place.rootPath, 'd'), 0o500);
      const expected = await fileAt(place.endpoint, path('d/file'));
      const failure = { code: 'permission', scope: 'path' };
      await one.rejects(write(place.endpoint, path('d/file'), 'x', { expected, trash: RUN }), failure);
      await one.rejects(write(place.endpoint, path('d/other'), 'x'), failure);
      await one.rejects(place.endpoint.remove(path('d/file'), expected, RUN), failure);
      await one.rejects(place.endpoint.makeDirectory(path('d/e'), undefined), failure);
      chmodSync(join(place.rootPath, 'd'), 0o700);
      one.same(readdirSync(join(place.rootPath, 'd')), ['file']);
    });
    await place.cleanup();
  },
);

void t.test('a move out of a folder that can not be written leaves the old name alone', async (one) => {
  const place = await makePlace();
  mkdirSync(join(place.rootPath, 'd'));
  writeFileSync(join(place.rootPath, 'd/file'), 'abc');
  await asNobody(place, async () => {
    chmodSync(join(place.rootPath, 'd'), 0o500);
    const expected = await fileAt(place.endpoint, path('d/file'));
    const moving = place.endpoint.move(path('d/file'), path('moved'), expected);
    await one.rejects(moving, { code: 'permission', scope: 'path' });
    one.same(readdirSync(place.rootPath), ['d']);
    one.equal(lstatSync(join(place.rootPath, 'd/file')).nlink, 1);
    chmodSync(join(place.rootPath, 'd'), 0o700);
  });
  await place.cleanup();
});

void t.test('time and mode of a file that can not be read are set by its owner', async (one) => {
  const place = await makePlace();
  writeFileSync(join(place.rootPath, 'file'), 'abc');
  await asNobody(place, async () => {
    chmodSync(join(place.rootPath, 'file'), 0);
    const expected = await fileAt(place.endpoint, path('file'));
    await place.endpoint.setAttributes(path('file'), expected, { mtime: 5_000_000, mode: 0o640 });
    one.match(await fileAt(place.endpoint, path('file')), { mtime: 5_000_000, mode: 0o640 });
  });
  await place.cleanup();
});

void t.test('a file that may not be linked is replaced and moved by rename', async (one) => {
  const place = await makePlace();
  await asNobody(place, async () => {
    await write(place.endpoint, path('mine'), 'mine');
  });
  // Linux (fs.protected_hardlinks) refuses links to files of others that one may not write.
  for (const name of ['replaced', 'moved'])
    writeFileSync(join(place.rootPath, name), 'theirs', { mode: 0o644 });
  if (process.getuid?.() === 0) {
    process.seteuid?.(NOBODY);
    try {
      const expected = await fileAt(place.endpoint, path('replaced'));
      await write(place.endpoint, path('replaced'), 'ours', { expected, trash: RUN });
      await place.endpoint.move(path('moved'), path('here'), await fileAt(place.endpoint, path('moved')));
      const taken = place.endpoint.move(
        path('here'),
        path('mine'),
        await fileAt(place.endpoint, path('here')),
      );
      await one.rejects(taken, { code: 'stale' });
    } finally {
      process.seteuid?.(0);
    }
    one.equal(readFileSync(join(place.rootPath, 'replaced'), 'utf8'), 'ours');
    one.equal(readFileSync(join(place.rootPath, '.syncline/trash', RUN, 'replaced'), 'utf8'), 'theirs');
    one.equal(readFileSync(join(place.rootPath, 'here'), 'utf8'), 'theirs');
    one.equal(readFileSync(join(place.rootPath, 'mine'), 'utf8'), 'mine');
  }
  await place.cleanup();
});
