import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Test } from 'tap';
import { compareTrees, TO_THE_MICROSECOND } from '../../scripts/bench/compare-trees.ts';
import { Place } from '../../scripts/bench/place.ts';
import { QUICK } from '../../scripts/bench/scale.ts';
import { changeMail, flagMail, TWO_HUNDRED } from '../../scripts/bench/trees/changes.ts';
import { makeMail } from '../../scripts/bench/trees/mail.ts';
import { Trees } from '../../scripts/bench/trees/trees.ts';

const SIZE = { files: 600, mailboxes: 3 };
const EXACT = { mtimeToleranceNs: TO_THE_MICROSECOND };

function trees(test: Test, count: number): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'syncline-test-'));
  test.teardown(() => rmSync(root, { recursive: true }));
  const paths = Array.from({ length: count }, (_, index) => join(root, String(index)));
  paths.forEach((path) => makeMail(path, SIZE));
  return paths;
}

function filesOf(root: string): readonly string[] {
  const all = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return all.filter((path) => statSync(join(root, path)).isFile()).sort();
}

t.test('a mail tree is the same each time', async (test) => {
  const [left, right] = trees(test, 2) as [string, string];
  test.equal(filesOf(left).length, SIZE.files);
  test.equal(compareTrees(left, right, EXACT), undefined);
});

t.test('a round makes the same changes to the same tree', async (test) => {
  const [left, right, before] = trees(test, 3) as [string, string, string];
  for (const tree of [left, right]) changeMail(tree, 1, TWO_HUNDRED);
  test.equal(compareTrees(left, right, {}), undefined);
  test.not(compareTrees(before, left, {}), undefined);
  test.equal(filesOf(left).length, SIZE.files);
});

t.test('two sides are changed at different messages', async (test) => {
  const [left, right, before] = trees(test, 3) as [string, string, string];
  const mix = { added: 20, edited: 20, deleted: 20, renamed: 5 };
  changeMail(left, 1, mix, 'even');
  changeMail(right, 1, mix, 'odd');
  const [known, ...now] = [before, left, right].map((tree) => new Set(filesOf(tree)));
  const gone = now.map((files) => [...known!].filter((path) => !files.has(path)));
  const come = now.map((files) => [...files].filter((path) => !known!.has(path)));
  for (const [mine, others] of [gone, come])
    test.same(
      mine!.filter((path) => others!.includes(path)),
      [],
    );
  test.equal(gone[0]!.length, 25);
  test.equal(come[1]!.length, 25);
});

t.test('a flag renames a message and keeps its content', async (test) => {
  const [tree] = trees(test, 1) as [string];
  const before = new Set(filesOf(tree).map((path) => statSync(join(tree, path)).ino));
  const flagged = flagMail(tree, 1, 50);
  test.equal(flagged.length, 50);
  test.ok(flagged.every((path) => path.endsWith('S') && before.has(statSync(join(tree, path)).ino)));
  test.equal(filesOf(tree).length, SIZE.files);
});

t.test('a tree is made once, and its twin and copies are like it', async (test) => {
  const place = new Place(tmpdir());
  test.teardown(() => place.close());
  const made = new Trees(place, QUICK, () => {});
  const tree = made.mail(SIZE);
  test.equal(made.mail(SIZE), tree);
  const { source, destination } = made.pair(tree);
  test.equal(source, tree);
  for (const copy of [destination, made.copyOf(tree, 'copy')])
    test.equal(compareTrees(tree, copy, EXACT), undefined);
});
