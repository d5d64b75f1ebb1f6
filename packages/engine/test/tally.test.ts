import t from 'tap';
import type { Counts, Outcome, OutcomeName } from '@syncline/model';
import { NO_COUNTS, ROOT } from '@syncline/model';
import { createTally } from '../src/tally.js';

function outcome(op: Outcome['op'], how: OutcomeName, bytes = 0): Outcome {
  return { op, side: 'destination', path: ROOT, outcome: how, bytes };
}

/** What a tally has counted after these outcomes. */
function counted(...outcomes: Outcome[]): Counts {
  const tally = createTally();
  for (const one of outcomes) tally.count(one);
  return tally.counts;
}

// prettier-ignore
const counters: readonly (readonly [Outcome['op'], keyof Counts])[] = [
  ['copy', 'copied'], ['update', 'updated'], ['delete', 'deleted'], ['mkdir', 'made'], ['rmdir', 'removed'],
  ['move', 'moved'], ['conflict', 'conflicts'], ['skip', 'skipped'],
];

t.test('each kind of operation is counted alone, done or planned', async (t) => {
  for (const [op, counter] of counters) {
    for (const how of ['applied', 'planned'] as const) {
      t.strictSame(counted(outcome(op, how)), { ...NO_COUNTS, [counter]: 1 }, `${op} ${how}`);
    }
  }
});

t.test('bytes add up', async (t) => {
  t.match(counted(outcome('copy', 'applied', 5), outcome('update', 'applied', 7)), {
    copied: 1,
    updated: 1,
    bytes: 12,
  });
});

t.test('what failed is counted as failed and nothing else', async (t) => {
  for (const how of ['failed', 'stale'] as const) {
    t.strictSame(counted(outcome('copy', how), outcome('delete', how)), { ...NO_COUNTS, failed: 2 }, how);
  }
});

t.test('held are files and links, not folders or what was to take their place', async (t) => {
  const held = counted(
    outcome('delete', 'held'),
    outcome('rmdir', 'held'),
    outcome('copy', 'held'),
    outcome('mkdir', 'held'),
  );
  t.strictSame(held, { ...NO_COUNTS, held: 1 });
});

/** Whether an outcome makes the run one that did not go well. */
function troubled(one: Outcome): boolean {
  const tally = createTally();
  tally.count(one);
  return tally.troubled;
}

t.test('what was skipped, failed or stale is trouble, what was held is not', async (t) => {
  t.ok(troubled(outcome('skip', 'applied')));
  t.ok(troubled(outcome('skip', 'planned')));
  t.ok(troubled(outcome('copy', 'failed')));
  t.ok(troubled(outcome('copy', 'stale')));
  t.notOk(troubled(outcome('delete', 'held')));
  t.notOk(troubled(outcome('conflict', 'applied')));
});

t.test('trouble is not forgotten', async (t) => {
  const tally = createTally();
  tally.count(outcome('skip', 'applied'));
  tally.count(outcome('copy', 'applied'));
  t.ok(tally.troubled);
});

t.test('scanned entries of both sides add up', async (t) => {
  const tally = createTally();
  tally.scan(3);
  tally.scan(4);
  t.strictSame(tally.counts, { ...NO_COUNTS, scanned: 7 });
});

t.test('two tallies count apart', async (t) => {
  counted(outcome('copy', 'applied'));
  t.strictSame(createTally().counts, NO_COUNTS);
});
