import t from 'tap';

import { ToldTroubles } from '../../src/words/told-troubles.js';
import { outcome } from './said.js';

const HOUR_MS = 3_600_000;
const FULL = { outcome: 'failed', code: 'full', message: 'no space is left' } as const;
const full = outcome(FULL);

t.test('what is tried again and fails as before is told once an hour, and anew once it was done', (t) => {
  let nowMs = 0;
  const troubles = new ToldTroubles(() => nowMs);
  const told = (...outcomes: readonly (typeof full)[]): boolean[] =>
    outcomes.map((each) => troubles.isNews(each));
  const elsewhere = outcome({ ...FULL, path: 'b' });
  const refused = outcome({ ...FULL, code: 'permission', message: 'it is refused' });
  t.same(told(full, full, elsewhere, elsewhere), [true, false, true, false]);
  t.same(told(refused, refused, full), [true, false, true], 'another reason is news');
  t.same(told(outcome({}), full), [false, true], 'it was done meanwhile');
  nowMs += HOUR_MS - 1;
  t.same(told(full), [false]);
  nowMs += 1;
  t.same(told(full, full), [true, false]);
  t.end();
});

t.test('of paths beyond ten thousand the oldest is forgotten', (t) => {
  const troubles = new ToldTroubles(() => 0);
  for (let n = 0; n <= 10_000; n += 1) troubles.isNews(outcome({ ...FULL, path: `${n}` }));
  t.ok(troubles.isNews(outcome({ ...FULL, path: '0' })));
  t.notOk(troubles.isNews(outcome({ ...FULL, path: '10000' })));
  t.end();
});
