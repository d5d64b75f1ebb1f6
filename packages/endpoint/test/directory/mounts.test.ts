import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';

import { ROOT } from '@syncline/model';

import { createDirectoryEndpoint } from '../../src/directory/directory.js';
import type { RootState } from '../../src/root-state.js';
import { needsMount } from './may-mount.js';
import { makePlace, type Place } from './place.js';
import { contentOf, fileAt, path, requestFor, RUN, write } from './requests.js';

interface Mounted extends Place {
  readonly mounted: string;
}

/** A small tmpfs at `root/m` (or wherever), taken away again at the end, however the test ends. */
async function mountedPlace(one: Pick<Test, 'teardown'>, name: string, options: string): Promise<Mounted> {
  const place = await makePlace();
  const mounted = join(place.rootPath, name);
  if (name !== '') mkdirSync(mounted);
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', mounted]);
  one.teardown(async () => {
    await place.endpoint.close();
    execFileSync('umount', [mounted]);
    await place.cleanup();
  });
  return { ...place, mounted };
}

void t.test(
  'D1: a full file system: that path fails, nothing is left of it, what was there stays',
  needsMount,
  async (one) => {
    const place = await mountedPlace(one, '', 'size=2m');
    const { endpoint, rootPath } = place;
    await write(endpoint, path('old'), 'old');
    const old = await fileAt(endpoint, path('old'));
    const filler = Buffer.alloc(1024 * 1024 - 1);
    await endpoint.write(requestFor(path('filler'), filler.length), contentOf(filler));
    const full = { code: 'full', scope: 'path', message: /free/ };
    const large = Buffer.alloc(1024 * 1024);
    await one.rejects(
      endpoint.write(requestFor(path('asked'), large.length), contentOf(large)),
      full,
      'known before',
    );
    const small = Buffer.alloc(1024 * 1024 - 1);
    await one.rejects(
      endpoint.write(requestFor(path('tried'), small.length), contentOf(small)),
      full,
      'found on writing',
    );
    await one.rejects(
      endpoint.write(requestFor(path('old'), small.length, { expected: old, trash: RUN }), contentOf(small)),
      full,
    );
    one.same(readdirSync(rootPath).sort(), ['filler', 'old']);
    one.equal(readFileSync(join(rootPath, 'old'), 'utf8'), 'old');
    await write(endpoint, path('fits'), 'small ones still fit');
  },
);

void t.test(
  'D1: of two small files that come in pieces and fit only one after the other, one is written',
  needsMount,
  async (one) => {
    const { endpoint, rootPath } = await mountedPlace(one, '', 'size=1m');
    const bytes = Buffer.alloc(700 * 1024);
    const inPieces = (at: string): Promise<unknown> => {
      const chunks = async function* (): AsyncGenerator<Buffer> {
        for (let from = 0; from < bytes.length; from += 100 * 1024) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          yield bytes.subarray(from, from + 100 * 1024);
        }
      };
      return endpoint.write(requestFor(path(at), bytes.length), {
        ...contentOf(bytes),
        whole: undefined,
        chunks,
      });
    };
    const ends = await Promise.allSettled([inPieces('a'), inPieces('b')]);
    one.same(ends.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    one.match(
      ends.find(({ status }) => status === 'rejected'),
      { reason: { code: 'full' } },
    );
    one.equal(readdirSync(rootPath).length, 1);
  },
);

void t.test(
  'a large file that goes on needs only room for what is missing of it',
  needsMount,
  async (one) => {
    const { endpoint, rootPath, system } = await mountedPlace(one, '', 'size=6m');
    const bytes = Buffer.alloc(4 * 1024 * 1024, 'abcdefghij');
    const request = requestFor(path('large'), bytes.length, { resumable: true });
    writeFileSync(system(request.temp), bytes.subarray(0, 3 * 1024 * 1024));
    const content = {
      ...contentOf(bytes),
      whole: undefined,
      async *chunks(fromByte = 0) {
        yield bytes.subarray(fromByte);
      },
    };
    await endpoint.write(request, content);
    one.ok(readFileSync(join(rootPath, 'large')).equals(bytes));
  },
);

void t.test(
  'D1: no inode left: making, writing and trashing fail as full, and nothing is lost',
  needsMount,
  async (one) => {
    const place = await mountedPlace(one, '', 'nr_inodes=4');
    const { endpoint, rootPath } = place;
    await write(endpoint, path('a'), 'a');
    await write(endpoint, path('b'), 'b');
    await endpoint.makeDirectory(path('last'), undefined);
    const full = { code: 'full' };
    await one.rejects(write(endpoint, path('c'), 'c'), full);
    await one.rejects(endpoint.makeDirectory(path('d'), undefined), full);
    await one.rejects(endpoint.remove(path('a'), await fileAt(endpoint, path('a')), RUN), {
      ...full,
      message: /turn the trash off/,
    });
    one.same(readdirSync(rootPath).sort(), ['a', 'b', 'last']);
  },
);

void t.test(
  'a file system mounted within the root keeps its own trash, told and purged',
  needsMount,
  async (one) => {
    const place = await mountedPlace(one, 'm', 'size=2m');
    const { endpoint, mounted, rootPath } = place;
    one.match((await endpoint.list(ROOT)).entries, [{ kind: 'directory', name: 'm', mountPoint: true }]);
    await endpoint.makeDirectory(path('m/d'), undefined);
    one.match((await endpoint.list(path('m'))).entries, [
      { kind: 'directory', name: 'd', mode: 0o755, mountPoint: undefined },
    ]);
    await write(endpoint, path('m/d/file'), 'one');
    await write(endpoint, path('m/d/file'), 'two', {
      expected: await fileAt(endpoint, path('m/d/file')),
      trash: RUN,
    });
    await endpoint.remove(path('m/d/file'), await fileAt(endpoint, path('m/d/file')), RUN);
    await endpoint.removeDirectory(path('m/d'), RUN);
    one.same(readdirSync(join(mounted, '.syncline/trash', RUN, 'd')).sort(), ['file', 'file~2']);
    one.equal(existsSync(join(rootPath, '.syncline')), false);
    await endpoint.flush();
    one.equal(await endpoint.purgeTrash(Date.now()), 1);
    one.same(readdirSync(mounted), []);
  },
);

void t.test('a second mount of the same file system keeps its own trash as well', needsMount, async (one) => {
  const place = await makePlace();
  const { endpoint, besides, rootPath } = place;
  for (const directory of [join(besides, 'elsewhere'), join(rootPath, 'bound')]) mkdirSync(directory);
  execFileSync('mount', ['--bind', join(besides, 'elsewhere'), join(rootPath, 'bound')]);
  one.teardown(async () => {
    await endpoint.close();
    execFileSync('umount', [join(rootPath, 'bound')]);
    await place.cleanup();
  });
  await write(endpoint, path('bound/file'), 'one');
  await write(endpoint, path('bound/file'), 'two', {
    expected: await fileAt(endpoint, path('bound/file')),
    trash: RUN,
  });
  await endpoint.remove(path('bound/file'), await fileAt(endpoint, path('bound/file')), RUN);
  one.same(readdirSync(join(besides, 'elsewhere/.syncline/trash', RUN)).sort(), ['file', 'file~2']);
  await one.rejects(
    async () => {
      await write(endpoint, path('bound/file'), 'x');
      await endpoint.move(path('bound/file'), path('file'), await fileAt(endpoint, path('bound/file')));
    },
    { code: 'failed', message: /different file systems/ },
  );
  one.equal(await endpoint.purgeTrash(Date.now()), 1);
});

void t.test(
  'two mounts of one directory are told to be one, whatever they are called',
  needsMount,
  async (one) => {
    const place = await makePlace();
    const [folder, other] = [join(place.rootPath, 'Ordner'), join(place.besides, 'Spiegel-ä')];
    for (const directory of [folder, other]) mkdirSync(directory);
    execFileSync('mount', ['--bind', folder, other]);
    one.teardown(async () => {
      execFileSync('umount', [other]);
      await place.cleanup();
    });
    const [first, second] = await Promise.all(
      [folder, other].map((directory) =>
        createDirectoryEndpoint({ type: 'directory', path: directory }).root(),
      ),
    );
    one.type(volumePathIn(first), 'string');
    one.equal(volumePathIn(first), volumePathIn(second));
  },
);

function volumePathIn(root: RootState | undefined): string | undefined {
  return root?.state === 'directory' ? root.location.volumePath : undefined;
}

void t.test('D3: a read-only file system is told as such', needsMount, async (one) => {
  const place = await mountedPlace(one, '', 'size=1m');
  const { endpoint, mounted } = place;
  writeFileSync(join(mounted, 'file'), 'x');
  mkdirSync(join(mounted, 'd'));
  execFileSync('mount', ['-o', 'remount,ro', mounted]);
  const expected = await fileAt(endpoint, path('file'));
  const readOnly = { code: 'read-only', scope: 'path' };
  await one.rejects(write(endpoint, path('new'), 'x'), readOnly);
  await one.rejects(write(endpoint, path('file'), 'x', { expected, trash: RUN }), readOnly);
  await one.rejects(endpoint.remove(path('file'), expected, RUN), readOnly);
  await one.rejects(endpoint.makeDirectory(path('e'), undefined), readOnly);
  await one.rejects(endpoint.removeDirectory(path('d'), RUN), readOnly);
  await one.rejects(endpoint.setAttributes(path('file'), expected, { mode: 0o600 }), readOnly);
});

void t.test('an idle endpoint does not keep a file system from being unmounted', needsMount, async (one) => {
  const place = await mountedPlace(one, 'm', 'size=1m');
  await place.endpoint.list(path('m'));
  await new Promise((resolve) => setTimeout(resolve, 2500));
  execFileSync('umount', [place.mounted]);
  one.match(await place.endpoint.look(path('m')), { kind: 'directory', mountPoint: undefined });
  execFileSync('mount', ['-t', 'tmpfs', 'none', place.mounted]);
});

void t.test('F14: an immutable file stays, and is done once it may be', needsMount, async (one) => {
  const place = await makePlace();
  const file = join(place.rootPath, 'file');
  writeFileSync(file, 'x');
  try {
    execFileSync('chattr', ['+i', file], { stdio: 'ignore' });
  } catch {
    await place.cleanup();
    return void one.pass('attributes are not kept here');
  }
  const expected = await fileAt(place.endpoint, path('file'));
  await one.rejects(place.endpoint.remove(path('file'), expected, RUN), {
    code: 'permission',
    message: /lsattr/,
  });
  await one.rejects(write(place.endpoint, path('file'), 'y', { expected, trash: RUN }), {
    code: 'permission',
  });
  execFileSync('chattr', ['-i', file]);
  await place.endpoint.remove(path('file'), await fileAt(place.endpoint, path('file')), RUN);
  one.same((await place.endpoint.list(ROOT)).entries, []);
  await place.cleanup();
});

void t.test(
  'what would not fit alone is foreseen to be too large for the file system',
  needsMount,
  async (one) => {
    const { endpoint } = await mountedPlace(one, 'm', 'size=1m');
    one.match(await endpoint.foresee?.(path('m'), 2 * 1024 * 1024), { code: 'full', path: 'm' });
    one.equal(await endpoint.foresee?.(path('m'), 1024), undefined);
    one.equal(await endpoint.foresee?.(ROOT, 1024), undefined);
  },
);

void t.test('a file system that is read-only is foreseen to take no names', needsMount, async (one) => {
  const { endpoint, mounted } = await mountedPlace(one, 'm', 'size=1m');
  mkdirSync(join(mounted, 'below'));
  execFileSync('mount', ['-o', 'remount,ro', mounted]);
  for (const directory of ['m', 'm/below'])
    one.match(await endpoint.foresee?.(path(directory), 0), {
      code: 'read-only',
      message: /mount it writable/,
    });
});
