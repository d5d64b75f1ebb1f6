import { array, assert, constantFrom, property } from 'fast-check';
import t from 'tap';
import type { Line, Row } from '../../src/compare/diff-rows.ts';
import { diffRows, foldRows } from '../../src/compare/diff-rows.ts';

const textOf = (line: Line | undefined) => line?.pieces.map(({ text }) => text).join('');
const marked = (line: Line | undefined) =>
  line?.pieces.map(({ text, differs }) => (differs ? `[${text}]` : text)).join('');
const shown = (rows: readonly Row[] | undefined) =>
  rows?.map(({ left, right }) => [
    left && `${left.number} ${marked(left)}`,
    right && `${right.number} ${marked(right)}`,
  ]);

t.test('lines stand beside each other, with what differs in them', async (t) => {
  t.same(shown(diffRows('one\ntwo three\nfour\n', 'one\ntwo 3\nfour\nfive\n')), [
    ['1 one', '1 one'],
    ['2 two [three]', '2 two [3]'],
    ['3 four', '3 four'],
    [undefined, '4 [five]'],
  ]);
  t.same(shown(diffRows('', 'x')), [[undefined, '1 [x]']]);
  t.same(shown(diffRows('x', '')), [['1 [x]', undefined]]);
  t.same(diffRows('', ''), []);
});

t.test('lines that differ only in their ends do not look the same', async (t) => {
  t.same(shown(diffRows('a\r\n', 'a\n')), [['1 a[␍]', '1 a[␊]']]);
  t.same(shown(diffRows('a\n', 'a')), [['1 a[␊]', '1 a']]);
});

t.test('every line of both versions is there, in order and numbered', async () => {
  const text = array(constantFrom('a', 'b', 'c d', '', 'e f g'), { maxLength: 30 }).map((lines) =>
    lines.map((line) => `${line}\n`).join(''),
  );
  assert(
    property(text, text, (left, right) => {
      const rows = diffRows(left, right)!;
      for (const [side, whole] of [
        ['left', left],
        ['right', right],
      ] as const) {
        const lines = rows.flatMap((row) => (row[side] === undefined ? [] : [row[side]]));
        const same = lines.map((line) => `${textOf(line)}\n`).join('') === whole;
        if (!same || lines.some(({ number }, index) => number !== index + 1)) return false;
      }
      const unfolded = foldRows(rows).flatMap((block) => block.rows);
      return unfolded.length === rows.length && unfolded.every((row, index) => row === rows[index]);
    }),
  );
});

t.test('what is far from a difference is folded', async (t) => {
  const same = Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join('');
  const blocks = foldRows(diffRows(`${same}a\n${same}`, `${same}b\n${same}`)!);
  t.same(
    blocks.map(({ kind, rows }) => [kind, rows.length]),
    [
      ['alike', 17],
      ['rows', 3],
      ['rows', 1],
      ['rows', 3],
      ['alike', 17],
    ],
  );
});

t.test('texts with nothing in common are not compared for long', async (t) => {
  const lines = (word: string) => Array.from({ length: 20_000 }, (_, index) => `${word} ${index}\n`).join('');
  t.equal(diffRows(lines('left'), lines('right')), undefined);
});
