import t from 'tap';
import { pathFromText } from '@syncline/model';
import type { Journal, OutcomeAt, RowChange } from '@syncline/state';
import { createCommitter } from '../src/committer.js';
import { areRacesOver, lastRunMsOf } from '../src/last-run.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function change(path: string): RowChange {
  return { path: pathFromText(path), row: { kind: 'directory' }, previous: undefined };
}

function removal(path: string): RowChange {
  return { path: pathFromText(path), row: undefined, previous: { kind: 'directory' } };
}

/** A committer whose flushes end by hand, and what it does, in order. */
function watched(commit: Journal['commit'] = async () => undefined, restPerBatch = 0) {
  const events: string[] = [];
  const flushes: { readonly end: () => void; readonly fail: (error: Error) => void }[] = [];
  const journal = {
    commit: async (changes: readonly RowChange[]) => {
      events.push(`commit ${changes.map(({ path }) => path).join(' ')}`);
      await commit(changes);
    },
  } as Journal;
  const flush = (): Promise<void> => {
    events.push('flush');
    return new Promise((resolve, reject) => flushes.push({ end: resolve, fail: reject }));
  };
  const endFlush = async (): Promise<void> => {
    flushes.shift()!.end();
    await turn();
  };
  return {
    committer: createCommitter(journal, flush, () => performance.now(), restPerBatch),
    events,
    flushes,
    endFlush,
  };
}

t.test('rows are committed only after a flush that began when they were waiting', async (t) => {
  const { committer, events, endFlush } = watched();
  await committer.add([change('a')]);
  await turn();
  t.strictSame(events, ['flush']);
  t.notOk(committer.committed);
  await endFlush();
  t.strictSame(events, ['flush', 'commit a']);
  t.ok(committer.committed);
});

t.test('when rows were committed is told with them, however the run ends', async (t) => {
  const told: unknown[] = [];
  const journal = {
    commit: async (_changes, options) => void told.push(options?.facts),
  } as Pick<Journal, 'commit'> as Journal;
  const committer = createCommitter(
    journal,
    async () => undefined,
    () => 4_711,
  );
  await committer.add([change('a')]);
  await committer.drain();
  const known = { getFact: (key: string) => (told[0] as Record<string, unknown>)[key] } as Journal;
  t.equal(lastRunMsOf(known), 4_711);
  t.notOk(areRacesOver(known, 4_711 + 60_000));
  t.ok(areRacesOver(known, 4_711 + 121_000));
});

t.test('rows that come during a flush share the next one, in order', async (t) => {
  const { committer, events, endFlush } = watched();
  await committer.add([change('a')]);
  await committer.add([change('b')]);
  await committer.add([change('c'), removal('d')]);
  await endFlush();
  t.strictSame(events, ['flush', 'commit a', 'flush']);
  await endFlush();
  t.strictSame(events, ['flush', 'commit a', 'flush', 'commit b c d']);
});

t.test('a drain waits for everything', async (t) => {
  const { committer, events, endFlush } = watched();
  await committer.add([change('a')]);
  await committer.add([change('b')]);
  const drained = committer.drain().then(() => events.push('drained'));
  await endFlush();
  await endFlush();
  await drained;
  t.strictSame(events, ['flush', 'commit a', 'flush', 'commit b', 'drained']);
});

t.test('without rows nothing is flushed or committed', async (t) => {
  const { committer, events } = watched();
  await committer.add([]);
  await committer.drain();
  t.strictSame(events, []);
  t.notOk(committer.committed);
});

t.test('rows that only go wait for a flush too, or a file could come back without its row', async (t) => {
  const { committer, events, endFlush } = watched();
  await committer.add([removal('a')]);
  await turn();
  t.strictSame(events, ['flush']);
  await endFlush();
  t.strictSame(events, ['flush', 'commit a']);
});

t.test('rows can be added after everything was committed', async (t) => {
  const { committer, events, endFlush } = watched();
  await committer.add([change('a')]);
  await endFlush();
  await committer.add([change('b')]);
  await endFlush();
  t.strictSame(events, ['flush', 'commit a', 'flush', 'commit b']);
});

t.test('D5: after a flush that failed nothing is committed, and the drain says so', async (t) => {
  const { committer, events, flushes } = watched();
  await committer.add([change('a')]);
  flushes.shift()!.fail(new Error('the disk is gone'));
  await t.rejects(committer.drain(), /the disk is gone/);
  t.strictSame(events, ['flush']);
  t.notOk(committer.committed);
});

t.test('a commit that failed is told by the drain, and no later row is committed', async (t) => {
  const { committer, events, endFlush } = watched(() => Promise.reject(new Error('journal damaged')));
  await committer.add([change('a')]);
  await committer.add([change('b')]);
  await endFlush();
  await t.rejects(committer.drain(), /journal damaged/);
  t.strictSame(events, ['flush', 'commit a']);
});

t.test('work waits when too many rows are on their way', async (t) => {
  const { committer, events, endFlush } = watched();
  await committer.add([change('a')]);
  const many = Array.from({ length: 8_001 }, (_, n) => change(`b${n}`));
  const added = committer.add(many).then(() => events.push('added'));
  await turn();
  t.strictSame(events, ['flush']);
  await endFlush();
  await endFlush();
  await added;
  t.equal(events.at(-1), 'added');
});

t.test('after a commit that failed, adding fails alike and commits nothing', async (t) => {
  const { committer, events, endFlush } = watched(() => Promise.reject(new Error('journal damaged')));
  await committer.add([change('a')]);
  await endFlush();
  await t.rejects(committer.add([change('b')]), /journal damaged/);
  await t.rejects(committer.add([]), /journal damaged/, 'even with no rows: the run must not go on');
  await turn();
  t.strictSame(events, ['flush', 'commit a']);
});

t.test('after a slow flush a batch grows until somebody waits for it', async (t) => {
  const { committer, events, flushes, endFlush } = watched(undefined, 1_000);
  await committer.add([change('a')]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await committer.add([change('b')]);
  await endFlush();
  await committer.add([change('c')]);
  t.strictSame(events, ['flush', 'commit a']);
  const drained = committer.drain();
  await turn();
  t.equal(flushes.length, 1, 'the rest is over');
  await endFlush();
  await drained;
  t.strictSame(events, ['flush', 'commit a', 'flush', 'commit b c']);
});

t.test('between two batches a full one is begun at once', async (t) => {
  const { committer, events, flushes, endFlush } = watched(undefined, 1_000);
  await committer.add([change('a')]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await endFlush();
  await committer.add(Array.from({ length: 1_999 }, (_, n) => change(`b${n}`)));
  await turn();
  t.equal(flushes.length, 0, 'it rests');
  await committer.add([change('c')]);
  await turn();
  t.equal(flushes.length, 1, 'the rest is over');
  await endFlush();
  t.equal(events.length, 4);
});

t.test('a batch that took long to commit is followed by a rest, however quick its flush was', async (t) => {
  const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 20));
  const { committer, events, endFlush } = watched(slow, 1_000);
  await committer.add([change('a')]);
  await endFlush();
  await committer.add([change('b')]);
  await slow();
  await slow();
  t.strictSame(events, ['flush', 'commit a']);
  const drained = committer.drain();
  await turn();
  await endFlush();
  await drained;
  t.strictSame(events, ['flush', 'commit a', 'flush', 'commit b']);
});

t.test('outcomes that no rows follow do not pile up, and no flush is made for them', async (t) => {
  const committed: number[] = [];
  const journal = {
    commit: async (_changes, options) => void committed.push(options?.outcomes?.length ?? 0),
  } as Pick<Journal, 'commit'> as Journal;
  const committer = createCommitter(
    journal,
    () => Promise.reject(new Error('a flush')),
    () => 4_711,
  );
  const outcome = { path: pathFromText('a') } as OutcomeAt;
  for (let n = 0; n < 2_500; n += 1) {
    committer.remember(outcome);
    await turn();
  }
  t.same(committed, [1_000, 1_000]);
  await committer.drain();
  t.same(committed, [1_000, 1_000, 500]);
  t.notOk(committer.committed);
});

t.test('notes that are done with, and outcomes, go with the rows, once', async (t) => {
  const told: unknown[] = [];
  const journal = {
    commit: async (changes, { clearNotes = [], outcomes = [] } = {}) =>
      void told.push([changes.length, clearNotes, outcomes.map(({ path }) => path)]),
  } as Pick<Journal, 'commit'> as Journal;
  const committer = createCommitter(
    journal,
    async () => undefined,
    () => 0,
  );
  const outcome = (path: string): OutcomeAt => ({ path: pathFromText(path) }) as OutcomeAt;
  committer.remember(outcome('a'));
  await committer.add([change('a')], ['note']);
  await committer.drain();
  t.strictSame(told.splice(0), [[1, ['note'], ['a']]]);
  committer.remember(outcome('b'));
  await committer.drain();
  await committer.drain();
  t.strictSame(told, [[0, [], ['b']]], 'a single one that no rows follow, too');
});
