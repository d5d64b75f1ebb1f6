import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  identityOf,
  joinPath,
  pathFromText,
  ROOT,
  type ContentRow,
  type Path,
  type Row,
} from '@syncline/model';
import { openJournal, type Journal, type RowChange } from '@syncline/state';
import * as fc from 'fast-check';
import t, { type Test } from 'tap';
import { createAheadJournal } from '../../src/live/ahead-journal.js';
import { RowsAhead } from '../../src/live/rows-ahead.js';

async function journal(t: Test): Promise<Journal> {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-ahead-'));
  const opened = await openJournal({
    directory: join(directory, 'item'),
    pair: '0123456789abcdef',
    itemName: 'item',
    mode: 'write',
    indexSides: ['source', 'destination'],
  });
  t.teardown(async () => {
    await opened.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return opened;
}

function fileRow(version: number): ContentRow {
  const state = (side: string) => ({
    token: `${side}${version}`,
    racy: false,
    identity: `${side}-id${version}`,
  });
  return { kind: 'file', size: version, source: state('s'), destination: state('d') };
}

interface Edit {
  readonly path: Path;
  /** Undefined: the row goes. */
  readonly version: number | undefined;
  /** What was added so far is committed after it. */
  readonly commit: boolean;
}

const paths = ['a', 'b', 'folder/a', 'folder/b'].map(pathFromText);
const edit: fc.Arbitrary<Edit> = fc.record({
  path: fc.constantFrom(...paths),
  version: fc.option(fc.nat(5), { nil: undefined }),
  commit: fc.boolean(),
});

t.test('reads answer as if everything that was added were committed', async (t) => {
  const base = await journal(t);
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 25 }), async (edits) => {
      const ahead = new RowsAhead(base);
      const expected = new Map<Path, Row>();
      for (const path of paths) {
        const row = base.get(path);
        if (row !== undefined) expected.set(path, row);
      }
      let waiting: { readonly changes: RowChange[]; readonly turn: number }[] = [];
      const commit = async (): Promise<void> => {
        await base.commit(waiting.flatMap(({ changes }) => changes));
        for (const { changes, turn } of waiting) ahead.committed(changes, turn);
        waiting = [];
      };
      for (const { path, version, commit: now } of edits) {
        const row = version === undefined ? undefined : fileRow(version);
        const changes = [{ path, row, previous: ahead.get(path) }];
        waiting.push({ changes, turn: ahead.add(changes) });
        if (row === undefined) expected.delete(path);
        else expected.set(path, row);
        if (now) await commit();
        await sameAs(ahead, expected);
      }
      await commit();
      if (ahead.size !== 0) throw new Error('rows stay ahead though all are committed');
      await sameAs(ahead, expected);
      await base.verify();
    }),
    { numRuns: 60 },
  );
  t.pass();
});

async function sameAs(ahead: RowsAhead, expected: ReadonlyMap<Path, Row>): Promise<void> {
  const found = new Map<Path, Row>();
  for (const directory of [ROOT, pathFromText('folder')]) {
    for (const { name, row } of await ahead.children(directory)) found.set(joinPath(directory, name), row);
  }
  const shown = (rows: ReadonlyMap<Path, Row>): string =>
    JSON.stringify([...rows].sort(([left], [right]) => (left < right ? -1 : 1)));
  if (shown(found) !== shown(expected)) throw new Error(`${shown(found)} instead of ${shown(expected)}`);
  if (ahead.rowCount !== expected.size || ahead.contentCount !== expected.size)
    throw new Error(`${ahead.rowCount} rows are counted, ${expected.size} are there`);
  for (const row of expected.values()) findsOne(ahead, row, expected);
}

/** Of several paths with one identity (hard links) any may be found, or none; never one that does not have it. */
function findsOne(ahead: RowsAhead, row: Row, expected: ReadonlyMap<Path, Row>): void {
  const identity = identityOf(row, 'source')!;
  const found = ahead.findIdentity('source', identity);
  if (found !== undefined && identityOf(expected.get(found), 'source') !== identity)
    throw new Error(`${found} was found, which does not have it`);
}

t.test('a file that was moved is found under its new name, whatever of it is committed', async (t) => {
  const base = await journal(t);
  const [old, now] = [pathFromText('new/x'), pathFromText('cur/x')];
  const ahead = new RowsAhead(base);
  const identity = 's-id7';
  const arrival = [{ path: old, row: fileRow(7), previous: undefined }];
  const arrived = ahead.add(arrival);
  t.equal(ahead.findIdentity('source', identity), old);
  const move = [
    { path: old, row: undefined, previous: fileRow(7) },
    { path: now, row: fileRow(7), previous: undefined },
  ];
  const moved = ahead.add(move);
  t.equal(ahead.findIdentity('source', identity), now);
  await base.commit(arrival);
  ahead.committed(arrival, arrived);
  t.equal(ahead.findIdentity('source', identity), now);
  t.equal(ahead.get(old), undefined);
  await base.commit(move);
  ahead.committed(move, moved);
  t.equal(ahead.findIdentity('source', identity), now);
  t.equal(ahead.size, 0);
});

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
