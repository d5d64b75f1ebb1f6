import type { Answer, MoveDirectoryOperation, Name, Path, Row } from '@syncline/model';
import { joinPath, nameOf, parentOf, pathFromText, ROOT, SynclineError } from '@syncline/model';
import type { Journal, Note, RowChange } from '@syncline/state';
import t from 'tap';
import type { DirectoryMoves } from '../src/directory-moves.js';
import { finishDirectoryRenames, renameDirectory } from '../src/rename-directory.js';
import type { PlannedOperation } from '../src/items/planned.js';
import { plannedOperation, planToApply } from '../src/items/planned.js';
import type { Run } from '../src/run.js';
import { createTally } from '../src/tally.js';

const [FROM, TO] = [pathFromText('d'), pathFromText('in/e')];
const DIRECTORY: Row = { kind: 'directory' };
const FILE = { kind: 'file', size: 1 } as unknown as Row;
const NOTE: Note = { key: `rename-directory\0${FROM}`, value: { side: 'destination', to: TO } };

/** A journal of these rows, which holds that what it has can be found from the root. */
function journalWith(rows: ReadonlyMap<Path, Row>) {
  const now = new Map(rows);
  const notes = [NOTE];
  const batches: number[] = [];
  const commit = async (changes: readonly RowChange[], more: { clearNotes?: string[] }): Promise<void> => {
    if (changes.length > 0) batches.push(changes.length);
    for (const { path, row } of changes) {
      if (row === undefined) now.delete(path);
      else now.set(path, row);
    }
    for (const key of more.clearNotes ?? []) if (key === NOTE.key) notes.pop();
    const lost = [...now.keys()].filter((path) => path.startsWith('d/') && !now.has(parentOf(path)));
    if (lost.length > 0) throw new Error(`nobody finds ${lost.join(', ')}`);
  };
  const children = async (directory: Path): Promise<{ name: Name; row: Row }[]> =>
    [...now]
      .filter(([path]) => path !== ROOT && parentOf(path) === directory)
      .map(([path, row]) => ({ name: nameOf(path), row }));
  const journal = { get: (path: Path) => now.get(path), children, listNotes: async () => notes, commit };
  return { journal: journal as unknown as Journal, now, notes, batches };
}

type Seen = Exclude<Answer['kind'], 'unknown'> | 'unproven' | 'unreadable';

function answer(kind: Seen): Answer {
  if (kind !== 'unproven' && kind !== 'unreadable') return { kind, name: FROM } as Answer;
  return { kind: 'unknown', name: FROM, problem: { code: kind, path: FROM, message: kind } };
}

/** Finishes the rename with what the destination shows under the old and the new name. */
async function finish(journal: Journal, before: Seen, now: Seen, dryRun = false): Promise<readonly string[]> {
  const done: string[] = [];
  const look = async (path: Path): Promise<Answer> => answer(path === FROM ? before : now);
  const run = {
    journal,
    dryRun,
    sides: { destination: { look } },
    apply: { writer: (side: string) => ({ flush: async () => void done.push(`flush ${side}`) }) },
    nowMs: () => 0,
    signal: new AbortController().signal,
  };
  await finishDirectoryRenames(run as unknown as Run);
  return done;
}

const at = (directory: Path, ...names: readonly string[]): Path =>
  names.reduce<Path>((path, name) => joinPath(path, pathFromText(name)), directory);

const treeAt = (top: Path): ReadonlyMap<Path, Row> =>
  new Map([
    [top, DIRECTORY],
    [at(top, 'x'), FILE],
    [at(top, 'sub'), DIRECTORY],
    [at(top, 'sub', 'deep'), DIRECTORY],
    [at(top, 'sub', 'deep', 'y'), FILE],
  ]);

for (const [before, now, follows, settled] of [
  ['absent', 'directory', true, true],
  // The folder above is gone as well.
  ['unproven', 'directory', true, true],
  ['unreadable', 'directory', false, false],
  ['absent', 'unreadable', false, false],
  ['directory', 'absent', false, true],
  ['directory', 'directory', false, true],
  ['absent', 'absent', false, true],
  ['absent', 'file', false, true],
] as const)
  t.test(`of a noted rename the old name is ${before}, the new one ${now}`, async (t) => {
    const other = [pathFromText('other'), FILE] as const;
    const the = journalWith(new Map([...treeAt(FROM), other]));
    t.same(await finish(the.journal, before, now), follows ? ['flush destination'] : []);
    t.same(the.now, new Map([...treeAt(follows ? TO : FROM), other]));
    t.equal(the.notes.length, settled ? 0 : 1);
  });

t.test('a dry run makes nothing durable', async (t) => {
  const the = journalWith(treeAt(FROM));
  t.same(await finish(the.journal, 'absent', 'directory', true), []);
  t.same(the.now, treeAt(TO));
});

t.test(
  'the rows of a large folder follow in batches, and one that was stopped between two goes on',
  async (t) => {
    const many = Array.from({ length: 6_000 }, (_, index) => `f${index}`);
    const large = (top: Path): ReadonlyMap<Path, Row> =>
      new Map([...treeAt(top), ...many.map((name) => [at(top, 'sub', name), FILE] as const)]);
    const the = journalWith(large(FROM));
    await finish(the.journal, 'absent', 'directory');
    t.same(the.now, large(TO));
    t.same(the.batches, [10_000, 2 * 6_005 - 10_000]);
    the.notes.push(NOTE);
    await finish(the.journal, 'absent', 'directory');
    t.same(the.now, large(TO), 'once more changes nothing');

    const stopped = journalWith(large(FROM));
    const { commit } = stopped.journal;
    Object.assign(stopped.journal, {
      commit: async (...args: Parameters<typeof commit>) => {
        if (stopped.batches.length > 0) throw new Error('stopped');
        await commit(...args);
      },
    });
    await t.rejects(finish(stopped.journal, 'absent', 'directory'), /stopped/);
    Object.assign(stopped.journal, { commit });
    await finish(stopped.journal, 'absent', 'directory');
    t.same(stopped.now, large(TO));
    t.same(stopped.notes, []);
  },
);

const MOVE = {
  op: 'move',
  side: 'destination',
  path: TO,
  from: FROM,
  reason: 'renamed',
  tree: { kind: 'directory', size: 0, token: 'as planned' },
} as MoveDirectoryOperation;

interface Renaming {
  readonly failure?: SynclineError;
  readonly plan?: readonly PlannedOperation[];
}

/** Renames `d` on the destination, where that fails with an error if one is given. Tells what was done in which order. */
async function rename(rows: ReadonlyMap<Path, Row>, { failure, plan }: Renaming = {}) {
  const done: string[] = [];
  const journal = {
    ...journalWith(rows).journal,
    putNotes: async ([note]: readonly Note[]) => void done.push(`note ${note?.key === NOTE.key}`),
    commit: async (_rows: unknown, { clearNotes = [] }) => void done.push(`forget ${clearNotes.length} note`),
  };
  const moveDirectory = async (from: Path, to: Path): Promise<void> => {
    done.push(`rename ${from} ${to}`);
    if (failure !== undefined) throw failure;
  };
  const add = async (changes: readonly unknown[], notes: readonly string[]): Promise<void> =>
    void done.push(`follow ${changes.length}, forget ${notes.length} note`);
  const { signal } = new AbortController();
  const run = {
    journal,
    signal,
    dryRun: false,
    plan: planToApply(plan),
    item: { mode: 'clone', trash: 'off' },
    inHand: new Set(),
    undone: new Set(),
    tally: createTally(),
    committer: { add, remember: () => undefined },
    emit: ({ outcome }: { outcome: { outcome: string } }) => void done.push(outcome.outcome),
    nowMs: () => 0,
    apply: { writer: () => ({ moveDirectory }), signal, retries: 0 },
  };
  const moves = { drop: () => void done.push('drop') } as unknown as DirectoryMoves;
  return { settled: await renameDirectory(MOVE, moves, run as unknown as Run), done };
}

t.test('a rename is noted before it is done, until all rows have followed', async (t) => {
  const large = new Map([
    ...treeAt(FROM),
    ...Array.from({ length: 6_000 }, (_, n) => [at(FROM, `f${n}`), FILE] as const),
  ]);
  t.same(await rename(large), {
    settled: true,
    done: [
      'note true',
      `rename ${FROM} ${TO}`,
      'applied',
      'follow 10000, forget 0 note',
      'follow 2010, forget 1 note',
    ],
  });
});

const failure = new SynclineError('failed', 'on different file systems', { scope: 'path' });

t.test('the note goes with the last rows, also where they just fill a batch', async (t) => {
  const rows = new Map([
    [FROM, DIRECTORY],
    ...Array.from({ length: 4_999 }, (_, n) => [at(FROM, `f${n}`), FILE] as const),
  ]);
  const { done } = await rename(rows);
  t.same(done.slice(3), ['follow 10000, forget 1 note']);
});

t.test('one that is refused is not noted any more, nothing follows, and it is done one by one', async (t) => {
  t.same(await rename(treeAt(FROM), { failure }), {
    settled: false,
    done: ['note true', `rename ${FROM} ${TO}`, 'forget 1 note', 'drop'],
  });
});

t.test('by a plan that has it the rename alone is done, or told as failed', async (t) => {
  const plan = [plannedOperation(MOVE)];
  t.match(await rename(treeAt(FROM), { plan }), { settled: true });
  t.same(await rename(treeAt(FROM), { plan, failure }), {
    settled: true,
    done: ['note true', `rename ${FROM} ${TO}`, 'forget 1 note', 'failed'],
  });
});

t.test('by a plan that does not have it nothing is done', async (t) => {
  t.same(await rename(treeAt(FROM), { plan: [] }), { settled: true, done: [] });
});
