import * as fc from 'fast-check';
import t from 'tap';
import type { Path } from '../src/path.js';
import {
  compareBytes,
  isWithin,
  joinPath,
  nameOf,
  parentOf,
  pathFromBytes,
  pathFromText,
  pathToSystem,
  pathToText,
  ROOT,
  showPath,
} from '../src/path.js';

/** Any bytes that a file system of Linux can have as a name. */
const nameBytes = fc
  .uint8Array({ minLength: 1, maxLength: 12 })
  .map((bytes) => pathFromBytes(Buffer.from(bytes).toString('latin1').replaceAll(/[\0/]/g, '_')));

const wellFormedText = fc.string({ unit: 'binary', maxLength: 12 });

t.test('text becomes the bytes of its UTF-8 form', async (t) => {
  t.equal(pathFromText('a/b'), 'a/b');
  t.equal(pathFromText('é'), '\u00c3\u00a9');
  t.equal(pathFromText('😀').length, 4, 'one character for each byte');
});

t.test('any text comes back from its bytes', async () => {
  fc.assert(fc.property(wellFormedText, (text) => pathToText(pathFromText(text)) === text));
});

t.test('a byte order mark is a part of the name', async (t) => {
  const name = '\uFEFFa';
  t.equal(pathToText(pathFromText(name)), name);
});

t.test('bytes that are not UTF-8 have no text', async (t) => {
  for (const bytes of ['\xff', 'a\xc3', '\xc0\xaf', '\xed\xa0\x80', '\xf5\x80\x80\x80']) {
    t.equal(pathToText(pathFromBytes(bytes)), undefined, JSON.stringify(bytes));
  }
});

t.test('the system is given exactly the bytes of a name', async () => {
  fc.assert(
    fc.property(nameBytes, (name) =>
      Buffer.from(pathToSystem(name) as string).equals(Buffer.from(name, 'latin1')),
    ),
  );
});

t.test('the order of paths is the order of their bytes', async (t) => {
  t.ok(compareBytes(pathFromText('\uFFFD'), pathFromText('😀')) < 0, 'where UTF-16 says the opposite');
  fc.assert(
    fc.property(wellFormedText, wellFormedText, (left, right) => {
      const expected = Buffer.compare(Buffer.from(left, 'utf8'), Buffer.from(right, 'utf8'));
      return Math.sign(compareBytes(pathFromText(left), pathFromText(right))) === expected;
    }),
  );
  fc.assert(
    fc.property(nameBytes, nameBytes, (left, right) => {
      const expected = Buffer.compare(Buffer.from(left, 'latin1'), Buffer.from(right, 'latin1'));
      return Math.sign(compareBytes(left, right)) === expected;
    }),
  );
});

t.test('a path is taken apart and put together', async (t) => {
  const path = pathFromText('a/b/c');
  t.equal(parentOf(path), 'a/b');
  t.equal(nameOf(path), 'c');
  t.equal(parentOf(pathFromText('a')), ROOT);
  t.equal(nameOf(pathFromText('a')), 'a');
  t.equal(joinPath(ROOT, pathFromText('a')), 'a');
  t.equal(joinPath(pathFromText('a'), ROOT), 'a');
  fc.assert(
    fc.property(nameBytes, nameBytes, (parent, name) => {
      const joined = joinPath(parent, name);
      return parentOf(joined) === parent && nameOf(joined) === name;
    }),
  );
});

const within = (path: string, top: string): boolean => isWithin(pathFromText(path), pathFromText(top));

t.test('a path lies within itself, its parents and the root, and not within a longer name', async (t) => {
  t.ok(within('a/b', 'a'));
  t.ok(within('a', 'a'));
  t.ok(within('a', ''));
  t.notOk(within('ab', 'a'));
  t.notOk(within('a', 'a/b'));
});

t.test('people see UTF-8 as it is and other bytes escaped', async (t) => {
  t.strictSame(showPath(pathFromText('é\\x')), { path: 'é\\x' });
  t.strictSame(showPath(pathFromBytes('caf\xe9.txt')), { path: 'caf\\xe9.txt', encoding: 'escaped' });
  t.strictSame(showPath(pathFromBytes('\xc3\xa9\xff')), { path: 'é\\xff', encoding: 'escaped' });
  t.strictSame(showPath(pathFromBytes('\\\xff')), { path: '\\x5c\\xff', encoding: 'escaped' });
  t.strictSame(showPath(pathFromBytes('\xf0\x9f\x98')), { path: '\\xf0\\x9f\\x98', encoding: 'escaped' });
});

t.test('an escaped path tells every byte', async () => {
  fc.assert(fc.property(nameBytes, (name) => unescaped(name) === name));
});

/** What a reader of JSON makes of a shown path. */
function unescaped(path: Path): string {
  const shown = showPath(path);
  if (shown.encoding === undefined) return Buffer.from(shown.path, 'utf8').toString('latin1');
  return shown.path
    .split(/(\\x[0-9a-f]{2})/)
    .map((part, index) =>
      index % 2 === 1
        ? String.fromCharCode(Number.parseInt(part.slice(2), 16))
        : Buffer.from(part).toString('latin1'),
    )
    .join('');
}
