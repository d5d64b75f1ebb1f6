import { makeRunId, pathFromText, type Path, type Row } from '@syncline/model';
import type { Journal, OutcomeAt, RowChange } from '@syncline/state';
import t from 'tap';
import { createAheadJournal } from '../../src/live/ahead-journal.js';
import { fileRow, journal } from './journals.js';

const [a, b] = ['a', 'b'].map(pathFromText) as [Path, Path];

function change(path: Path, version: number, previous?: Row): RowChange {
  return { path, row: fileRow(version), previous };
}

t.test(
  'rows are committed after what they speak of is durable, and a failure is told once and thrown',
  async (t) => {
    const base = await journal(t);
    const steps: string[] = [];
    let fails = false;
    const ahead = createAheadJournal(
      base,
      async () => {
        steps.push(`flush with ${base.rowCount} rows`);
        if (fails) throw new Error('the disk is gone');
      },
      () => void steps.push('failure'),
      () => 1,
    );
    const committer = ahead.committer();
    await committer.add([{ path: pathFromText('a'), row: fileRow(1), previous: undefined }]);
    t.equal(ahead.journal.get(pathFromText('a'))?.kind, 'file', 'it is seen at once');
    t.equal(base.get(pathFromText('a')), undefined, 'and not committed yet');
    await committer.show();
    await committer.drain();
    t.ok(committer.committed);
    t.equal(base.get(pathFromText('a'))?.kind, 'file');
    fails = true;
    await committer.add([{ path: pathFromText('b'), row: fileRow(2), previous: undefined }]);
    await t.rejects(committer.drain(), /the disk is gone/);
    await t.rejects(committer.show(), /the disk is gone/);
    await t.rejects(
      committer.add([{ path: pathFromText('c'), row: fileRow(3), previous: undefined }]),
      /gone/,
    );
    t.same(steps, ['flush with 0 rows', 'flush with 1 rows', 'failure']);
  },
);

t.test('what comes while earlier rows are made durable is seen, and committed next', async (t) => {
  const base = await journal(t);
  const meanwhile = [[change(a, 2, fileRow(1)), change(b, 1)], []];
  const seen: unknown[] = [];
  const ahead = createAheadJournal(
    base,
    async () => {
      seen.push([base.get(a), ahead.journal.get(a)]);
      await committer.add(meanwhile.shift()!);
    },
    () => undefined,
    () => 1,
  );
  const committer = ahead.committer();
  await committer.add([change(a, 1)]);
  await committer.drain();
  t.same(seen, [
    [undefined, fileRow(1)],
    [fileRow(1), fileRow(2)],
  ]);
  t.same([base.get(a), base.get(b)], [fileRow(2), fileRow(1)]);
  t.same([base.rowCount, ahead.journal.rowCount], [2, 2]);
});

t.test('rows are counted once while they are being committed', async (t) => {
  const base = await journal(t);
  await base.commit([change(a, 1), change(b, 1)]);
  const counts: unknown[] = [];
  /** What the journal says once they are in it, before whoever committed them hears of it. */
  const commit: Journal['commit'] = async (...given) => {
    await base.commit(...given);
    counts.push([ahead.journal.rowCount, ahead.journal.contentCount]);
  };
  const telling = new Proxy(base, {
    get: (of, key) => {
      const value: unknown = key === 'commit' ? commit : Reflect.get(of, key, of);
      return typeof value === 'function' ? value.bind(of) : value;
    },
  });
  const ahead = createAheadJournal(
    telling,
    async () => undefined,
    () => undefined,
    () => 1,
  );
  const committer = ahead.committer();
  await committer.add([{ path: b, row: undefined, previous: fileRow(1) }]);
  counts.push([ahead.journal.rowCount, ahead.journal.contentCount]);
  await committer.drain();
  counts.push([ahead.journal.rowCount, ahead.journal.contentCount]);
  t.same(counts, [
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
});

const failure = {
  run: makeRunId(0, 'abc'),
  op: 'copy',
  side: 'destination',
  outcome: 'failed',
  bytes: 0,
  code: 'full',
} satisfies Omit<OutcomeAt, 'path' | 'atMs'>;

t.test('notes go with the rows that they were about, and outcomes are remembered', async (t) => {
  const base = await journal(t);
  await base.putNotes([{ key: 'move', value: true }]);
  const notes: number[] = [];
  const ahead = createAheadJournal(
    base,
    async () => void notes.push((await base.listNotes('')).length),
    () => undefined,
    () => 1,
  );
  const committer = ahead.committer();
  const remember = (path: Path): void => committer.remember({ ...failure, path, atMs: 5 });
  remember(a);
  await committer.add([change(a, 1)], ['move']);
  await committer.drain();
  t.same([notes, await base.listNotes('')], [[1], []]);
  t.match(base.lastOutcome(a), failure);
  remember(b);
  await committer.drain();
  t.match(base.lastOutcome(b), failure, 'without a row as well');
});

t.test('of very many rows that wait the next ones wait, too', async (t) => {
  const base = await journal(t);
  const ahead = createAheadJournal(
    base,
    async () => undefined,
    () => undefined,
    () => 1,
  );
  const rows = Array.from({ length: 20_001 }, (_, index) => change(pathFromText(`${index}`), 1));
  await ahead.committer().add(rows);
  t.equal(base.rowCount, rows.length);
});
