import {
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

import { ROOT } from '@syncline/model';

import { DescriptorDirectories, descriptorsWork } from '../../src/directory/descriptor-handles.js';
import { at } from '../../src/directory/handles.js';
import { PlainDirectories } from '../../src/directory/plain-handles.js';
import { makePlace } from './place.js';
import { path } from './requests.js';

const skip = descriptorsWork() ? false : 'needs /proc';

/** Descriptors of this process that lie at or under a path. */
function openUnder(top: string): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(top);
    } catch {
      return false;
    }
  }).length;
}

void t.test('a bounded number of directories is kept open, and none after closing', { skip }, async (one) => {
  const place = await makePlace();
  const directories = new DescriptorDirectories(place.rootPath);
  for (let n = 0; n < 400; n += 1) mkdirSync(join(place.rootPath, `d${n}`));
  for (let n = 0; n < 400; n += 1) directories.get(path(`d${n}`));
  one.ok(openUnder(place.rootPath) <= 130, 'at most those of the cache');
  const kept = directories.lease(path('d0'));
  for (let n = 0; n < 400; n += 1) directories.get(path(`d${n}`));
  one.equal(directories.stands(kept), true, 'what is in use stays open');
  directories.close();
  one.equal(directories.stands(kept), false);
  one.throws(() => directories.get(ROOT), { code: 'interrupted' });
  directories.release(kept);
  one.equal(openUnder(place.rootPath), 0);
  await place.cleanup();
});

void t.test('idle directories are closed by themselves', { skip }, async (one) => {
  const place = await makePlace();
  await place.endpoint.list(ROOT);
  one.ok(openUnder(place.rootPath) > 0);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  one.equal(openUnder(place.rootPath), 0);
  await place.cleanup();
});

for (const [title, make] of [
  ['by descriptors', (root: string) => new DescriptorDirectories(root)],
  ['by plain paths', (root: string) => new PlainDirectories(root)],
] as const) {
  void t.test(
    `${title}: a directory stands until it, or one above it, is renamed, removed or replaced`,
    { skip },
    async (one) => {
      const place = await makePlace();
      const root = place.rootPath;
      const directories = make(root);
      mkdirSync(join(root, 'a/b'), { recursive: true });
      const handle = directories.lease(path('a/b'));
      one.equal(directories.stands(handle), true);
      renameSync(join(root, 'a'), join(root, 'c'));
      one.equal(directories.stands(handle), false, 'the directory above was renamed');
      one.throws(() => directories.get(path('a/b')), { code: 'ENOENT' });
      mkdirSync(join(root, 'a/b'), { recursive: true });
      one.equal(directories.stands(handle), false, 'another one took its place');
      one.not(directories.get(path('a/b')).ino, handle.ino);
      rmdirSync(join(root, 'a/b'));
      symlinkSync('../c/b', join(root, 'a/b'));
      one.equal(directories.stands(handle), false, 'a link to it is not it');
      one.throws(() => directories.get(path('a/b')), { code: 'ENOTDIR' });
      unlinkSync(join(root, 'a/b'));
      rmdirSync(join(root, 'a'));
      renameSync(join(root, 'c'), join(root, 'a'));
      one.equal(directories.stands(handle), true, 'it came back');
      directories.release(handle);
      directories.close();
      await place.cleanup();
    },
  );

  void t.test(
    `${title}: a root that is a link is followed, and again when it points elsewhere`,
    { skip },
    async (one) => {
      const place = await makePlace();
      mkdirSync(join(place.besides, 'one/x'), { recursive: true });
      mkdirSync(join(place.besides, 'two'));
      const link = join(place.besides, 'link');
      symlinkSync('one', link);
      const directories = make(link);
      one.ok(directories.get(path('x')));
      unlinkSync(link);
      symlinkSync('two', link);
      await new Promise((resolve) => setTimeout(resolve, 1100));
      one.throws(() => directories.get(path('x')), { code: 'ENOENT' });
      directories.close();
      await place.cleanup();
    },
  );
}

void t.test('no name leads out of its directory', { skip }, async (one) => {
  const place = await makePlace();
  const directories = new DescriptorDirectories(place.rootPath);
  for (const bad of ['', '.', '..', 'a/b', '/', 'a\0']) {
    one.throws(() => at(directories.get(ROOT), path(bad)), { code: 'EINVAL' });
  }
  directories.close();
  await place.cleanup();
});
