import t from 'tap';

import type { SummaryContext } from '../../src/words/summary-text.js';
import { summaryText } from '../../src/words/summary-text.js';
import { summary } from './said.js';

const real: SummaryContext = { dryRun: false, trash: true };
const text = (given: Parameters<typeof summary>[0], context = real) =>
  summaryText(summary(given), context).join('\n');

t.test('a summary says what happened', async (t) => {
  t.equal(
    text({ scanned: 12_345, seconds: 0.41 }),
    'In sync: nothing had to be done (12,345 entries looked at, 0.4 s)',
  );
  t.equal(
    text({ copied: 2, made: 1, bytes: 2048, scanned: 3 }),
    'In sync: 2 files copied, 1 folder made, 2 KiB written (3 entries looked at, 1.0 s)',
  );
  t.match(text({ deleted: 1 }), /\.syncline\/trash/);
  t.notMatch(text({ deleted: 1 }, { dryRun: false, trash: false }), /trash/);
  t.match(text({ updated: 2 }, { ...real, attributesSet: 1 }), /\.syncline\/trash/);
  t.notMatch(text({ updated: 2 }, { ...real, attributesSet: 2 }), /trash/, 'nothing was replaced');
});

t.test('a summary says what to do next', async (t) => {
  t.match(
    text({ exit: 1, copied: 1, failed: 2 }),
    /^Done as far as possible: 1 file copied[^]*2 paths were left as they are.*run again/,
  );
  t.match(
    text({ exit: 3, held: 37, reason: 'more than half' }),
    /37 deletes are held: look.*--approve-deletes/,
  );
  t.match(text({ exit: 3, held: 1 }), /1 delete is held:/);
  t.match(text({ exit: 130, copied: 1 }), /^Interrupted: 1 file copied[^]*Run it again/);
  t.match(
    text({ copied: 1 }, { dryRun: true, trash: true }),
    /^Would do: 1 file copied[^]*without --dry-run/,
  );
  t.notMatch(text({}, { dryRun: true, trash: true }), /without --dry-run/);
  t.match(text({ exit: 3, reason: 'no source' }), /^Nothing was touched/);
});
