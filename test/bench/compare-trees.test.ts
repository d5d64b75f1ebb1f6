import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { compareTrees, TO_THE_MICROSECOND, TO_THE_SECOND } from '../../scripts/bench/compare-trees.ts';

const SECONDS = 1_700_000_000.25;

/** A tree of two files and an empty folder, and a copy of it with the same times. */
function twins(test: Test): { readonly expected: string; readonly actual: string } {
  const root = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  test.teardown(() => rmSync(root, { recursive: true }));
  const [expected, actual] = [join(root, 'expected'), join(root, 'actual')];
  mkdirSync(join(expected, 'folder/empty'), { recursive: true });
  for (const name of ['folder/a', 'b']) {
    writeFileSync(join(expected, name), `content of ${name}`);
    utimesSync(join(expected, name), SECONDS, SECONDS);
  }
  cpSync(expected, actual, { recursive: true, preserveTimestamps: true });
  return { expected, actual };
}

const EXACT = { mtimeToleranceNs: TO_THE_MICROSECOND };

t.test('a copy with content and times is right, with or without a trash', async (test) => {
  const { expected, actual } = twins(test);
  mkdirSync(join(actual, '.syncline/trash'), { recursive: true });
  test.equal(compareTrees(expected, actual, EXACT), undefined);
});

t.test('what is missing, too much, longer or different is named', async (test) => {
  const { expected, actual } = twins(test);
  writeFileSync(join(actual, 'folder/a'), 'content of folder/x');
  test.equal(compareTrees(expected, actual, {}), 'folder/a has other content');
  test.equal(compareTrees(expected, actual, { content: false }), undefined);
  writeFileSync(join(actual, 'folder/a'), 'short');
  test.equal(compareTrees(expected, actual, {}), 'folder/a has 5 bytes instead of 19');
  rmSync(join(actual, 'folder/a'));
  test.equal(compareTrees(expected, actual, {}), 'folder/a is missing');
  test.equal(compareTrees(actual, expected, {}), 'folder/a is there but should not be');
  mkdirSync(join(actual, 'folder/a'));
  test.equal(compareTrees(expected, actual, {}), 'folder/a is of another kind');
});

t.test('a time may be off by as much as the tool promises', async (test) => {
  const { expected, actual } = twins(test);
  utimesSync(join(actual, 'b'), Math.floor(SECONDS), Math.floor(SECONDS));
  test.match(compareTrees(expected, actual, EXACT), /^b has a time that is 250000000 ns off$/);
  test.equal(compareTrees(expected, actual, { mtimeToleranceNs: TO_THE_SECOND }), undefined);
  test.equal(compareTrees(expected, actual, {}), undefined);
});

t.test('empty folders count, but for a tool that leaves them out', async (test) => {
  const { expected, actual } = twins(test);
  rmSync(join(actual, 'folder/empty'), { recursive: true });
  test.equal(compareTrees(expected, actual, EXACT), 'folder/empty is missing');
  test.equal(compareTrees(expected, actual, { emptyFolders: false }), undefined);
});
