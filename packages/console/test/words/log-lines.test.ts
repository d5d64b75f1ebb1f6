import { operationLine } from '@syncline/daemon/words';
import t from 'tap';
import { readLogLine } from '../../src/words/log-lines.ts';

type Outcome = Parameters<typeof operationLine>[0];

const TIME = '2026-11-22 21:12:03 UTC';

/** The path that a link of this operation's line leads to. */
function pathIn(given: object) {
  const outcome = { op: 'copy', side: 'destination', path: 'a', outcome: 'applied', bytes: 0, ...given };
  return readLogLine(`${TIME}  ${operationLine(outcome as Outcome)}`).path;
}

t.test('each line of an operation leads to its path', async (t) => {
  const path = 'in box/a (copy).eml';
  const cases: readonly object[] = [
    { bytes: 2_000 },
    { op: 'update', bytes: 5 },
    { op: 'update', reason: 'time' },
    { op: 'update', reason: 'time', outcome: 'failed', message: 'no' },
    { op: 'update', reason: 'mode' },
    { op: 'delete' },
    { op: 'delete', outcome: 'held' },
    { op: 'mkdir' },
    { op: 'rmdir' },
    { op: 'move', from: 'old name' },
    { op: 'conflict', from: 'a.conflict-source-20261122-211203.eml' },
    { op: 'copy', outcome: 'failed', message: 'the disk is full (really): make room' },
    { op: 'update', outcome: 'stale' },
    { op: 'skip', reason: 'special', message: 'a socket' },
  ];
  for (const given of cases) t.same(pathIn({ path, ...given }), { path }, JSON.stringify(given));
  t.same(pathIn({ op: 'mkdir', path: '' }), { path: '' }, 'the root');
});

t.test('bytes that are not UTF-8 are asked for as bytes', async (t) => {
  t.same(pathIn({ path: 'caf\xe9' }), { path: String.raw`caf\xe9`, encoding: 'escaped' });
});

t.test('what a run says of itself leads nowhere', async (t) => {
  const line = readLogLine(`${TIME}  mail begins when asked: clone, /a -> /b`);
  t.same(line, {
    time: TIME,
    before: 'mail begins when asked: clone, /a -> /b',
    path: undefined,
    shown: '',
    behind: '',
  });
  t.equal(readLogLine('a line that somebody wrote').path, undefined);
});

t.test('nothing of a line is lost', async (t) => {
  const text = 'copied   <b>x</b> (12 KiB)';
  const { before, shown, behind } = readLogLine(`${TIME}  ${text}`);
  t.equal(before + shown + behind, text);
});
