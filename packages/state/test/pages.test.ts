import * as fc from 'fast-check';
import t from 'tap';
import { compareBytes } from '@syncline/model';
import type { Name } from '@syncline/model';
import { open, withState } from './journals.js';
import { fileRow, path } from './rows.js';

const names = Array.from({ length: 600 }, (_, n) => path(`n${String(n).padStart(3, '0')}`));

const change = fc.record({
  from: fc.nat({ max: names.length - 1 }),
  count: fc.integer({ min: 1, max: 400 }),
  every: fc.integer({ min: 1, max: 7 }),
  removes: fc.boolean(),
});

void t.test(
  'a directory of any size is read as it was written, however its rows came and went',
  async (t) => {
    await withState(async (state) => {
      const run = fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
        await using journal = await open(state);
        const directory = path('d');
        const expected = new Map<Name, string>();
        const former = await journal.children(directory);
        await journal.commit(
          former.map(({ name, row }) => ({ path: path(`d/${name}`), row: undefined, previous: row })),
        );
        t.equal(journal.rowCount, 0);
        for (const [turn, { from, count, every, removes }] of changes.entries()) {
          const chosen = names.slice(from, from + count).filter((_name, index) => index % every === 0);
          await journal.commit(
            chosen.map((name) => {
              const before = expected.get(name);
              const previous = before === undefined ? undefined : fileRow(before);
              const row = removes ? undefined : fileRow(`${name}-${turn}`);
              return { path: path(`d/${name}`), row, previous };
            }),
          );
          for (const name of chosen) {
            if (removes) expected.delete(name);
            else expected.set(name, `${name}-${turn}`);
          }
        }
        const sorted = [...expected].sort(([left], [right]) => compareBytes(left, right));
        t.strictSame(
          await journal.children(directory),
          sorted.map(([name, version]) => ({ name, row: fileRow(version) })),
        );
        t.equal(journal.rowCount, expected.size);
        for (const name of names) {
          const version = expected.get(name);
          t.strictSame(journal.get(path(`d/${name}`)), version === undefined ? undefined : fileRow(version));
          const of = version ?? 'none';
          const found = journal.findIdentity('source', `id-s-${of}`);
          t.equal(found, version === undefined ? undefined : path(`d/${name}`));
        }
        await journal.verify();
      });
      await fc.assert(run, { numRuns: 12 });
    });
  },
);
