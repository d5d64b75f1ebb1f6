import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';

import { joinPath, pathFromBytes, pathToText, ROOT, type Path } from '@syncline/model';

import { failing, onFilesystem, replaceCalls } from './calls.js';
import { makePlace } from './place.js';
import { fileAt, path, RUN, write } from './requests.js';

void t.test('every byte but / and NUL can stand in a name', async (one) => {
  const place = await makePlace();
  const names: Path[] = [];
  for (let byte = 1; byte < 256; byte += 1)
    if (byte !== 0x2f) names.push(pathFromBytes(`n${String.fromCharCode(byte)}`));
  for (const name of names) await write(place.endpoint, name, name);
  const seen = readdirSync(Buffer.from(place.rootPath), 'latin1').sort();
  one.same(seen, [...names].sort());
  const listing = await place.endpoint.list(ROOT);
  one.same(
    listing.entries.map((entry) => entry.name),
    [...names].sort(),
  );
  await place.cleanup();
});

void t.test('a name of 300 bytes is refused as a name, for reading and writing', async (one) => {
  const place = await makePlace();
  const name = path('x'.repeat(300));
  await one.rejects(write(place.endpoint, name, 'x'), { code: 'name', scope: 'path' });
  await one.rejects(place.endpoint.makeDirectory(name, undefined), { code: 'name' });
  one.match(await place.endpoint.look(name), { kind: 'unknown', problem: { code: 'name' } });
  one.same(readdirSync(place.rootPath), []);
  await place.cleanup();
});

void t.test('F6: a name of 255 bytes goes through the trash twice', async (one) => {
  const place = await makePlace();
  const name = path('x'.repeat(255));
  for (let round = 0; round < 3; round += 1) {
    await write(place.endpoint, name, `${round}`);
    await place.endpoint.remove(name, await fileAt(place.endpoint, name), RUN);
  }
  one.same(
    readdirSync(`${place.rootPath}/.syncline/trash/${RUN}`).map((kept) => kept.length),
    [255, 255, 255],
  );
  await place.cleanup();
});

void t.test('F6: one of many bytes a character is cut between two of them', async (one) => {
  const place = await makePlace();
  const name = path(`${'ä'.repeat(127)}x`);
  for (let round = 0; round < 2; round += 1) {
    await write(place.endpoint, name, `${round}`);
    await place.endpoint.remove(name, await fileAt(place.endpoint, name), RUN);
  }
  const kept = readdirSync(`${place.rootPath}/.syncline/trash/${RUN}`, 'latin1').map(pathFromBytes);
  one.same(kept.map(pathToText).sort(), [`${'ä'.repeat(126)}~2`, `${'ä'.repeat(127)}x`]);
  await place.cleanup();
});

void t
  .test('a tree 1000 directories deep is made, written, listed, trashed and removed', async (one) => {
    const place = await makePlace();
    const { endpoint } = place;
    const levels: Path[] = [ROOT];
    for (let depth = 1; depth <= 1000; depth += 1) {
      levels.push(joinPath(levels.at(-1)!, path(`level-${depth}`)));
      one.equal(await endpoint.makeDirectory(levels.at(-1)!, undefined), 'made');
    }
    const deepest = levels.at(-1)!;
    one.ok(deepest.length > 8192, 'longer than PATH_MAX twice');
    const file = joinPath(deepest, path('file'));
    await write(endpoint, file, 'deep');
    one.equal((await endpoint.list(deepest)).entries.length, 1);
    const content = await endpoint.read(file, await fileAt(endpoint, file));
    one.equal(String(content.whole), 'deep');
    one.equal(await content.unchanged(), true);
    await content.close();
    await endpoint.remove(file, await fileAt(endpoint, file), RUN);
    one.equal((await endpoint.look(file)).kind, 'absent');
    for (const level of levels.slice(1).reverse()) await endpoint.removeDirectory(level, undefined);
    one.same((await endpoint.list(ROOT)).entries, []);
    await endpoint.flush();
    one.equal(await endpoint.purgeTrash(Date.now()), 1);
    one.same(readdirSync(place.rootPath), []);
    await place.cleanup();
  })
  .catch(t.threw);

/** Processor time of this thread where the system tells it: what others take on a busy machine is not held by us. */
function spentMs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]) / 1_000_000;
  } catch {
    return performance.now();
  }
}

void t.test('F18: a large directory is listed in order, without holding the event loop', async (one) => {
  const place = await makePlace();
  const count = 60_000;
  for (let n = 0; n < count; n += 1) writeFileSync(`${place.rootPath}/entry-${(n * 7919) % count}`, '');
  let last = spentMs();
  let longest = 0;
  const timer = setInterval(() => {
    const now = spentMs();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  const listing = await place.endpoint.list(ROOT);
  clearInterval(timer);
  const { entries, complete } = listing;
  one.equal(complete, true);
  one.equal(entries.length, count);
  one.ok(entries.every((entry, index) => index === 0 || entries[index - 1]!.name < entry.name));
  one.ok(longest < 200, `at most ${longest} ms`);
  await place.cleanup();
});

void t.test(
  'F5: a name that leads nowhere, in a directory that is there, is refused as a name',
  async (one) => {
    const place = await makePlace({ descriptors: false });
    one.teardown(() => place.cleanup());
    // As exfat-fuse refuses what it cannot hold.
    const refused = failing('ENOENT');
    replaceCalls(one, { linkSync: failing('EPERM'), renameSync: refused, mkdirSync: refused });
    const expected = { code: 'name', message: /does not accept the name; rename it/ };
    await one.rejects(write(place.endpoint, path('a:b'), 'content'), expected);
    await one.rejects(place.endpoint.makeDirectory(path('c:d'), undefined), expected);
    one.same(readdirSync(place.rootPath), []);
  },
);

void t.test(
  'F5: what FAT holds under another name, or not at all, is known before it is tried',
  async (one) => {
    onFilesystem(one, 'vfat');
    const place = await makePlace();
    one.teardown(() => place.cleanup());
    const holds = (name: string): boolean | undefined => place.endpoint.traits.holds?.(path(name));
    for (const name of ['dot.', 'a:b', 'x?', 'new\nline', 'back\\slash']) one.equal(holds(name), false, name);
    for (const name of ['a.b', '.dot', 'two words', 'CON', '~1', 'x\u00e9'])
      one.equal(holds(name), true, name);
  },
);
