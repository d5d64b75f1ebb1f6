import { setImmediate as immediate } from 'node:timers/promises';
import type { ContentEntry, DirectoryEntry, Path, Row } from '@syncline/model';
import { compareBytes, nameOf, pathFromText, SynclineError } from '@syncline/model';
import type { RowChange } from '@syncline/state';
import t from 'tap';
import type { DirectoryMoves } from '../src/directory-moves.js';
import type { Holding } from '../src/items/holding.js';
import type { PlannedOperation } from '../src/items/planned.js';
import { planToApply } from '../src/items/planned.js';
import type { Removal } from '../src/postponed.js';
import type { UnprovenTops } from '../src/prove.js';
import { removeAll } from '../src/removals.js';
import type { Run } from '../src/run.js';
import { createSlots } from '../src/slots.js';
import { createTally } from '../src/tally.js';

interface World {
  readonly unproven?: readonly string[];
  readonly moved?: readonly string[];
  readonly held?: readonly string[];
  /** Folders that have names which they do not list. */
  readonly unlisting?: readonly string[];
  readonly kept?: readonly string[];
  /** What cannot be removed. */
  readonly stuck?: readonly string[];
  /** Folders in which a dry run foresees that nothing can be removed. */
  readonly readOnly?: readonly string[];
  /** What the journal does not know. */
  readonly unknown?: readonly string[];
  readonly plan?: readonly PlannedOperation[];
  readonly dryRun?: boolean;
  readonly aborted?: boolean;
  readonly slots?: number;
}

/** Removes paths, of which those that end with a slash are folders. Tells what was done in which order. */
async function remove(paths: readonly string[], world: World = {}) {
  const { unproven = [], moved = [], held = [], kept = [], stuck = [], unknown = [], plan } = world;
  const { readOnly = [], unlisting = [], dryRun = false, aborted = false, slots = 4 } = world;
  const removals = paths
    .map((text): [Path, Removal] => {
      const path = pathFromText(text.replace(/\/$/, ''));
      const name = nameOf(path);
      const entry: ContentEntry | DirectoryEntry = text.endsWith('/')
        ? { kind: 'directory', name }
        : { kind: 'file', name, size: 1, mtime: 1, token: 'now', racy: false };
      return [path, { side: 'destination', entry, reason: 'deleted' } as Removal];
    })
    .sort(([left], [right]) => compareBytes(left, right));
  const done: string[] = [];
  const told: string[] = [];
  const forgotten: string[] = [];
  let [under, most] = [0, 0];
  const step = (name: string) => async (path: Path) => {
    most = Math.max(most, (under += 1));
    // Others come in between, as with a server.
    await immediate();
    under -= 1;
    if (stuck.includes(path)) throw new SynclineError('failed', 'it is stuck', { scope: 'path' });
    done.push(`${name} ${path}`);
  };
  const { signal } = aborted ? { signal: AbortSignal.abort() } : new AbortController();
  const foresee = async (directory: Path) =>
    readOnly.includes(directory) ? { code: 'read-only', path: directory, message: 'mounted so' } : undefined;
  const run = {
    signal,
    dryRun,
    plan: planToApply(plan),
    item: { mode: 'two-way', trash: { keepDays: 1 } },
    kept: new Set(kept),
    unlisting: { source: new Set(), destination: new Set(unlisting) },
    undone: new Set(),
    inHand: new Set(),
    tally: createTally(),
    nowMs: () => 0,
    pace: async () => undefined,
    transfers: createSlots(slots),
    postponed: {
      removals: {
        iterate: async function* iterate({ reverse = false } = {}) {
          yield* reverse ? removals.toReversed() : removals;
        },
        get: async (wanted: Path) => removals.find(([path]) => path === wanted)?.[1],
      },
    },
    journal: {
      get: (path: Path) => (unknown.includes(path) ? undefined : ({ kind: 'file' } as unknown as Row)),
    },
    committer: {
      add: async (changes: readonly RowChange[]) => void forgotten.push(...changes.map(({ path }) => path)),
      remember: () => undefined,
    },
    sides: { destination: { foresee, traits: { local: true } }, source: { traits: { local: true } } },
    emit: ({ outcome: { op, path, outcome } }: { outcome: Record<string, string> }) =>
      void told.push(`${op} ${path} ${outcome}`),
    apply: {
      writer: () => ({ remove: step('remove'), removeDirectory: step('rmdir') }),
      signal,
      retries: 0,
      trash: undefined,
    },
  };
  const covering =
    (covered: readonly string[]) =>
    (path: Path): boolean =>
      covered.includes(path);
  const moves = { covers: (_what: string, path: Path) => moved.includes(path) } as unknown as DirectoryMoves;
  const proof: UnprovenTops = { covers: covering(unproven) };
  const holding = { holds: covering(held) } as unknown as Holding;
  await removeAll(run as unknown as Run, moves, proof, holding);
  return { done, told, forgotten: forgotten.sort(), kept: [...run.kept].sort(), most };
}

const TREE = ['d/', 'd/a', 'd/sub/', 'd/sub/x', 'd/sub/y', 'f'];

t.test('folders go once what is in them is gone, and all is forgotten', async (t) => {
  const { done, told, forgotten } = await remove(TREE);
  t.same(done, ['remove f', 'remove d/sub/y', 'remove d/sub/x', 'rmdir d/sub', 'remove d/a', 'rmdir d']);
  t.same(told.length, 6);
  t.ok(told.every((line) => line.endsWith(' applied')));
  t.same(forgotten, ['d', 'd/a', 'd/sub', 'd/sub/x', 'd/sub/y', 'f']);
});

const stays: Readonly<Record<string, World>> = {
  'cannot be removed': { stuck: ['d/sub/x'] },
  'is kept for something in it': { kept: ['d/sub'] },
  'is held': { held: ['d/sub/x', 'd/sub', 'd'] },
};

for (const [title, world] of Object.entries(stays))
  t.test(`the folders above what ${title} stay, and are not even tried`, async (t) => {
    const { done, forgotten } = await remove(TREE, world);
    t.notOk(done.some((each) => each.startsWith('rmdir')));
    t.same(forgotten, done.map((each) => each.split(' ')[1]).sort());
    t.ok(done.includes('remove d/a') && done.includes('remove f'), 'the rest goes');
  });

t.test('what is held, or fails, is told', async (t) => {
  t.match((await remove(['f'], { held: ['f'] })).told, ['delete f held']);
  t.match((await remove(['f'], { stuck: ['f'] })).told, ['delete f failed']);
});

t.test('what is not proven to be gone, and what is renamed, is not removed', async (t) => {
  t.same((await remove(['f', 'g'], { unproven: ['f'] })).done, ['remove g']);
  t.same((await remove(['f', 'g'], { moved: ['g'] })).done, ['remove f']);
});

t.test('what stands in a folder that does not list all its names stays, with what is in it', async (t) => {
  const { done, told } = await remove([...TREE, 'e/in/f'], { unlisting: ['', 'e'] });
  t.strictSame(done, ['remove e/in/f'], 'but not what is in a folder that stays anyway');
  const failed = told.filter((line) => line.endsWith(' failed'));
  t.strictSame(failed.length, 4, 'that a folder has to stay is told by what is in it');
});

t.test('of what the journal does not know nothing is forgotten', async (t) => {
  t.match(await remove(['f', 'g'], { unknown: ['f'] }), {
    done: { length: 2 },
    forgotten: { 0: 'g', length: 1 },
  });
});

t.test('what a plan leaves out stays, with the folders above it, in silence', async (t) => {
  const plan: PlannedOperation[] = [
    { op: 'rmdir', side: 'destination', path: pathFromText('d'), reason: 'deleted' },
  ];
  t.match(await remove(['d/', 'd/x'], { plan }), { done: { length: 0 }, told: { length: 0 } });
});

t.test('a dry run plans what a run would do', async (t) => {
  const { done, told, forgotten } = await remove(TREE, { dryRun: true });
  t.same([done, forgotten], [[], []]);
  t.ok(told.every((line) => line.endsWith(' planned')));
  t.equal(told.length, 6);
  t.same((await remove(TREE, { dryRun: true, readOnly: ['d/sub'] })).told, [
    'delete f planned',
    'delete d/sub/y failed',
    'delete d/sub/x failed',
    'delete d/a planned',
  ]);
});

t.test('an interruption ends it before anything more is removed', async (t) => {
  await t.rejects(remove(TREE, { aborted: true }), { name: 'AbortError' });
});

t.test('a bounded number is under way', async (t) => {
  const many = Array.from({ length: 600 }, (_, index) => `f${index}`);
  const { done, most } = await remove(many, { slots: 1_000 });
  t.equal(done.length, 600);
  t.equal(most, 256);
});
