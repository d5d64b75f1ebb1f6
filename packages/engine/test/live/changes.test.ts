import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  joinPath,
  parentOf,
  pathFromText,
  ROOT,
  unknownEntry,
  type Answer,
  type Outcome,
  type Path,
  type Row,
  type Side,
} from '@syncline/model';
import type { Dirty } from '@syncline/scheduler';
import t, { type Test } from 'tap';
import { Changes } from '../../src/live/changes.js';

const [a, b, c] = ['a', 'b', 'c'].map(pathFromText) as [Path, Path, Path];

function file(token: string): Answer {
  return { kind: 'file', name: pathFromText('x'), size: 10, token, mtime: 0, racy: false };
}

function fileRow(source: string, destination: string): Row {
  const of = (token: string) => ({ token, racy: false });
  return { kind: 'file', size: 10, source: of(source), destination: of(destination) };
}

/** Changes by a clock of their own, of files that came whole unless `there` says otherwise. */
function bench(t: Test) {
  const clock = { nowMs: 1_000 };
  const there = new Map<Path, Answer>();
  const rows = new Map<Path, Row>();
  let rings = 0;
  const changes = new Changes({
    settleMs: 1,
    nowMs: () => clock.nowMs,
    look: async (_side: Side, path: Path) => there.get(path) ?? file('new'),
    row: (path) => rows.get(path),
    onReady: () => (rings += 1),
    onDropped: () => undefined,
  });
  t.teardown(() => changes.close());
  return {
    changes,
    clock,
    there,
    rows,
    rings: () => rings,
    /** A name that came whole is ready after this. */
    async came(side: Side, path: Path): Promise<void> {
      changes.take(side, { type: 'name', path, written: false });
      for (let turn = 0; turn < 4; turn += 1) await nextTurn();
    },
  };
}

function pathsOf(dirty: Pick<Dirty, 'names' | 'trees'> | undefined): readonly string[] {
  const names = [...(dirty?.names ?? [])].flatMap(([directory, each]) =>
    [...each].map((name) => joinPath(directory, name)),
  );
  return [...names, ...[...(dirty?.trees ?? [])].map((tree) => `${tree}/`)].sort();
}

function failed(path: Path, code: Outcome['code'] = 'full'): Outcome {
  return { op: 'copy', side: 'destination', path, outcome: 'failed', code, bytes: 0 };
}

t.test('what a pass took is still to be done, and as old, when that did not come through', async (t) => {
  const { changes, clock, came } = bench(t);
  await came('source', a);
  changes.addTree(b);
  clock.nowMs += 50;
  t.same(pathsOf(changes.begin('some')), ['a', 'b/']);
  t.same([changes.isReady, changes.knows(a), changes.sinceMs], [false, true, 1_000], 'it is in hand');
  clock.nowMs += 50;
  await came('source', c);
  t.same(changes.joinable(), [c]);
  changes.join([c]);
  t.same([changes.joinable(), changes.isReady, changes.knows(c)], [[], false, true]);
  changes.failed();
  t.same([changes.isReady, changes.sinceMs], [true, 1_000]);
  const again = changes.begin('some');
  t.same([pathsOf(again), again?.sinceMs], [['a', 'b/', 'c'], 1_000]);
  changes.done();
  t.same([changes.isReady, changes.knows(a), changes.knows(c), changes.pending], [false, false, false, 0]);
  t.equal(changes.sinceMs, undefined);
  await came('source', a);
  t.ok(changes.isReady, 'nothing is in hand any more');
});

t.test('what changes under the hands of a pass is looked at once that has ended', async (t) => {
  const { changes, clock, came, rings } = bench(t);
  const [inB, other] = [joinPath(b, pathFromText('x')), pathFromText('other')];
  await came('source', a);
  changes.addTree(b);
  changes.begin('some');
  await came('source', a);
  changes.take('destination', { type: 'tree', path: inB });
  await came('source', other);
  t.same([changes.joinable(), changes.pending, changes.knows(a)], [[other], 3, true]);
  t.same(pathsOf(await changes.hinted('source')), ['a', 'other']);
  t.same(pathsOf(await changes.hinted('destination')), [`${inB}/`, 'other'].sort());
  changes.join([other]);
  const before = rings();
  changes.done();
  t.ok(rings() > before, 'there is something to do at once');
  t.same(
    pathsOf(changes.begin('some')),
    [`${inB}/`],
    'a name may have been seen half-written: it has to hold still',
  );
  changes.done();
  for (let turn = 0; turn < 4; turn += 1) await nextTurn();
  t.same([changes.isReady, changes.pending, changes.knows(a)], [false, 1, true]);
  clock.nowMs += 1_000;
  while (!changes.isReady) await nextTurn();
  t.same(pathsOf(changes.begin('some')), ['a']);
});

t.test('what of a side is told and waits is said of that side alone', async (t) => {
  const { changes } = bench(t);
  changes.take('source', { type: 'name', path: a, written: true });
  changes.take('destination', { type: 'name', path: b, written: true });
  t.same(pathsOf(await changes.hinted('source')), ['a']);
  t.same(pathsOf(await changes.hinted('destination')), ['b']);
});

t.test('while everything is looked at, whatever is told is of things in hand', async (t) => {
  const { changes, came } = bench(t);
  changes.addTree(a);
  changes.begin('everything');
  await came('source', c);
  t.same([changes.joinable(), changes.isReady, changes.pending], [[], false, 1]);
  changes.failed();
  t.same(pathsOf(changes.begin('some')), ['a/']);
});

t.test('what a pass could not do is tried again, ever later, until it is done', async (t) => {
  const { changes, clock, came } = bench(t);
  await came('source', a);
  await came('source', b);
  changes.begin('some');
  changes.note(failed(a));
  changes.note(failed(b));
  changes.done();
  t.same([changes.isReady, changes.pending, changes.retryMs], [false, 2, 2_000]);
  clock.nowMs = 1_999;
  t.equal(changes.begin('some'), undefined, 'not before it is due');
  changes.done();
  t.equal(changes.retryMs, 2_000);
  clock.nowMs = 2_000;
  t.same(pathsOf(changes.begin('some')), ['a', 'b']);
  changes.failed();
  t.same([pathsOf(changes.begin('some')), changes.retryMs], [['a', 'b'], undefined], 'nor lost with a pass');
  changes.note(failed(a));
  changes.done();
  t.equal(changes.retryMs, 3_000);
  clock.nowMs = 3_000;
  changes.begin('some');
  changes.note(failed(a));
  changes.done();
  t.equal(changes.retryMs, 5_000, 'twice as long');
  clock.nowMs = 5_000;
  t.same(pathsOf(changes.begin('some')), ['a']);
  changes.done();
  t.same([changes.retryMs, changes.pending], [undefined, 0]);
});

t.test('of what cannot be told its folder is looked at again, too', async (t) => {
  const { changes, clock } = bench(t);
  const path = joinPath(a, pathFromText('x'));
  changes.begin('everything');
  changes.note({ ...failed(path, 'unproven'), op: 'skip', outcome: 'applied' });
  changes.done();
  clock.nowMs = 60_000;
  t.same(pathsOf(changes.begin('some')), ['a', 'a/x']);
  t.equal(parentOf(path), a);
});

t.test('only what is not as the journal has it is a change', async (t) => {
  const directory: Answer = { kind: 'directory', name: a };
  const absent: Answer = { kind: 'absent', name: a };
  const [row, folder] = [fileRow('s', 'd'), { kind: 'directory' } satisfies Row];
  const unknown = (code: 'unproven' | 'unreadable') => unknownEntry(a, a, code, 'why');
  const link: Answer = {
    kind: 'link',
    name: a,
    size: 10,
    token: 's' as never,
    mtime: 0,
    racy: false,
    target: 'x',
  } as never;
  for (const [side, found, known, isChange] of [
    ['source', file('s'), row, false],
    ['source', file('d'), row, true],
    ['destination', file('d'), row, false],
    ['destination', file('s'), row, true],
    ['source', file('s'), undefined, true],
    ['source', file('s'), folder, true],
    ['source', link, row, true],
    ['source', directory, folder, false],
    ['source', directory, row, true],
    ['source', directory, undefined, true],
    ['source', absent, undefined, false],
    ['source', absent, row, true],
    ['destination', absent, folder, true],
    ['source', unknown('unproven'), row, false],
    ['source', unknown('unreadable'), row, true],
  ] as const) {
    const { changes, there, rows, came } = bench(t);
    there.set(a, found);
    if (known !== undefined) rows.set(a, known);
    await came(side, a);
    t.equal(changes.pending, isChange ? 1 : 0, `${side} ${found.kind} ${known?.kind}`);
  }
  const { changes } = bench(t);
  changes.addTree(ROOT);
  t.ok(changes.isEverything);
});
