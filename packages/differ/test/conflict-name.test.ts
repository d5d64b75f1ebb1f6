import * as fc from 'fast-check';
import t from 'tap';
import type { Name, Side } from '@syncline/model';
import { MAX_NAME_BYTES, pathFromBytes, pathFromText, pathToText } from '@syncline/model';
import { conflictFamily, conflictName, readConflictName } from '../src/conflict-name.js';

const startMs = Date.UTC(2026, 2, 4, 5, 6, 7, 890);
const free = () => false;
const named = (text: string, loser: Side = 'source', isTaken: (name: Name) => boolean = free): string =>
  pathToText(conflictName(pathFromText(text), loser, startMs, isTaken))!;

// prettier-ignore
const table: readonly (readonly [name: string, conflict: string])[] = [
  ['a.txt',                                             'a.conflict-source-20260304-050607.txt'],
  ['a',                                                 'a.conflict-source-20260304-050607'],
  ['a.tar.gz',                                          'a.tar.conflict-source-20260304-050607.gz'],
  ['.profile',                                          '.profile.conflict-source-20260304-050607'],
  ['.profile.old',                                      '.profile.conflict-source-20260304-050607.old'],
  ['a.',                                                'a.conflict-source-20260304-050607.'],
  ['ä.txt',                                             'ä.conflict-source-20260304-050607.txt'],
  ['a b.c d',                                           'a b.conflict-source-20260304-050607.c d'],
  // The suffix of a conflict copy is replaced, whichever side lost then
  ['a.conflict-source-20200101-000000.txt',             'a.conflict-source-20260304-050607.txt'],
  ['a.conflict-destination-20200101-000000.txt',        'a.conflict-source-20260304-050607.txt'],
  ['a.conflict-destination-20200101-000000-12.txt',     'a.conflict-source-20260304-050607.txt'],
  ['a.conflict-source-20200101-000000',                 'a.conflict-source-20260304-050607'],
  ['.profile.conflict-source-20200101-000000-2',        '.profile.conflict-source-20260304-050607'],
  // What only looks like one is kept
  ['a.conflict-nobody-20200101-000000.txt',             'a.conflict-nobody-20200101-000000.conflict-source-20260304-050607.txt'],
  ['a.conflict-source-2020-000000.txt',                 'a.conflict-source-2020-000000.conflict-source-20260304-050607.txt'],
  ['a.conflict-source-20200101-000000.b.txt',           'a.conflict-source-20200101-000000.b.conflict-source-20260304-050607.txt'],
];

t.test('the suffix stands before the extension, and replaces that of a conflict copy', async (t) => {
  for (const [name, conflict] of table) t.equal(named(name), conflict, name);
});

t.test('the name says which side lost', async (t) => {
  t.equal(named('a.txt', 'destination'), 'a.conflict-destination-20260304-050607.txt');
});

t.test('a number is added and raised until the name is free', async (t) => {
  const taken = new Set<string>();
  const isTaken = (name: Name): boolean => taken.has(name);
  const given = Array.from({ length: 3 }, () => {
    const name = named('a.txt', 'source', isTaken);
    taken.add(name);
    return name;
  });
  t.strictSame(
    given,
    ['', '-2', '-3'].map((n) => `a.conflict-source-20260304-050607${n}.txt`),
  );
});

t.test('F6: a long name is cut in its stem, at a whole character, to 255 bytes', async (t) => {
  const suffix = '.conflict-source-20260304-050607.txt';
  const room = MAX_NAME_BYTES - suffix.length;
  t.equal(named(`${'x'.repeat(251)}.txt`), `${'x'.repeat(room)}${suffix}`);
  t.equal(named(`${'x'.repeat(room)}.txt`), `${'x'.repeat(room)}${suffix}`, 'what just fits is not cut');
  t.equal(named(`${'ä'.repeat(125)}.txt`), `${'ä'.repeat(Math.floor(room / 2))}${suffix}`, 'two bytes');
  t.equal(named(`${'😀'.repeat(62)}.txt`), `${'😀'.repeat(Math.floor(room / 4))}${suffix}`, 'four bytes');
});

t.test('what is too long for an extension belongs to the stem, and is cut with it', async (t) => {
  const suffix = '.conflict-source-20260304-050607';
  const name = `ab.${'x'.repeat(252)}`;
  t.equal(named(name), `${name.slice(0, MAX_NAME_BYTES - suffix.length)}${suffix}`);
});

t.test('a raised number shortens the stem further', async (t) => {
  const long = `${'x'.repeat(251)}.txt`;
  const first = named(long);
  const second = named(long, 'source', (name) => name === first);
  t.equal(second.length, MAX_NAME_BYTES);
  t.match(second, /^x+\.conflict-source-20260304-050607-2\.txt$/);
});

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 });
const names = text.map(pathFromText).filter((name) => name.length <= MAX_NAME_BYTES && !/[/\0]/.test(name));

t.test('every name fits, is text where the plain one is, and is free', async () => {
  fc.assert(
    fc.property(names, fc.nat(12), (name, takenBefore) => {
      const taken = new Set<Name>();
      for (let n = 0; n <= takenBefore; n += 1) {
        const made = conflictName(name, 'source', startMs, (candidate) => taken.has(candidate));
        if (taken.has(made) || made.length > MAX_NAME_BYTES || pathToText(made) === undefined) return false;
        taken.add(made);
      }
      return taken.size === takenBefore + 1;
    }),
  );
});

t.test('C5: a conflict of a conflict copy is named like one of the plain name', async () => {
  fc.assert(
    fc.property(names, (name) => {
      const once = conflictName(name, 'destination', 0, free);
      const twice = conflictName(once, 'source', startMs, free);
      return once.length > 250 || twice === conflictName(name, 'source', startMs, free);
    }),
  );
});

t.test('names that could be given one conflict name are of one family', async (t) => {
  for (const [one, other] of [
    ['a', 'a.conflict-source-20250101-000000'],
    ['a.txt', 'a.conflict-destination-20250101-000000-2.txt'],
    ['x'.repeat(250), `${'x'.repeat(240)}y`],
  ] as const) {
    t.equal(named(one), named(other));
    t.equal(conflictFamily(pathFromText(one)), conflictFamily(pathFromText(other)));
  }
  t.not(conflictFamily(pathFromText('a.txt')), conflictFamily(pathFromText('a.md')));
});

t.test('bytes that are not UTF-8 are kept, and cut anywhere', async (t) => {
  const made = conflictName(pathFromBytes('\xff'.repeat(255)), 'source', startMs, free);
  t.match(made, /^\xff+\.conflict-source-20260304-050607$/);
  t.equal(made.length, MAX_NAME_BYTES);
  const all = conflictName(pathFromBytes('\x80'.repeat(255)), 'source', startMs, free);
  t.equal(all.length, MAX_NAME_BYTES, 'continuation bytes alone');
});

t.test('a conflict name is read back', async (t) => {
  for (const name of ['a.txt', 'a', '.profile', 'a.tar.gz']) {
    const made = conflictName(pathFromText(name), 'destination', startMs, free);
    t.match(readConflictName(made), { plain: name, loser: 'destination', runStartMs: startMs - 890 }, name);
  }
  t.equal(readConflictName(pathFromText('a.txt')), undefined);
  t.equal(readConflictName(pathFromText('a.conflict-source-20269999-050607.txt')), undefined, 'no such day');
});
