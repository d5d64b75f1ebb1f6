import type { Endpoint } from '@syncline/endpoint';
import { createMemoryEndpoint, MemoryVolume, VolumeHand } from '@syncline/endpoint';
import { makeRunId, SynclineError } from '@syncline/model';
import t from 'tap';
import { noteTrashed, purgeHidden, trashedNames } from '../src/hidden-trash.js';
import { at, hiddenRun } from './hidden.js';

const [OLD, OLDER, NEW] = [2_000, 1_000, 3_000].map((startedMs) => makeRunId(startedMs, 'item'));

t.test('what goes to a trash that hides it is noted once, with the folders above it', async (t) => {
  const { run, steps, noted } = hiddenRun({});
  const noting = { ...run, id: NEW!, notedTrash: new Set<string>() };
  for (const path of ['.mail/cur/1', '.mail/cur/2', '.mail/.sent', 'plain'])
    await noteTrashed(noting, 'destination', at(path));
  await noteTrashed(noting, 'source', at('.shown'));
  t.strictSame(noted(), [`trash ${NEW} destination .mail`, `trash ${NEW} destination .mail/.sent`]);
  t.strictSame(steps, ['note 1', 'note 1']);
  t.strictSame(Object.fromEntries(await trashedNames(run.journal, 'destination', NEW!)), {
    '': ['.mail'],
    '.mail': ['.sent'],
  });
  t.equal((await trashedNames(run.journal, 'source', NEW!)).size, 0);
});

/** A side that hides names, whose trash has something of three runs. */
async function trashed(refused?: string) {
  const volume = new MemoryVolume({});
  const hand = new VolumeHand(volume);
  const kept = [OLDER, OLD, NEW].flatMap((id) =>
    ['.mail/cur/1', '.mail/.deep/.sent/2', 'plain/.x', 'plain/y'].map(
      (path) => `.syncline/trash/${id}/${path}`,
    ),
  );
  const folders = new Set(
    kept.flatMap((path) => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index))),
  );
  for (const folder of [...folders].sort()) hand.putDirectory(at(folder));
  for (const path of kept) hand.putFile(at(path), 'text');
  for (const id of [OLDER, OLD, NEW]) hand.putDirectory(at(`.syncline/trash/${id}/.mail/.bare`));
  const endpoint = createMemoryEndpoint(volume, { hidesDotNames: true });
  await endpoint.open();
  const writer: Pick<Endpoint, 'remove' | 'removeDirectory'> = {
    remove: async (path, ...more) => {
      if (path === refused) throw new SynclineError('permission', 'not allowed', { scope: 'path' });
      return endpoint.remove(path, ...more);
    },
    removeDirectory: (...args) => endpoint.removeDirectory(...args),
  };
  const names = ['.mail', '.mail/.bare', '.mail/.deep', '.mail/.deep/.sent', 'plain/.x'];
  const noteOf = (id: string, side: string, name: string) => [`trash\0${id}\0${side}\0${name}`, true];
  const notes = Object.fromEntries([
    ...[OLDER, OLD, NEW].flatMap((id) => names.map((name) => noteOf(id!, 'destination', name))),
    noteOf(OLD!, 'source', '.theirs'),
  ]) as Record<string, boolean>;
  const the = hiddenRun({ notes, more: { apply: { writer: () => writer } } });
  const run = { ...the.run, sides: { ...the.run.sides, destination: endpoint } } as typeof the.run;
  /** What is left of the trash of a run, folders with a slash. */
  const left = (id: string | undefined, below = ''): readonly string[] =>
    hand.list(at(`.syncline/trash/${id}${below}`)).flatMap((name) => {
      const path = `${below}/${name}`;
      return hand.read(at(`.syncline/trash/${id}${path}`)) ? [path] : [`${path}/`, ...left(id, path)];
    });
  const notesOf = (id: string | undefined) => the.noted().filter((note) => note.includes(id!)).length;
  return { run, left, notesOf };
}

t.test('what a trash hides of old runs is removed with its folders, and nothing else', async (t) => {
  const { run, left, notesOf } = await trashed();
  const before = left(NEW);
  await purgeHidden(run, 'destination', 3_000);
  for (const id of [OLDER, OLD]) t.strictSame(left(id), ['/plain/', '/plain/y']);
  t.strictSame(left(NEW), before);
  t.strictSame([OLDER, OLD, NEW].map(notesOf), [0, 1, 5], 'the notes of the other side stay');
});

t.test('what cannot be removed of one run keeps no other, and stays noted', async (t) => {
  const { run, left, notesOf } = await trashed(`.syncline/trash/${OLDER}/.mail/cur/1`);
  await t.rejects(purgeHidden(run, 'destination', 3_000), { message: 'not allowed' });
  t.ok(left(OLDER).includes('/.mail/cur/1'));
  t.strictSame(left(OLD), ['/plain/', '/plain/y']);
  t.strictSame([OLDER, OLD].map(notesOf), [5, 1]);
});
