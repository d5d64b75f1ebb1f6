import t from 'tap';
import type { OutcomeAt } from '../src/index.js';
import { open, withState } from './journals.js';
import { fileRow, path } from './rows.js';

function outcome(at: string, changes: Partial<OutcomeAt> = {}): OutcomeAt {
  return {
    path: path(at),
    run: '20260101-000000000-a',
    atMs: 1,
    op: 'copy',
    side: 'source',
    outcome: 'applied',
    bytes: 3,
    ...changes,
  };
}

t.test('the last outcome of a path is remembered, with the row that it met, over the end of the run', (t) =>
  withState(async (state) => {
    const row = fileRow('old');
    const journal = await open(state);
    t.equal(journal.lastOutcome(path('a')), undefined);
    await journal.commit([{ path: path('a'), row, previous: undefined }], { outcomes: [outcome('a')] });
    await journal.commit([], {
      outcomes: [
        outcome('a', { op: 'update', row, source: { kind: 'file', size: 3, token: 't' } }),
        outcome('\xff', { outcome: 'failed', code: 'full', message: 'no space' }),
      ],
    });
    for (const each of [journal, undefined]) {
      const now = each ?? (await open(state));
      t.strictSame(now.lastOutcome(path('a')), {
        run: '20260101-000000000-a',
        atMs: 1,
        op: 'update',
        side: 'source',
        outcome: 'applied',
        bytes: 3,
        source: { kind: 'file', size: 3, token: 't' },
        row,
      });
      t.match(now.lastOutcome(path('\xff')), { outcome: 'failed', code: 'full', message: 'no space' });
      await now.verify();
      await now.close();
    }
    const copy = await open(state, { mode: 'copy' });
    t.match(copy.lastOutcome(path('a')), { op: 'update' });
    await copy.close();
  }),
);

t.test('of very many paths the oldest are forgotten, the newest never', (t) =>
  withState(async (state) => {
    const journal = await open(state);
    const batch = 5_000;
    for (let n = 0; n < 12; n += 1) {
      const outcomes = Array.from({ length: batch }, (_, index) => outcome(`f${n * batch + index}`));
      await journal.commit([], { outcomes });
    }
    t.equal(journal.lastOutcome(path('f0')), undefined);
    for (const newest of [12 * batch - 1, 12 * batch - 20_000])
      t.match(journal.lastOutcome(path(`f${newest}`)), { op: 'copy' }, `f${newest}`);
    await journal.close();
  }),
);
