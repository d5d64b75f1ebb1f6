import fs, {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import t, { type Test } from 'tap';

import { makePlace } from './place.js';
import { fileAt, path, RUN, write } from './requests.js';

type Call = 'linkSync' | 'renameSync';
type Change = (from: fs.PathLike, to: fs.PathLike) => void;

/** Puts something in the place of a system call, for the time of a test; returns what puts the call itself back. */
function replaceCall(t: Test, call: Call, by: (original: Change, ...args: Parameters<Change>) => void) {
  const original: Change = fs[call];
  const set = (to: Change): void => {
    fs[call] = to;
    syncBuiltinESMExports();
  };
  const restore = (): void => set(original);
  set((...args) => by(original, ...args));
  t.teardown(restore);
  return restore;
}

/** Has something done right before and right after the next such call, as another process may do it just then. */
function around(t: Test, call: Call, { before, after }: { before?: () => void; after?: () => void }): void {
  const restore = replaceCall(t, call, (original, ...args) => {
    restore();
    before?.();
    original(...args);
    after?.();
  });
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: as on another disk`), { code });
}

/** Like vfat and some network mounts. */
function refuseLinks(t: Test): void {
  replaceCall(t, 'linkSync', () => {
    throw failure('EPERM');
  });
}

async function standing(t: Test) {
  const place = await makePlace();
  t.teardown(() => place.cleanup());
  const at = (name: string): string => join(place.rootPath, name);
  writeFileSync(at('file'), 'as listed');
  const trashed = (): readonly string[] => {
    const trash = at(`.syncline/trash/${RUN}`);
    return existsSync(trash) ? readdirSync(trash).map((name) => readFileSync(join(trash, name), 'utf8')) : [];
  };
  const expected = await fileAt(place.endpoint, path('file'));
  return { endpoint: place.endpoint, at, trashed, expected };
}

const textOf = (file: string): string => readFileSync(file, 'utf8');

for (const links of [true, false]) {
  const where = links ? '' : ', where links are refused';

  void t.test(`a file that is edited while it goes to the trash comes back${where}`, async (one) => {
    const { endpoint, at, trashed, expected } = await standing(one);
    if (!links) refuseLinks(one);
    around(one, 'renameSync', { before: () => appendFileSync(at('file'), ', and edited') });
    await one.rejects(endpoint.remove(path('file'), expected, RUN), { code: 'stale' });
    one.equal(textOf(at('file')), 'as listed, and edited');
    one.same(trashed(), []);
  });

  void t.test(`one whose name is taken again by then stays in the trash${where}`, async (one) => {
    const { endpoint, at, trashed, expected } = await standing(one);
    if (!links) refuseLinks(one);
    around(one, 'renameSync', {
      before: () => appendFileSync(at('file'), ', and edited'),
      after: () => writeFileSync(at('file'), 'made anew'),
    });
    await one.rejects(endpoint.remove(path('file'), expected, RUN), { code: 'stale' });
    one.equal(textOf(at('file')), 'made anew');
    one.same(trashed(), ['as listed, and edited']);
  });

  void t.test(`a version comes back when the new one cannot get its name${where}`, async (one) => {
    const { endpoint, at, trashed, expected } = await standing(one);
    if (!links) refuseLinks(one);
    replaceCall(one, 'renameSync', (original, from, to) => {
      if (String(from).includes('.tmp')) throw failure('ENOSPC');
      original(from, to);
    });
    await one.rejects(write(endpoint, path('file'), 'new', { expected, trash: RUN }), { code: 'full' });
    one.equal(textOf(at('file')), 'as listed');
    one.same(trashed(), []);
    one.same(readdirSync(at('')).sort(), ['.syncline', 'file'], 'no temp file');
  });
}

void t.test('a file that is edited while it is renamed keeps its old name alone', async (one) => {
  const { endpoint, at, expected } = await standing(one);
  mkdirSync(at('d'));
  around(one, 'linkSync', { after: () => appendFileSync(at('file'), ', and edited') });
  await one.rejects(endpoint.move(path('file'), path('d/file'), expected), { code: 'stale' });
  one.equal(textOf(at('file')), 'as listed, and edited');
  one.same(readdirSync(at('d')), []);
});

void t.test('what takes the old name of a file that is being renamed stays there', async (one) => {
  const { endpoint, at, expected } = await standing(one);
  around(one, 'linkSync', {
    after: () => {
      rmSync(at('file'));
      writeFileSync(at('file'), 'made anew');
    },
  });
  await endpoint.move(path('file'), path('moved'), expected);
  one.equal(textOf(at('file')), 'made anew');
  one.equal(textOf(at('moved')), 'as listed');
});

void t.test('a new name that somebody exchanges while a rename is undone is theirs', async (one) => {
  const { endpoint, at, expected } = await standing(one);
  around(one, 'linkSync', {
    after: () => {
      rmSync(at('moved'));
      writeFileSync(at('moved'), 'made anew');
    },
  });
  await one.rejects(endpoint.move(path('file'), path('moved'), expected), { code: 'stale' });
  one.equal(textOf(at('file')), 'as listed');
  one.equal(textOf(at('moved')), 'made anew');
});
