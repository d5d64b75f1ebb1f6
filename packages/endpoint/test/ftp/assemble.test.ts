import t from 'tap';
import type { FileEntry, Path } from '@syncline/model';
import { TOKEN_BYTES, tokenText } from '@syncline/model';
import { assemble } from '../../src/ftp/listing/assemble.js';
import { ListingCollector, ListingTooLong } from '../../src/ftp/listing/collect.js';

const OK = { code: 226, text: '226 Done' };
const RULES = { windows: false, isRacy: () => false };

function collect(
  text: string,
  format: 'facts' | undefined,
  reply = OK,
): ReturnType<ListingCollector['finish']> {
  const collector = new ListingCollector(format, Date.UTC(2026, 10, 22));
  // In small pieces: lines are cut anywhere on their way.
  for (let from = 0; from < text.length; from += 7)
    collector.add(Buffer.from(text.slice(from, from + 7), 'latin1'));
  return collector.finish(reply);
}

const file = (name: string): string => `type=file;size=1;modify=20200101000000; ${name}\r\n`;
const listed = (text: string, windows = false): ReturnType<typeof assemble> => {
  const collected = collect(text, 'facts');
  return assemble('d' as Path, collected.listed, { ...RULES, windows }, collected.trouble);
};

t.test('a listing is complete only when nothing speaks against it', async (t) => {
  const cases: [string, string, 'facts' | undefined, typeof OK, RegExp | undefined][] = [
    ['a whole one', file('a') + file('b'), 'facts', OK, undefined],
    ['an empty one', '', 'facts', OK, undefined],
    ['S4: a line that is not understood', file('a') + 'what\r\n', 'facts', OK, /1 of its 2 lines/],
    [
      'S4: two formats',
      '-rw-r--r-- 1 u g 5 Jan 02  2020 a\r\n02-11-20  12:05PM  5 b\r\n',
      undefined,
      OK,
      /not be understood/,
    ],
    [
      'S4: two formats, the other way round',
      '02-11-20  12:05PM  5 b\r\n-rw-r--r-- 1 u g 5 Jan 02  2020 a\r\n',
      undefined,
      OK,
      /not be understood/,
    ],
    ['S7: a last line without an end', file('a') + 'type=file;size=1; b', 'facts', OK, /cut off/],
    ['S7: 426', file('a'), 'facts', { code: 426, text: '426 Gone' }, /426 Gone/],
    [
      'S7: a cut that the server admits',
      file('a'),
      'facts',
      { code: 226, text: '226 Output truncated to 10000 matches' },
      /cut it/,
    ],
    [
      'S7: a count that differs',
      file('a'),
      'facts',
      { code: 226, text: '226-Options: -l \n226 2 matches total' },
      /counts 2 lines, 1/,
    ],
    [
      'a total, which is no entry and is not counted',
      'total 8\r\n-rw-r--r-- 1 u g 5 Jan 02  2020 a\r\n',
      undefined,
      { code: 226, text: '226 1 matches total' },
      undefined,
    ],
    ['a count that agrees', file('a'), 'facts', { code: 226, text: '226 1 matches total' }, undefined],
  ];
  for (const [title, text, format, reply, trouble] of cases) {
    const found = collect(text, format, reply).trouble;
    if (trouble === undefined) t.equal(found, undefined, title);
    else t.match(found, trouble, title);
  }
});

t.test(
  'S1: a name that could lead elsewhere is rejected, and the rest is not trusted to be whole',
  async (t) => {
    for (const name of ['../x', '/etc/x', 'a/b', 'a\0b', '..']) {
      const listing = listed(file('good') + file(name));
      t.same(
        listing.entries.map((entry) => entry.name),
        ['good'],
        JSON.stringify(name),
      );
      t.equal(listing.complete, false, JSON.stringify(name));
    }
    const { incompleteBecause } = listed(file('../x') + file('good') + file('/etc/\x1b[2Jx'));
    t.match(incompleteBecause, /holds 2 names .*"\.\.\/x" among them$/, 'they are counted');
    t.match(listed(file('/\x1b[2Jx')).incompleteBecause, /holds a name .*, "\/ \[2Jx"$/, 'shown as text');
    for (const name of ['a\\b', 'C:x']) {
      t.equal(listed(file(name)).complete, true, `${name} is a plain name on a Unix server`);
      t.equal(listed(file(name), true).complete, false, `${name} is not on a Windows server`);
    }
  },
);

t.test('a name that FTP cannot carry both ways is unknown, and the listing stays whole', async (t) => {
  for (const name of ['bad\xff', ' lead', 'trail ', 'a\tb', 'esc\x1b']) {
    const listing = listed(file(name) + file('good'));
    t.equal(listing.complete, true);
    t.match(
      listing.entries.find((entry) => entry.name === name),
      { kind: 'unknown', problem: { code: 'name' } },
    );
  }
});

t.test('S2, S3: a name that comes twice is unknown, whatever it is', async (t) => {
  const twice = listed(file('a') + file('a'));
  t.match(twice.entries, [{ kind: 'unknown', problem: { code: 'clash' } }]);
  const attack = listed('type=OS.unix=slink:/etc; x\r\ntype=dir; x\r\n');
  t.match(attack.entries, [{ kind: 'unknown', problem: { code: 'clash' } }]);
  t.equal(attack.entries.length, 1);
});

t.test('reserved names are no entries, and are told apart', async (t) => {
  const listing = listed(
    file('.syncline-20260101-000000000-abc-1.tmp') + 'type=dir; .syncline\r\n' + file('a'),
  );
  t.same(
    listing.entries.map((entry) => entry.name),
    ['a'],
  );
  t.same(listing.reserved, ['.syncline', '.syncline-20260101-000000000-abc-1.tmp']);
});

t.test('entries are sorted by bytes and carry their token', async (t) => {
  const listing = listed(
    'type=file;size=1;modify=20200101000000;unique=u1; \xc3\xa9\r\n' + file('z') + file('Z'),
  );
  t.same(
    listing.entries.map((entry) => entry.name),
    ['Z', 'z', '\xc3\xa9'],
  );
  const [, plain, unique] = listing.entries as readonly FileEntry[];
  t.equal(plain!.identity, undefined, 'nothing survives a rename');
  t.ok(unique!.token.startsWith(unique!.identity!));
  t.not(plain!.token, unique!.token);
});

t.test('an empty unique fact tells no file from another', async (t) => {
  const [entry] = listed('type=file;size=1;modify=20200101000000;unique=; a\r\n')
    .entries as readonly FileEntry[];
  t.equal(entry!.identity, undefined);
});

t.test('what is neither file nor folder is unknown, whatever size it is said to have', async (t) => {
  const { entries, complete } = listed(
    'type=OS.unix=chr-1/3;size=0; null\r\ntype=OS.unix=slink:x;size=1; l\r\n',
  );
  t.equal(complete, true);
  t.match(entries, [
    { kind: 'unknown', problem: { code: 'link' } },
    { kind: 'unknown', problem: { code: 'special' } },
  ]);
});

t.test('a token is that of the same size, time and unique fact alone', async (t) => {
  const tokenOf = (facts: string): string =>
    (listed(`type=file;${facts}; a\r\n`).entries[0] as FileEntry).token;
  const long = 'a-fact-of-more-characters-than-a-packed-token-has-room-for';
  const facts = [
    'size=1;modify=20200101000000',
    'size=2;modify=20200101000000',
    'size=1;modify=20200101000001',
    'size=1;modify=20200101000000.001',
    'size=1;modify=20200101000000.0000001',
    'size=1;modify=20200101000000;unique=u1',
    'size=1;modify=20200101000000;unique=u2',
    'size=1;modify=20200101000000;unique=U1',
    `size=1;modify=20200101000000;unique=${long}1`,
    `size=1;modify=20200101000000;unique=${long}2`,
    'size=1;modify=yesterday',
    'size=2;modify=yesterday',
    'size=1;modify=yesterday;unique=u1',
    'size=1;modify=yesterday;unique=u2',
    'size=1',
  ];
  t.equal(new Set(facts.map(tokenOf)).size, facts.length);
  for (const each of facts) t.equal(tokenOf(each), tokenOf(each), each);
});

t.test('a whole listing with exact times has columns, which say what its entries say', async (t) => {
  const text = file('b') + file('a') + 'type=dir; d\r\n' + file('c ') + 'type=OS.unix=slink:x; l\r\n';
  const { columns, entries } = listed(text);
  t.same(columns?.names, ['a', 'b', 'c ', 'd', 'l']);
  t.equal(columns?.contentCount, 2);
  for (const [index, entry] of entries.entries()) {
    t.same(columns?.entry(index), entry);
    t.equal(
      columns?.isFile(index),
      entry.kind === 'file',
      `${entry.name}: a name that cannot be held is no file`,
    );
    if (entry.kind === 'file') t.equal(tokenText(columns!.tokens, index * TOKEN_BYTES), entry.token);
  }
  t.equal(listed(`${text}what\r\n`).columns, undefined, 'one that is not complete has none');
  t.equal(
    listed(`${text}type=file;size=1;modify=then; e\r\n`).columns,
    undefined,
    'nor one with another time',
  );
});

t.test('S22: a line without an end is given up', async (t) => {
  const collector = new ListingCollector('facts', 0);
  t.throws(() => {
    for (let n = 0; n < 100; n += 1) collector.add(Buffer.alloc(1024, 'x'));
  }, /line over/);
});

t.test('S22: more names than memory has room for are given up, however short their lines', async (t) => {
  const collector = new ListingCollector('facts', 0, 2);
  let tooLong: unknown;
  try {
    collector.add(Buffer.from(file('a') + file('b') + file('c') + file('d')));
  } catch (error) {
    tooLong = error;
  }
  t.ok(tooLong instanceof ListingTooLong);
  const { listed: held, trouble } = collector.giveUp(tooLong as ListingTooLong);
  t.same(
    held.map(({ name }) => name),
    ['a', 'b'],
    'no more is held',
  );
  t.equal(trouble, 'it has more than 2 names', 'that we ended it is not put down to the server');
});
