import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';

import type { Endpoint } from '../../src/endpoint.js';
import { makePlace, type Place } from './place.js';
import { fileAt, nextTemp, path, RUN, write } from './requests.js';

/** `root/d/file`, and beside the root `victim/file` and `victim/sub`, for which `root/d` is swapped. */
async function swappedPlace(descriptors: boolean) {
  const place = await makePlace({ descriptors });
  const victim = join(place.besides, 'victim');
  for (const directory of [join(place.rootPath, 'd'), victim, join(victim, 'sub')]) mkdirSync(directory);
  writeFileSync(join(place.rootPath, 'd/file'), 'inside');
  writeFileSync(join(victim, 'file'), 'outside');
  const expected = await fileAt(place.endpoint, path('d/file'));
  await place.endpoint.list(path('d'));
  renameSync(join(place.rootPath, 'd'), join(place.rootPath, 'moved'));
  symlinkSync('../victim', join(place.rootPath, 'd'));
  return { place, victim, expected };
}

type Attack = (endpoint: Endpoint, expected: Awaited<ReturnType<typeof fileAt>>) => Promise<unknown>;

const ATTACKS: Readonly<Record<string, Attack>> = {
  list: (endpoint) => endpoint.list(path('d')),
  read: (endpoint, expected) => endpoint.read(path('d/file'), expected),
  'write, new': (endpoint) => write(endpoint, path('d/new'), 'x'),
  'write, replacing': (endpoint, expected) => write(endpoint, path('d/file'), 'x', { expected, trash: RUN }),
  writeLink: (endpoint) =>
    endpoint.writeLink({
      path: path('d/link'),
      temp: nextTemp(),
      target: 'x',
      expected: undefined,
      trash: undefined,
    }),
  setAttributes: (endpoint, expected) => endpoint.setAttributes(path('d/file'), expected, { mode: 0o777 }),
  makeDirectory: (endpoint) => endpoint.makeDirectory(path('d/new'), undefined),
  setDirectoryMode: (endpoint) => endpoint.setDirectoryMode(path('d'), 0o777),
  remove: (endpoint, expected) => endpoint.remove(path('d/file'), expected, undefined),
  'remove to trash': (endpoint, expected) => endpoint.remove(path('d/file'), expected, RUN),
  removeDirectory: (endpoint) => endpoint.removeDirectory(path('d/sub'), undefined),
  'move out': (endpoint, expected) => endpoint.move(path('d/file'), path('here'), expected),
  removeTemp: (endpoint) => endpoint.removeTemp(path('d'), nextTemp()),
};

async function swapped(part: Test, descriptors: boolean): Promise<void> {
  for (const [name, attack] of Object.entries(ATTACKS)) {
    await part.test(`${name}: a directory swapped for a link is not followed`, async (one) => {
      const { place, victim, expected } = await swappedPlace(descriptors);
      const error: unknown = await attack(place.endpoint, expected).then(
        () => 'it was done',
        (reason: unknown) => reason,
      );
      one.match(error, { name: 'SynclineError', code: /^(stale|failed)$/, scope: 'path' });
      one.same(readdirSync(victim).sort(), ['file', 'sub']);
      one.equal(readFileSync(join(victim, 'file'), 'utf8'), 'outside');
      one.same(
        readdirSync(join(place.rootPath, 'moved')),
        ['file'],
        'nor does anything reach the moved directory',
      );
      one.equal((await place.endpoint.look(path('d/file'))).kind, 'unknown');
      one.equal((await place.endpoint.observe(path('d'), [path('file')])).size, 0);
      await place.cleanup();
    });
  }
}

async function others(part: Test, descriptors: boolean): Promise<void> {
  await part.test(
    'a directory that took the place of a moved one is the one that is written',
    async (one) => {
      const place = await makePlace({ descriptors });
      mkdirSync(join(place.rootPath, 'd'));
      await write(place.endpoint, path('d/1'), 'x');
      renameSync(join(place.rootPath, 'd'), join(place.rootPath, 'moved'));
      mkdirSync(join(place.rootPath, 'd'));
      await write(place.endpoint, path('d/2'), 'x');
      one.same(readdirSync(join(place.rootPath, 'moved')), ['1']);
      one.same(readdirSync(join(place.rootPath, 'd')), ['2']);
      await place.cleanup();
    },
  );

  await part.test(
    'a directory that is moved while a file is written leaves no temp file in it',
    async (one) => {
      const place = await makePlace({ descriptors });
      mkdirSync(join(place.rootPath, 'd'));
      const onBytes = (): void => {
        renameSync(join(place.rootPath, 'd'), join(place.rootPath, 'moved'));
        mkdirSync(join(place.rootPath, 'd'));
      };
      await one.rejects(write(place.endpoint, path('d/file'), 'x', { onBytes }), { code: 'stale' });
      one.same(readdirSync(join(place.rootPath, 'd')), []);
      // By plain paths the moved temp file is out of reach: its own item removes it at the next run.
      if (descriptors) one.same(readdirSync(join(place.rootPath, 'moved')), []);
      await place.cleanup();
    },
  );

  await part.test('a trash that is a link is not used', async (one) => {
    const place = await makePlace({ descriptors });
    const victim = victimOf(place);
    symlinkSync('../victim', join(place.rootPath, '.syncline'));
    writeFileSync(join(place.rootPath, 'file'), 'kept');
    const expected = await fileAt(place.endpoint, path('file'));
    await one.rejects(place.endpoint.remove(path('file'), expected, RUN), { code: 'failed', scope: 'path' });
    await one.rejects(write(place.endpoint, path('file'), 'new', { expected, trash: RUN }), {
      code: 'failed',
    });
    one.equal(await place.endpoint.purgeTrash(Date.now()), 0);
    one.equal(readFileSync(join(place.rootPath, 'file'), 'utf8'), 'kept');
    one.same(readdirSync(victim), []);
    one.same(readdirSync(place.rootPath).sort(), ['.syncline', 'file']);
    await place.cleanup();
  });

  await part.test('a link in old trash is removed, not followed', async (one) => {
    const place = await makePlace({ descriptors });
    const victim = victimOf(place);
    writeFileSync(join(victim, 'file'), 'outside');
    mkdirSync(join(place.rootPath, '.syncline/trash', RUN), { recursive: true });
    symlinkSync('../../../../victim', join(place.rootPath, '.syncline/trash', RUN, 'link'));
    one.equal(await place.endpoint.purgeTrash(Date.now()), 1);
    one.same(readdirSync(victim), ['file']);
    one.same(readdirSync(place.rootPath), []);
    await place.cleanup();
  });

  await part.test('replacing a link replaces the link, not what it points to', async (one) => {
    const place = await makePlace({ descriptors });
    writeFileSync(join(place.besides, 'target'), 'outside');
    symlinkSync('../target', join(place.rootPath, 'name'));
    const expected = await place.endpoint.look(path('name'));
    if (expected.kind !== 'link') return void one.fail('no link');
    await write(place.endpoint, path('name'), 'new', { expected, trash: RUN });
    one.equal(readFileSync(join(place.besides, 'target'), 'utf8'), 'outside');
    one.equal(readFileSync(join(place.rootPath, 'name'), 'utf8'), 'new');
    await place.cleanup();
  });

  await part.test('no path leads out of the root', async (one) => {
    const place = await makePlace({ descriptors });
    for (const bad of ['../x', 'd/../../x', '..', '.', 'd//x', 'd/', 'a\0b']) {
      await one.rejects(write(place.endpoint, path(bad), 'x'), { name: 'SynclineError', scope: 'path' }, bad);
      await one.rejects(
        place.endpoint.makeDirectory(path(bad), undefined),
        { name: 'SynclineError', scope: 'path' },
        bad,
      );
    }
    one.same(readdirSync(place.besides), ['root']);
    await place.cleanup();
  });
}

function victimOf(place: Place): string {
  const victim = join(place.besides, 'victim');
  mkdirSync(victim);
  return victim;
}

for (const descriptors of [true, false]) {
  void t.test(descriptors ? 'by descriptors' : 'by plain paths', async (part) => {
    await swapped(part, descriptors);
    await others(part, descriptors);
  });
}
