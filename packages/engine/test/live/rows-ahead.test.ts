import { identityOf, joinPath, pathFromText, ROOT, type Path, type Row } from '@syncline/model';
import type { RowChange } from '@syncline/state';
import * as fc from 'fast-check';
import t from 'tap';
import { RowsAhead } from '../../src/live/rows-ahead.js';
import { fileRow, journal } from './journals.js';

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

t.test('folders are rows without content, as in the journal', async (t) => {
  const ahead = new RowsAhead(await journal(t));
  const row = { kind: 'directory' } as const;
  ahead.add([{ path: pathFromText('folder'), row, previous: undefined }]);
  t.same([ahead.rowCount, ahead.contentCount], [1, 0]);
  ahead.add([{ path: pathFromText('folder'), row: fileRow(1), previous: row }]);
  t.same([ahead.rowCount, ahead.contentCount], [1, 1]);
});

t.test('of two names of one file the one that stays is found', async (t) => {
  const ahead = new RowsAhead(await journal(t));
  const [old, now] = [pathFromText('new/x'), pathFromText('cur/x')];
  ahead.add([{ path: old, row: fileRow(7), previous: undefined }]);
  ahead.add([{ path: now, row: fileRow(7), previous: undefined }]);
  ahead.add([{ path: old, row: undefined, previous: fileRow(7) }]);
  t.equal(ahead.findIdentity('source', 's-id7'), now);
});

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
