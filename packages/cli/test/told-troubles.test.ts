import t from 'tap';

import { ToldTroubles } from '@syncline/daemon/words';

import { createJsonReporter } from '../src/json-lines.js';
import { TextReporter } from '../src/text-reporter.js';
import { outcome } from './fake-context.js';

const FULL = { outcome: 'failed', code: 'full', message: 'no space is left' } as const;
const full = outcome(FULL);

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
