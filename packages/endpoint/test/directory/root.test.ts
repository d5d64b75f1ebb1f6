import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join, relative } from 'node:path';
import t from 'tap';

import { createDirectoryEndpoint } from '../../src/directory/directory.js';
import type { RootState } from '../../src/root-state.js';
import { makePlace } from './place.js';
import { fileAt, nextTemp, path, write } from './requests.js';

function chainOf(state: RootState): readonly string[] {
  return state.state === 'not-directory' ? [] : (state.location?.chain ?? []);
}

void t.test('the root tells host, real path and all directories above it', async (one) => {
  const place = await makePlace();
  const above = createDirectoryEndpoint({ type: 'directory', path: place.besides });
  symlinkSync('root', join(place.besides, 'link'));
  const link = createDirectoryEndpoint({ type: 'directory', path: join(place.besides, 'link') });
  const state = await place.endpoint.root();
  one.match(state, { state: 'directory', mountPoint: false, location: { host: hostname() } });
  const volume = createDirectoryEndpoint({ type: 'directory', path: '/' });
  one.match(await volume.root(), { state: 'directory', mountPoint: true });
  one.same(await link.root(), state, 'by another name it is the same');
  one.same(chainOf(state).slice(1), chainOf(await above.root()));
  await place.cleanup();
});

void t.test('a link leads to a root whose name is not UTF-8', async (one) => {
  const place = await makePlace();
  const foreign = Buffer.concat([Buffer.from(`${place.besides}/caf`), Buffer.from([0xe9])]);
  mkdirSync(foreign);
  const link = join(place.besides, 'link');
  symlinkSync(foreign, link);
  const endpoint = createDirectoryEndpoint({ type: 'directory', path: link });
  const state = await endpoint.root();
  one.match(state, { state: 'directory', location: { path: /caf\\xe9$/ } });
  one.match(
    chainOf(await createDirectoryEndpoint({ type: 'directory', path: join(link, 'new') }).root()),
    chainOf(state),
  );
  await endpoint.open();
  await write(endpoint, path('file'), 'x');
  one.same(readdirSync(foreign), ['file']);
  await endpoint.close();
  await place.cleanup();
});

void t.test('another directory in its place has another identity', async (one) => {
  const place = await makePlace();
  const before = await place.endpoint.root();
  await write(place.endpoint, path('file'), 'x');
  one.same(await place.endpoint.root(), before, 'its content does not matter');
  renameSync(place.rootPath, join(place.besides, 'old'));
  mkdirSync(place.rootPath);
  const after = await place.endpoint.root();
  one.ok(before.state === 'directory' && after.state === 'directory' && before.identity !== after.identity);
  rmSync(place.rootPath, { recursive: true });
  writeFileSync(place.rootPath, '');
  one.same(await place.endpoint.root(), { state: 'not-directory' });
  await one.rejects(place.endpoint.makeRoot(), { code: 'refused', scope: 'endpoint' });
  await place.cleanup();
});

void t.test('an absent root is told with what is above it, and made only there', async (one) => {
  const place = await makePlace();
  const above = createDirectoryEndpoint({ type: 'directory', path: place.besides });
  const near = createDirectoryEndpoint({ type: 'directory', path: join(place.besides, 'new') });
  const far = createDirectoryEndpoint({ type: 'directory', path: join(place.besides, 'no/new') });
  const state = await near.root();
  one.match(state, { state: 'absent', parentExists: true });
  one.same(chainOf(state), chainOf(await above.root()));
  one.match(await far.root(), { state: 'absent', parentExists: false, location: undefined });
  await near.open();
  await far.open();
  await one.rejects(near.list(path('')), { code: 'failed', scope: 'path' });
  await near.makeRoot();
  await near.makeRoot();
  one.equal((await near.root()).state, 'directory');
  await one.rejects(far.makeRoot(), { code: 'refused', message: /missing/ });
  symlinkSync('nowhere', join(place.besides, 'dangling'));
  const dangling = createDirectoryEndpoint({ type: 'directory', path: join(place.besides, 'dangling') });
  one.same(await dangling.root(), { state: 'not-directory' });
  symlinkSync('loop', join(place.besides, 'loop'));
  const loop = createDirectoryEndpoint({ type: 'directory', path: join(place.besides, 'loop') });
  one.same(await loop.root(), { state: 'not-directory' });
  await place.cleanup();
});

void t.test('a relative root is taken from the working directory', async (one) => {
  const place = await makePlace();
  const endpoint = createDirectoryEndpoint({
    type: 'directory',
    path: relative(process.cwd(), place.rootPath),
  });
  await endpoint.open();
  one.equal(endpoint.label, place.rootPath);
  one.same(await endpoint.root(), await place.endpoint.root());
  await endpoint.close();
  await place.cleanup();
});

void t.test('a file check reads beside the root too, and follows links', async (one) => {
  const place = await makePlace();
  writeFileSync(join(place.besides, 'check'), 'ready');
  symlinkSync('../check', join(place.rootPath, 'link'));
  one.equal(String(await place.endpoint.readHead(join(place.besides, 'check'), 100)), 'ready');
  one.equal(String(await place.endpoint.readHead('../check', 100)), 'ready');
  one.equal(String(await place.endpoint.readHead('link', 3)), 'rea');
  one.equal(await place.endpoint.readHead(`link/${basename(place.rootPath)}`, 3), undefined);
  await place.cleanup();
});

for (const descriptors of [true, false]) {
  void t.test(
    `a directory that took the place of the root is left alone until it is asked for, ${descriptors ? 'by descriptors' : 'by plain paths'}`,
    async (one) => {
      const from = await makePlace({ descriptors });
      const place = await makePlace({ descriptors, beforeThreads: { entries: 0, copies: 0 } });
      const { endpoint, rootPath } = place;
      const copyNew = async (name: string) => {
        writeFileSync(join(from.rootPath, name), 'x');
        const entry = await fileAt(from.endpoint, path(name));
        return endpoint.copyNew!(from.endpoint, path(''), [{ entry, temp: nextTemp() }]);
      };
      await endpoint.root();
      await write(endpoint, path('written'), 'x');
      one.match(await copyNew('copied'), [{ hash: String }]);
      one.equal((await endpoint.list(path(''))).complete, true);
      renameSync(rootPath, join(place.besides, 'away'));
      mkdirSync(rootPath);
      const refused = { code: 'refused', scope: 'endpoint', message: /another directory than a moment ago/ };
      await one.rejects(write(endpoint, path('new'), 'x'), refused);
      await one.rejects(endpoint.list(path('')), refused);
      await one.rejects(endpoint.makeDirectory(path('d'), undefined), refused);
      one.equal((await endpoint.look(path('written'))).kind, 'unknown', 'nothing is known to be absent');
      one.same(await copyNew('another'), [undefined]);
      await one.rejects(endpoint.flush(), refused);
      one.same(readdirSync(rootPath), []);
      await endpoint.root();
      await write(endpoint, path('new'), 'x');
      one.same(readdirSync(rootPath), ['new'], 'who asked for the root may use what is there');
      await place.cleanup();
      await from.cleanup();
    },
  );
}
