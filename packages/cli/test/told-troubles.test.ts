import t from 'tap';

import { createJsonReporter } from '../src/json-lines.js';
import { TextReporter } from '../src/text-reporter.js';
import { ToldTroubles } from '../src/told-troubles.js';
import { outcome } from './fake-context.js';

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

t.test('standard error has it once, whereas JSON has a line for each try', (t) => {
  for (const json of [true, false]) {
    const lines = { out: [] as string[], err: [] as string[] };
    const screen = {
      out: (line: string) => lines.out.push(line),
      err: (line: string) => lines.err.push(line),
      status: () => undefined,
    };
    const troubles = new ToldTroubles(() => 0);
    const reporter = json
      ? createJsonReporter(screen, { verbose: false, troubles })
      : new TextReporter(screen, {
          dryRun: false,
          dryRunAdvice: undefined,
          trash: true,
          quiet: true,
          verbose: false,
          operations: false,
          progressColumns: undefined,
          now: () => 0,
          troubles,
          paintOut: (_colour, text) => text,
          paintErr: (_colour, text) => text,
        });
    for (let n = 0; n < 3; n += 1) reporter.operation(full);
    t.same(lines.err, ['not copied a (destination): no space is left']);
    t.equal(lines.out.length, json ? 3 : 0);
  }
  t.end();
});
