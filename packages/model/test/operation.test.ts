import t from 'tap';
import type { FileEntry, LinkEntry } from '../src/entry.js';
import type { Operation, OperationName } from '../src/operation.js';
import { bytesOf, outcomeOf } from '../src/operation.js';
import { pathFromText } from '../src/path.js';
import type { Problem } from '../src/problem.js';

const path = pathFromText('d/a');
const file: FileEntry = {
  kind: 'file',
  name: pathFromText('a'),
  size: 70,
  mtime: 1,
  token: 't',
  racy: false,
};
const link: LinkEntry = {
  kind: 'link',
  name: pathFromText('a'),
  size: 3,
  target: 'abc',
  token: 't',
  racy: false,
};
const problem: Problem = { code: 'full', path, message: 'no space' };
const at = { side: 'destination', path } as const;

const operations: Readonly<Record<string, Operation>> = {
  copy: { ...at, op: 'copy', reason: 'new', content: file },
  update: { ...at, op: 'update', reason: 'content', content: file, replaces: file },
  'copy of a link': { ...at, op: 'copy', reason: 'new', content: link },
  'update of a time': { ...at, op: 'update', reason: 'time', target: file, like: file },
  delete: { ...at, op: 'delete', reason: 'extra', target: file },
  mkdir: { ...at, op: 'mkdir', reason: 'new' },
  rmdir: { ...at, op: 'rmdir', reason: 'extra' },
  move: { ...at, op: 'move', reason: 'renamed', from: pathFromText('old'), target: file, content: file },
  conflict: {
    ...at,
    op: 'conflict',
    reason: 'content',
    from: pathFromText('d/a2'),
    loser: file,
    winner: file,
  },
  skip: { ...at, op: 'skip', reason: 'full', problem },
};

t.test('only content that was written to a file counts as bytes', async (t) => {
  for (const [what, operation] of Object.entries(operations)) {
    const expected = what === 'copy' || what === 'update' ? 70 : 0;
    t.equal(bytesOf(operation), expected, what);
    t.equal(outcomeOf(operation, 'applied').bytes, expected, `${what}, applied`);
    t.equal(outcomeOf(operation, 'planned').bytes, expected, `${what}, planned`);
  }
});

t.test('what was not done wrote no bytes', async (t) => {
  for (const outcome of ['failed', 'stale', 'held'] as const) {
    t.equal(outcomeOf(operations['copy']!, outcome, problem).bytes, 0, outcome);
  }
});

t.test('an outcome says what, where and why', async (t) => {
  for (const operation of Object.values(operations)) {
    const { op, side, reason }: { op: OperationName; side: string; reason: string } = operation;
    t.match(outcomeOf(operation, 'applied'), { op, side, path, reason, outcome: 'applied' });
  }
});

t.test('only moves and conflicts say from where', async (t) => {
  t.equal(outcomeOf(operations['move']!, 'applied').from, 'old');
  for (const operation of Object.values(operations).filter(({ op }) => op !== 'move' && op !== 'conflict')) {
    t.notOk('from' in outcomeOf(operation, 'applied'), operation.op);
  }
});

t.test('a problem gives its code and advice', async (t) => {
  t.match(outcomeOf(operations['copy']!, 'failed', problem), { code: 'full', message: 'no space' });
  t.match(outcomeOf(operations['skip']!, 'applied'), { code: 'full', message: 'no space' });
  t.notOk('code' in outcomeOf(operations['copy']!, 'applied'));
});
