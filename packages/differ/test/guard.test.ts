import t from 'tap';
import { DEFAULT_DELETE_LIMIT } from '@syncline/model';
import type { GuardFacts } from '../src/guard.js';
import { whyHeld } from '../src/guard.js';

const calm: GuardFacts = {
  journalled: 100,
  listed: 100,
  deletes: 1,
  emptied: undefined,
  foreignRoot: undefined,
};
const given = (percent: number) => ({ percent, floor: 0 });
const isHeld = (facts: Partial<GuardFacts>, limit = DEFAULT_DELETE_LIMIT): boolean =>
  whyHeld({ ...calm, ...facts }, limit) !== undefined;

t.test('by default deletes are held above half of the known and above ten', async (t) => {
  t.notOk(isHeld({ deletes: 50 }), 'half');
  t.ok(isHeld({ deletes: 51 }), 'more than half');
  t.notOk(isHeld({ deletes: 10, journalled: 10, listed: 10 }), 'all, but only ten');
  t.ok(isHeld({ deletes: 11, journalled: 11, listed: 11 }), 'all, eleven');
  t.notOk(isHeld({ deletes: 11 }), 'eleven of a hundred');
});

t.test('a given percentage is taken alone', async (t) => {
  t.notOk(isHeld({ deletes: 3, journalled: 10, listed: 10 }, given(30)));
  t.ok(isHeld({ deletes: 4, journalled: 10, listed: 10 }, given(30)));
});

t.test('0 % holds every delete', async (t) => {
  t.ok(isHeld({ deletes: 1, journalled: 1_000_000 }, given(0)));
});

t.test('100 % holds none', async (t) => {
  t.notOk(isHeld({ deletes: 100 }, given(100)));
  t.notOk(isHeld({ deletes: 100, journalled: 0, listed: 0 }, given(100)), 'not even more than are known');
});

t.test('known is what the journal or the listing had, the larger', async (t) => {
  t.notOk(isHeld({ deletes: 20, journalled: 0, listed: 100 }));
  t.notOk(isHeld({ deletes: 20, journalled: 100, listed: 20 }));
  t.ok(isHeld({ deletes: 20, journalled: 0, listed: 20 }), 'a first clone onto a full directory');
});

t.test('an emptied side and a foreign root hold every delete, at 100 % too', async (t) => {
  for (const limit of [DEFAULT_DELETE_LIMIT, given(100)]) {
    for (const side of ['source', 'destination'] as const) {
      t.match(
        whyHeld({ ...calm, emptied: side }, limit),
        new RegExp(`the ${side} had files .* has none now`),
      );
    }
    t.match(
      whyHeld({ ...calm, foreignRoot: 'source' }, limit),
      /the root of the source is not the directory.*mounted/,
    );
  }
});

t.test('without deletes there is nothing to hold', async (t) => {
  t.notOk(isHeld({ deletes: 0, emptied: 'source', foreignRoot: 'source' }, given(0)));
});

t.test('the reason tells how many of how many', async (t) => {
  t.match(whyHeld({ ...calm, deletes: 60 }, DEFAULT_DELETE_LIMIT), /60 of 100 .*50 %/);
});
