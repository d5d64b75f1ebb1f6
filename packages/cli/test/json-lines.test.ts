import { pathFromText } from '@syncline/model';
import t from 'tap';

import { outcomeJson, summaryJson } from '../src/json-lines.js';
import { outcome, summary } from './fake-context.js';

const shown = (path: string, from?: string) => {
  const line = JSON.parse(outcomeJson(outcome({ op: 'move', path, ...(from !== undefined && { from }) })));
  return [line.path, line.from, line.encoding];
};

t.test('an operation has the keys of SPEC §8 in their order, and only those it has', async (t) => {
  const table: readonly (readonly [Parameters<typeof outcome>[0], string])[] = [
    [
      { bytes: 12, reason: 'new' },
      '"op":"copy","side":"destination","path":"a","outcome":"applied","bytes":12,"reason":"new"',
    ],
    [
      { op: 'update', outcome: 'planned', reason: 'time' },
      '"op":"update","side":"destination","path":"a","outcome":"planned","bytes":0,"reason":"time"',
    ],
    [
      { op: 'delete', outcome: 'held', reason: 'extra' },
      '"op":"delete","side":"destination","path":"a","outcome":"held","bytes":0,"reason":"extra"',
    ],
    [
      { op: 'mkdir', path: 'd/e' },
      '"op":"mkdir","side":"destination","path":"d/e","outcome":"applied","bytes":0',
    ],
    [{ op: 'rmdir' }, '"op":"rmdir","side":"destination","path":"a","outcome":"applied","bytes":0'],
    [
      { op: 'move', from: 'old' },
      '"op":"move","side":"destination","path":"a","outcome":"applied","from":"old","bytes":0',
    ],
    [
      { op: 'conflict', from: 'a.conflict' },
      '"op":"conflict","side":"destination","path":"a","outcome":"applied","from":"a.conflict","bytes":0',
    ],
    [
      { op: 'skip', side: 'source', reason: 'special', code: 'special', message: 'a FIFO' },
      '"op":"skip","side":"source","path":"a","outcome":"applied","bytes":0,"reason":"special","code":"special"',
    ],
    [
      { outcome: 'failed', code: 'full', message: 'no space' },
      '"op":"copy","side":"destination","path":"a","outcome":"failed","bytes":0,"code":"full"',
    ],
    [
      { outcome: 'stale', code: 'stale' },
      '"op":"copy","side":"destination","path":"a","outcome":"stale","bytes":0,"code":"stale"',
    ],
  ];
  for (const [given, body] of table) t.equal(outcomeJson(outcome(given)), `{"type":"operation",${body}}`);
});

t.test('names are text; bytes that are not UTF-8 are escaped, in both paths of a line', async (t) => {
  t.same(shown('caf\u00c3\u00a9'), ['café', undefined, undefined]);
  t.same(shown('a\\b\n"'), ['a\\b\n"', undefined, undefined]);
  t.same(shown('a\u00ff'), ['a\\xff', undefined, 'escaped']);
  t.same(shown('a\\b', 'c\u00ff'), ['a\\x5cb', 'c\\xff', 'escaped']);
  t.same(shown('a\u00ff', 'c\\d'), ['a\\xff', 'c\\x5cd', 'escaped']);
});

t.test('whatever a name holds, an operation is one line', async (t) => {
  t.match(outcomeJson(outcome({ path: 'a\nb\r\u001b' })), /^[ -~]+$/);
  const name = 'csi \u009b31m, next line \u0085, \u2028, \u202egnp, \u007f and é';
  const line = outcomeJson(outcome({ path: pathFromText(name) }));
  t.match(line, /^[ -~é]+$/, 'nor does it tell a terminal anything');
  t.match(JSON.parse(line), { path: name }, 'and it says the same');
});

t.test('a summary has every count in SPEC order, and a reason where there is one', async (t) => {
  const counts =
    '"copied":1,"updated":2,"deleted":3,"moved":4,"made":5,"removed":6,"conflicts":7,"skipped":8,"failed":9,"held":10,"bytes":11,"scanned":12';
  const given = summary({
    copied: 1,
    updated: 2,
    deleted: 3,
    moved: 4,
    made: 5,
    removed: 6,
    conflicts: 7,
    skipped: 8,
    failed: 9,
    held: 10,
    bytes: 11,
    scanned: 12,
    exit: 3,
    seconds: 1.23456,
  });
  t.equal(summaryJson(given), `{"type":"summary","exit":3,${counts},"seconds":1.235}`);
  t.equal(
    summaryJson({ ...given, reason: 'why' }),
    `{"type":"summary","exit":3,${counts},"seconds":1.235,"reason":"why"}`,
  );
});
