import { join } from 'node:path';
import type { Test } from 'tap';
import t from 'tap';
import type { Path } from '@syncline/model';
import { pathFromBytes, pathFromText } from '@syncline/model';
import { openJournal } from '@syncline/state';
import type { Postponed, Range, Removal } from '../src/postponed.js';
import { postponedIn } from '../src/postponed.js';

const removal: Removal = {
  side: 'destination',
  entry: { kind: 'directory', name: pathFromText('x') },
  reason: 'extra',
};

/** What a run puts off, over the spill of a journal of its own. */
async function postponed(t: Test): Promise<Postponed> {
  const directory = join(t.testdir(), 'item');
  const journal = await openJournal({
    directory,
    pair: 'pair',
    itemName: 'test',
    mode: 'write',
    indexSides: ['source'],
  });
  t.teardown(() => journal.close());
  return postponedIn(journal.spill);
}

async function pathsIn<T>(range: Range<T>, options?: { reverse: boolean }): Promise<Path[]> {
  const paths: Path[] = [];
  for await (const [path] of range.iterate(options)) paths.push(path);
  return paths;
}

t.test('what was put off comes back as it was', async (t) => {
  const { removals, creations } = await postponed(t);
  const name = pathFromBytes('\xffé');
  const entry = {
    kind: 'file',
    name,
    size: 2 ** 40,
    mtime: 1_700_000_000_123_456,
    token: 'a\0b',
    racy: true,
  } as const;
  await removals.put(name, { side: 'source', entry, reason: 'kind' });
  await creations.put(name, {
    side: 'destination',
    entry,
    from: pathFromBytes('\xfe'),
    moves: entry,
    replaces: true,
  });
  t.strictSame(await removals.get(name), { side: 'source', entry, reason: 'kind' });
  t.strictSame(await creations.get(name), {
    side: 'destination',
    entry,
    from: '\xfe',
    moves: entry,
    replaces: true,
  });
});

t.test('nothing was put off', async (t) => {
  const { tops, removals } = await postponed(t);
  t.equal(await removals.get(pathFromText('x')), undefined);
  t.strictSame(await pathsIn(tops), []);
});

t.test('the ranges are apart', async (t) => {
  const { tops, removals, creations } = await postponed(t);
  await tops.put(pathFromText('top'), { absentOn: 'source' });
  await removals.put(pathFromText('removed'), removal);
  await creations.put(pathFromText('created'), { side: 'destination', entry: removal.entry });
  t.strictSame(
    [await pathsIn(tops), await pathsIn(removals), await pathsIn(creations)],
    [['top'], ['removed'], ['created']],
  );
});

t.test('paths come in the order of their bytes', async (t) => {
  const { removals } = await postponed(t);
  const ordered = ['A', 'a', 'a.b', 'a/b', 'a0', '\x7f', '\x80', '\xc3\xa9', '\xff'].map(pathFromBytes);
  for (const path of ordered.toReversed()) await removals.put(path, removal);
  t.strictSame(await pathsIn(removals), ordered);
});

t.test('in reverse, what lies in a folder comes before it', async (t) => {
  const { removals } = await postponed(t);
  for (const path of ['d', 'd/e', 'd.x', 'd/e/f', 'd\xff']) await removals.put(pathFromBytes(path), removal);
  t.strictSame(await pathsIn(removals, { reverse: true }), ['d\xff', 'd/e/f', 'd/e', 'd.x', 'd']);
});

t.test('what was dropped is gone', async (t) => {
  const { removals } = await postponed(t);
  await removals.put(pathFromText('a'), removal);
  await removals.put(pathFromText('b'), removal);
  await removals.drop(pathFromText('a'));
  await removals.drop(pathFromText('never there'));
  t.equal(await removals.get(pathFromText('a')), undefined);
  t.strictSame(await pathsIn(removals), ['b']);
});

t.test('what is put under a path again takes the place of the old', async (t) => {
  const { removals } = await postponed(t);
  await removals.put(pathFromText('a'), removal);
  await removals.put(pathFromText('a'), { ...removal, reason: 'kind' });
  t.match(await removals.get(pathFromText('a')), { reason: 'kind' });
  t.equal((await pathsIn(removals)).length, 1);
});

t.test('an iteration does not see what is put while it goes on', async (t) => {
  const { creations } = await postponed(t);
  for (const path of ['a', 'b'])
    await creations.put(pathFromText(path), { side: 'destination', entry: removal.entry });
  const seen: boolean[] = [];
  for await (const [path, creation] of creations.iterate()) {
    seen.push(creation.replaces === true);
    await creations.put(path, { ...creation, replaces: true });
    await creations.put(pathFromText('b'), { ...creation, replaces: true });
  }
  t.strictSame(seen, [false, false]);
});
