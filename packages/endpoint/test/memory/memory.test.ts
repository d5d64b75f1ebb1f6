import t from 'tap';

import { ROOT, runOfTemp } from '@syncline/model';

import { copyTree } from '../../src/memory/copy-tree.js';
import { VolumeHand } from '../../src/memory/hand.js';
import { createMemoryEndpoint, type MemoryOptions, type StepName } from '../../src/memory/memory.js';
import { MemoryVolume, systemError } from '../../src/memory/volume.js';
import { fileAt, path, RUN, write } from '../directory/requests.js';

function makeSide(onStep?: (step: StepName, at: string) => void, options: MemoryOptions = {}) {
  const volume = new MemoryVolume();
  const hand = new VolumeHand(volume);
  const endpoint = createMemoryEndpoint(volume, { ...options, onStep });
  return { volume, hand, endpoint };
}

void t.test('a freed inode number is used again at once, and the birth time tells', async (one) => {
  const { hand, endpoint } = makeSide();
  hand.putFile(path('a'), 'same');
  const before = await fileAt(endpoint, path('a'));
  hand.remove(path('a'));
  hand.putFile(path('b'), 'same');
  hand.setMtime(path('b'), before.mtime!);
  const after = await fileAt(endpoint, path('b'));
  one.equal(after.identity?.split('.')[2], before.identity?.split('.')[2]);
  one.equal(after.mtime, before.mtime);
  one.not(after.identity, before.identity);
});

void t.test('names that start with a dot are hidden from listings, and known by name', async (one) => {
  const { hand, endpoint } = makeSide(undefined, { hidesDotNames: true });
  hand.putDirectory(path('folder'));
  hand.putFile(path('folder/.file'), 'hidden');
  const listing = await endpoint.list(path('folder'));
  one.equal(listing.complete, true);
  one.same([...listing.entries, ...listing.reserved], []);
  one.match(await endpoint.look(path('folder/.file')), { kind: 'file', size: 6 });
  one.equal((await endpoint.observe(path('folder'), [path('.file')])).size, 1);
  await one.rejects(endpoint.removeDirectory(path('folder'), RUN), { code: 'permission', scope: 'path' });
  one.equal(String(hand.read(path('folder/.file'))), 'hidden');
});

void t.test('trash that holds a hidden name stays, and keeps no other', async (one) => {
  const { hand, endpoint } = makeSide(undefined, { hidesDotNames: true });
  for (const [run, name] of [
    ['20250101-000000000-a', '.hidden'],
    ['20250102-000000000-a', 'shown'],
  ] as const) {
    hand.putFile(path(name), 'old');
    await endpoint.remove(path(name), await fileAt(endpoint, path(name)), run as typeof RUN);
  }
  await one.rejects(endpoint.purgeTrash(Date.UTC(2026, 0, 1)), { code: 'stale', scope: 'path' });
  one.same(hand.list(path('.syncline/trash')), ['20250101-000000000-a']);
});

void t.test('every step is told, and those that write are counted', async (one) => {
  const steps: string[] = [];
  const { hand, endpoint } = makeSide((step, at) => steps.push(`${step} ${at}`));
  hand.putFile(path('file'), 'old');
  const expected = await fileAt(endpoint, path('file'));
  await endpoint.list(ROOT);
  await (await endpoint.read(path('file'), expected)).unchanged();
  await endpoint.flush();
  one.equal(endpoint.writes, 0);
  one.same(steps, ['look file', 'list ', 'open file', 'read file', 'confirm file', 'flush ']);
  steps.length = 0;
  await write(endpoint, path('file'), 'newer', { expected, trash: RUN });
  one.same(
    steps.map((step) => step.split(' ')[0]),
    ['create', 'write', 'attributes', 'look', 'mkdir', 'mkdir', 'mkdir', 'link', 'rename'],
  );
  one.equal(endpoint.writes, 8);
});

void t.test(
  'an injected error at any step of a write leaves the old version, or the new one, and no temp file',
  async (one) => {
    for (const code of ['ENOSPC', 'EIO', 'EACCES', 'EROFS']) {
      for (let failing = 1; failing <= 9; failing += 1) {
        let step = 0;
        const { volume, hand } = makeSide();
        hand.putFile(path('file'), 'old');
        const endpoint = createMemoryEndpoint(volume, {
          onStep: () => {
            if ((step += 1) === failing + 1) throw systemError(code);
          },
        });
        const expected = await fileAt(endpoint, path('file'));
        await one.rejects(write(endpoint, path('file'), 'newer', { expected, trash: RUN }), {
          name: 'SynclineError',
          scope: 'path',
        });
        one.equal(String(hand.read(path('file'))), 'old', `step ${failing}`);
        one.same(
          hand.list(ROOT).filter((name) => name.endsWith('.tmp')),
          [],
        );
      }
    }
  },
);

void t.test(
  'a crash at any step of a write leaves the old or the new version whole, and at most a temp file',
  async (one) => {
    for (let crashing = 1; crashing <= 9; crashing += 1) {
      let step = 0;
      const { volume, hand } = makeSide();
      hand.putFile(path('file'), 'old');
      const endpoint = createMemoryEndpoint(volume, {
        onStep: () => {
          if ((step += 1) > crashing) throw systemError('EIO');
        },
      });
      const expected = await fileAt(endpoint, path('file'));
      await one.rejects(write(endpoint, path('file'), 'newer', { expected, trash: RUN }));
      one.equal(String(hand.read(path('file'))), 'old', `after step ${crashing}`);
      const { reserved } = await createMemoryEndpoint(volume).list(ROOT);
      for (const name of reserved.filter((each) => runOfTemp(each) !== undefined)) {
        await createMemoryEndpoint(volume).removeTemp(ROOT, name);
      }
      one.same(
        hand.list(ROOT).filter((name) => name.endsWith('.tmp')),
        [],
      );
    }
  },
);

void t.test('a move of which the second step fails leaves the old name alone', async (one) => {
  const { hand, endpoint } = makeSide((step, at) => {
    if (step === 'unlink' && at === 'd/file') throw systemError('EACCES');
  });
  hand.putDirectory(path('d'));
  hand.putFile(path('d/file'), 'abc');
  const expected = await fileAt(endpoint, path('d/file'));
  await one.rejects(endpoint.move(path('d/file'), path('moved'), expected), { code: 'permission' });
  one.same(hand.list(ROOT), ['d']);
  one.equal(String(hand.read(path('d/file'))), 'abc');
});

void t.test('an edit by somebody else before any step is never lost', async (one) => {
  for (let editing = 1; editing <= 9; editing += 1) {
    let step = 0;
    const { volume, hand } = makeSide();
    hand.putFile(path('file'), 'old');
    const endpoint = createMemoryEndpoint(volume, {
      onStep: () => {
        if ((step += 1) === editing + 1) hand.putFile(path('file'), 'edited');
      },
    });
    const expected = await fileAt(endpoint, path('file'));
    await write(endpoint, path('file'), 'newer', { expected, trash: RUN }).catch(() => undefined);
    const kept =
      volume.find(path('.syncline')) === undefined
        ? undefined
        : hand.read(path(`.syncline/trash/${RUN}/file`));
    one.ok([String(hand.read(path('file'))), String(kept)].includes('edited'), `before step ${editing}`);
  }
});

void t.test('coarse times, refused times, a vanished root and unreadable things', async (one) => {
  const volume = new MemoryVolume({ timePrecisionUs: 1_000_000 });
  const hand = new VolumeHand(volume);
  const endpoint = createMemoryEndpoint(volume, { setsTimes: false });
  await write(endpoint, path('file'), 'x', { mtime: 5_000_001 });
  const { mtime } = await fileAt(endpoint, path('file'));
  one.ok(mtime! % 1_000_000 === 0 && mtime !== 5_000_000);
  hand.setReadable(path('file'), false);
  await one.rejects(endpoint.read(path('file'), await fileAt(endpoint, path('file'))), {
    code: 'unreadable',
  });
  hand.setReadable(ROOT, false);
  const unreadable = await endpoint.list(ROOT);
  one.equal(unreadable.complete, false);
  one.same(unreadable.entries, []);
  volume.setRoot(undefined);
  one.match(await endpoint.root(), { state: 'absent', parentExists: true });
  await one.rejects(endpoint.list(ROOT), { code: 'failed' });
});

void t.test('a copied tree is out of reach of later changes and keeps hard links', async (one) => {
  const { volume, hand, endpoint } = makeSide();
  hand.putDirectory(path('d'));
  hand.putFile(path('d/file'), 'one');
  volume.link(path('d/file'), path('again'));
  const before = await fileAt(endpoint, path('d/file'));
  const copy = copyTree(volume.root!);
  hand.putFile(path('d/file'), 'two!');
  hand.remove(path('again'));
  volume.setRoot(copy);
  one.same(await fileAt(endpoint, path('d/file')), { ...before, racy: false });
  one.equal(volume.find(path('again')), volume.find(path('d/file')));
});

void t.test('the same calls give the same tokens', async (one) => {
  const tokens = await Promise.all(
    [1, 2].map(async () => {
      const { endpoint } = makeSide();
      await write(endpoint, path('file'), 'x');
      return (await fileAt(endpoint, path('file'))).token;
    }),
  );
  one.equal(tokens[0], tokens[1]);
});
