import t from 'tap';
import { pathFromText } from '../src/path.js';
import { isReservedName, runOfTemp, tempName, trashPath } from '../src/reserved.js';
import { makeRunId } from '../src/run.js';

const run = makeRunId(Date.UTC(2024, 1, 29, 12, 30, 45, 678), 'ab12');

t.test('names that Syncline keeps for itself are never entries', async (t) => {
  for (const name of ['.syncline', '.syncline-x.tmp', tempName(run, 1), '.syncline-a-b.tmp']) {
    t.ok(isReservedName(pathFromText(name)), name);
  }
});

t.test('names that only look alike are ordinary', async (t) => {
  for (const name of [
    '.syncline2',
    '.synclines',
    'syncline',
    '.syncline-x.tmp.bak',
    '.syncline-notes',
    '.tmp',
    '.Syncline',
  ]) {
    t.notOk(isReservedName(pathFromText(name)), name);
  }
});

t.test('a temp name tells whose it is', async (t) => {
  t.equal(runOfTemp(tempName(run, 7)), run);
  t.equal(runOfTemp(tempName(run, 1_234_567)), run);
  t.not(tempName(run, 1), tempName(run, 2));
});

t.test('other names tell no run', async (t) => {
  for (const name of [
    '.syncline',
    '.syncline--1.tmp',
    `x.syncline-${run}-1.tmp`,
    `.syncline-${run}-x.tmp`,
    'a',
  ]) {
    t.equal(runOfTemp(pathFromText(name)), undefined, name);
  }
});

t.test('the trash keeps the tree of each run apart', async (t) => {
  t.equal(trashPath(run, pathFromText('a/b')), `.syncline/trash/${run}/a/b`);
});
