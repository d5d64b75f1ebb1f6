import t from 'tap';

import { isTrouble, operationLine } from '../../src/words/text-lines.js';
import { outcome } from './said.js';

const line = (given: Parameters<typeof outcome>[0]) => operationLine(outcome(given));

t.test('what was done', async (t) => {
  t.equal(line({ bytes: 12 * 1024, path: 'd/x' }), 'copied   d/x (12 KiB)');
  t.equal(line({ op: 'update', bytes: 5 }), 'updated  a (5 B)');
  t.equal(line({ op: 'update', reason: 'time' }), 'time set a');
  t.equal(line({ op: 'update', reason: 'mode' }), 'mode set a');
  t.equal(line({ op: 'delete' }), 'deleted  a');
  t.equal(line({ op: 'mkdir' }), 'made     a/');
  t.equal(line({ op: 'rmdir' }), 'removed  a/');
  t.equal(line({ op: 'move', from: 'old' }), 'moved    old -> a');
  t.equal(line({ op: 'conflict', from: 'a.c' }), 'conflict a (the other version is kept as a.c)');
});

t.test('what would be done', async (t) => {
  t.equal(line({ outcome: 'planned', bytes: 5 }), 'would copy     a (5 B)');
  t.equal(line({ op: 'update', outcome: 'planned', reason: 'time' }), 'would set time a');
  t.equal(line({ op: 'rmdir', outcome: 'planned' }), 'would remove   a/');
});

t.test('what could not be done, with side, cause and advice', async (t) => {
  t.equal(
    line({ outcome: 'failed', code: 'full', message: 'the disk is full; make room' }),
    'not copied a (destination): the disk is full; make room',
  );
  t.equal(
    line({ op: 'skip', side: 'source', code: 'special', message: 'a FIFO' }),
    'skipped  a (source): a FIFO',
  );
  t.match(line({ op: 'delete', outcome: 'stale' }), /^not deleted a \(destination\): it changed meanwhile/);
  t.equal(line({ outcome: 'failed', code: 'busy' }), 'not copied a (destination): busy');
  t.equal(line({ op: 'delete', outcome: 'held' }), 'held     a (waits for approval to be deleted)');
});

t.test('W10: a hostile name forges neither lines nor escape sequences', async (t) => {
  const hostile =
    'x\ncopied   fake\r\u001b[2J\u001b]0;title\u0007\u009b31m\u00e2\u0080\u00aeexe.\u0000\u007f\t';
  for (const given of [
    { path: hostile },
    { op: 'move', path: 'a', from: hostile },
    { op: 'skip', message: hostile },
  ] as const) {
    // eslint-disable-next-line no-control-regex
    t.notMatch(line(given), /[\u0000-\u001f\u007f-\u009f\u202e]/);
  }
  t.equal(line({ path: 'x\ny\u001b' }), String.raw`copied   x\ny\x1b (0 B)`);
  t.equal(line({ path: 'x\u00e2\u0080\u00aey' }), String.raw`copied   x\u202ey (0 B)`);
  t.equal(line({ path: 'x\u00ff' }), String.raw`copied   x\xff (0 B)`);
});

t.test('skipped, failed and stale are troubles; held and applied are not', async (t) => {
  t.ok(
    isTrouble(outcome({ op: 'skip' })) &&
      isTrouble(outcome({ outcome: 'failed' })) &&
      isTrouble(outcome({ outcome: 'stale' })),
  );
  t.notOk(
    isTrouble(outcome({ outcome: 'held' })) ||
      isTrouble(outcome({})) ||
      isTrouble(outcome({ outcome: 'planned' })),
  );
});
