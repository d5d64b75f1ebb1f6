import * as fc from 'fast-check';
import t from 'tap';
import { pathFromText } from '@syncline/model';
import type { Seen } from '../src/pairing.js';
import { pairUp } from '../src/pairing.js';
import { listing, named } from './support.js';

const mark = (seen: Seen, letter: string): string =>
  seen === 'absent' ? '-' : seen === 'unseen' ? '?' : letter;

/** Rows, source and destination as the letters that show where a name was found; `-` absent, `?` unseen. */
function joined(rows: string[], source: string[], destination: string[], complete = [true, true]): string[] {
  const pairs = pairUp(rows.map(named), listing(source, complete[0]), listing(destination, complete[1]));
  return [...pairs].map(
    (pair) =>
      `${pair.name}:${pair.row === undefined ? '-' : 'O'}${mark(pair.source, 'S')}${mark(pair.destination, 'D')}`,
  );
}

t.test('names of both sides and the journal meet', async (t) => {
  t.strictSame(joined(['b', 'd'], ['a', 'b', 'c'], ['b', 'c', 'e']), [
    'a:-S-',
    'b:OSD',
    'c:-SD',
    'd:O--',
    'e:--D',
  ]);
});

t.test('nothing gives nothing', async (t) => {
  t.strictSame(joined([], [], []), []);
});

t.test('what an incomplete listing does not show is unseen, not absent', async (t) => {
  t.strictSame(joined(['a', 'b'], ['a'], ['b'], [false, true]), ['a:OS-', 'b:O?D']);
  t.strictSame(joined(['a', 'b'], ['a'], ['b'], [true, false]), ['a:OS?', 'b:O-D']);
});

t.test('names are joined in the order of their bytes', async (t) => {
  const [replacement, emoji] = ['\uFFFD', '😀'];
  const order = [...pairUp([], listing([replacement, emoji]), listing(['a', emoji]))].map(
    (pair) => pair.name,
  );
  t.strictSame(order, ['a', replacement, emoji].map(pathFromText));
});

t.test('a join of lists out of order is refused', async (t) => {
  t.throws(() => joined([], ['b', 'a'], []), /out of order/);
  t.throws(() => joined([], [], ['b', 'a']), /out of order/);
  t.throws(() => joined(['b', 'a'], [], []), /out of order/);
  t.throws(() => joined([], ['😀', '\uFFFD'], []), /out of order/, 'the order of UTF-16');
});

t.test('lists out of order are refused before the first name is given', async (t) => {
  const late = listing(['a', 'b', 'd', 'c']);
  for (const pairs of [pairUp([], late, listing([])), pairUp([], listing([]), late)]) {
    t.throws(() => pairs.next(), /out of order: "c" after "d"/);
  }
  t.throws(() => pairUp(['a', 'c', 'b'].map(named), listing([]), listing([])).next(), /out of order/);
});

t.test('a name counts as completely seen only when both listings are complete', async (t) => {
  for (const [left, right] of [
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ] as const) {
    const [pair] = [...pairUp([], listing(['a'], left), listing(['a'], right))];
    t.equal(pair?.complete, left && right, `${left} ${right}`);
  }
});

t.test('a name that is listed twice is refused', async (t) => {
  t.throws(() => joined([], ['a', 'a'], []), /out of order/);
});

t.test('every name comes once, in order, with all that is known of it', async () => {
  const names = fc.uniqueArray(fc.constantFrom(...'abcdefgh')).map((some) => some.sort());
  fc.assert(
    fc.property(names, names, names, (rows, source, destination) => {
      const expected = [...new Set([...rows, ...source, ...destination])]
        .sort()
        .map(
          (one) =>
            `${one}:${rows.includes(one) ? 'O' : '-'}${source.includes(one) ? 'S' : '-'}${destination.includes(one) ? 'D' : '-'}`,
        );
      return JSON.stringify(joined(rows, source, destination)) === JSON.stringify(expected);
    }),
  );
});
