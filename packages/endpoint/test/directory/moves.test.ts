import fs, { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';

import { HAS_SYSTEM_CALLS } from '../../src/directory/system-calls.js';
import { failing, onFilesystem, replaceCalls } from './calls.js';
import { makePlace, type Place } from './place.js';
import { contentOf, fileAt, path, requestFor, RUN, write } from './requests.js';

type Tells = (told: fs.Stats, name: string) => Partial<fs.Stats>;

/** A directory whose file system says that it is one of FUSE, and tells of names what `tells` makes of it. */
async function fusePlace(t: Test, tells: Tells, descriptors?: boolean): Promise<Place> {
  const { lstatSync } = fs;
  onFilesystem(t, 'fuse');
  replaceCalls(t, {
    lstatSync: (name: fs.PathLike, options: fs.StatSyncOptions & { bigint?: false }) => {
      const told = lstatSync(name, options);
      return told && Object.assign(told, tells(told, String(name)));
    },
  });
  const place = await makePlace({ descriptors });
  t.teardown(() => place.cleanup());
  writeFileSync(join(place.rootPath, 'old'), 'content');
  return place;
}

/** As mergerfs, unionfs and sshfs do: by the name, for each of them. */
const inodeOfName: Tells = (_told, name) => ({ ino: name.length });

void t.test('a file is moved where each name has an inode of its own', async (one) => {
  const place = await fusePlace(one, inodeOfName, false);
  await place.endpoint.move(path('old'), path('newer'), await fileAt(place.endpoint, path('old')));
  one.strictSame(readdirSync(place.rootPath), ['newer'], 'the old name is gone');
});

void t.test(
  'what takes the old name meanwhile stays there, also without inodes that tell it',
  async (one) => {
    const place = await fusePlace(one, inodeOfName, false);
    const expected = await fileAt(place.endpoint, path('old'));
    const { linkSync } = fs;
    replaceCalls(one, {
      linkSync: (from: fs.PathLike, to: fs.PathLike) => {
        linkSync(from, to);
        writeFileSync(join(place.besides, 'other'), 'of somebody else');
        renameSync(join(place.besides, 'other'), from);
      },
    });
    await place.endpoint.move(path('old'), path('newer'), expected);
    one.equal(readFileSync(join(place.rootPath, 'old'), 'utf8'), 'of somebody else');
    one.equal(readFileSync(join(place.rootPath, 'newer'), 'utf8'), 'content');
  },
);

void t.test(
  'a file is moved where a second name changes what is told of it',
  { skip: HAS_SYSTEM_CALLS ? false : 'needs Linux on x64 or arm64' },
  async (one) => {
    // As gocryptfs 2.3 does, whose new links have the size of what is encrypted.
    const place = await fusePlace(one, ({ size, nlink }) => (nlink > 1 ? { size: size + 50 } : {}));
    await place.endpoint.move(path('old'), path('newer'), await fileAt(place.endpoint, path('old')));
    one.strictSame(readdirSync(place.rootPath), ['newer']);
  },
);

for (const refusal of ['EPERM', 'ENOSYS', 'EIO'])
  void t.test(`where links are refused with ${refusal}, files are made, replaced and moved`, async (one) => {
    const place = await makePlace({ descriptors: false });
    one.teardown(() => place.cleanup());
    replaceCalls(one, { linkSync: failing(refusal) });
    const { endpoint } = place;
    await write(endpoint, path('old'), 'first');
    const request = requestFor(path('old'), 6, {
      expected: await fileAt(endpoint, path('old')),
      trash: RUN,
    });
    await endpoint.write(request, contentOf(Buffer.from('second')));
    await endpoint.move(path('old'), path('newer'), await fileAt(endpoint, path('old')));
    const kept = join(place.rootPath, '.syncline/trash', RUN);
    one.strictSame(readdirSync(place.rootPath).sort(), ['.syncline', 'newer']);
    one.equal(readFileSync(join(place.rootPath, 'newer'), 'utf8'), 'second');
    one.equal(readFileSync(join(kept, 'old'), 'utf8'), 'first');
  });
