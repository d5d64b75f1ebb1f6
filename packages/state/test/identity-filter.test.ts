import t from 'tap';
import { IdentityFilter } from '../src/identity-filter.js';

void t.test('what was added is never denied, and hardly anything else is taken for added', async (t) => {
  const filter = new IdentityFilter();
  const identity = (n: number): string => `AAAAAAAAFEAAAMCh${(n * 7_919).toString(36).padStart(12, '0')}AAAA`;
  for (let n = 0; n < 100_000; n += 1) filter.add('source', identity(n));
  let denied = 0;
  let taken = 0;
  for (let n = 0; n < 100_000; n += 1) {
    if (!filter.mayHave('source', identity(n))) denied += 1;
    if (filter.mayHave('source', identity(n + 100_000))) taken += 1;
    if (filter.mayHave('destination', identity(n))) taken += 1;
  }
  t.equal(denied, 0);
  t.ok(taken < 2_000, `${taken} of 200 000`);
});
