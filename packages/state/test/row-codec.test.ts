import * as fc from 'fast-check';
import t from 'tap';
import type { Row } from '@syncline/model';
import { decodeRow, encodeRow } from '../src/row-codec.js';

const plain = { token: 't', racy: false, identity: undefined };
const hash = 'ab'.repeat(32);

const table: readonly (readonly [title: string, row: Row, body: string])[] = [
  ['a directory', { kind: 'directory' }, 'd0'],
  [
    'a folder that is no mount point',
    { kind: 'directory', mountPoint: { source: false, destination: false } },
    'd1',
  ],
  [
    'a mount point on the source',
    { kind: 'directory', mountPoint: { source: true, destination: false } },
    'd3',
  ],
  [
    'a mount point on both sides',
    { kind: 'directory', mountPoint: { source: true, destination: true } },
    'd7',
  ],
  ['a folder known again on the source', { kind: 'directory', identity: { source: '/1.b' } }, 'd8/1.b'],
  [
    'a mount point known again on both sides',
    {
      kind: 'directory',
      mountPoint: { source: false, destination: true },
      identity: { source: '/s', destination: '/d' },
    },
    'dM/s\x1f/d',
  ],
  [
    'an empty file',
    { kind: 'file', size: 0, hash: undefined, source: plain, destination: plain },
    'f00\x1ft\x1ft',
  ],
  ['a link', { kind: 'link', size: 7, hash, source: plain, destination: plain }, `l47\x1ft\x1ft\x1f${hash}`],
  [
    'a file racy on the source, identities on both sides',
    {
      kind: 'file',
      size: 2 ** 53 - 1,
      hash,
      source: { token: 'a', racy: true, identity: 'i' },
      destination: { token: 'b', racy: false, identity: '' },
    },
    `fM9007199254740991\x1fa\x1fb\x1f${hash}\x1fi\x1f`,
  ],
  [
    'an identity on the destination alone',
    {
      kind: 'file',
      size: 1,
      hash: undefined,
      source: plain,
      destination: { token: 'b', racy: true, identity: 'j' },
    },
    'fB1\x1ft\x1fb\x1fj',
  ],
  [
    'separators and a lone surrogate in what a server said',
    {
      kind: 'file',
      size: 1,
      hash: undefined,
      source: { token: 'a\x1fb\x1ec', racy: false, identity: undefined },
      destination: { token: '\ud800', racy: false, identity: undefined },
    },
    'f01\x1fa\x1e001fb\x1e001ec\x1f\x1ed800',
  ],
];

for (const [title, row, body] of table) {
  void t.test(`row codec: ${title}`, async (t) => {
    t.equal(encodeRow(row), body);
    t.same(decodeRow(body), row);
  });
}

const text = fc.string({ unit: 'binary' });
const sideState = fc.record(
  { token: text, racy: fc.boolean(), identity: fc.option(text, { nil: undefined }) },
  { noNullPrototype: true },
);
const anyRow: fc.Arbitrary<Row> = fc.oneof(
  fc.record(
    {
      kind: fc.constantFrom('file' as const, 'link' as const),
      size: fc.maxSafeNat(),
      hash: fc.option(text, { nil: undefined }),
      source: sideState,
      destination: sideState,
    },
    { noNullPrototype: true },
  ),
  fc.record(
    {
      kind: fc.constant('directory' as const),
      mountPoint: fc.record({ source: fc.boolean(), destination: fc.boolean() }, { noNullPrototype: true }),
    },
    { requiredKeys: ['kind'], noNullPrototype: true },
  ),
);

void t.test('any row comes back as it was, through UTF-8, and has one text', async (t) => {
  fc.assert(
    fc.property(anyRow, (row) => {
      const body = encodeRow(row);
      const stored = Buffer.from(body, 'utf8').toString('utf8');
      t.strictSame(decodeRow(stored), row);
      t.equal(encodeRow(decodeRow(stored)), body);
    }),
    { numRuns: 500 },
  );
});

void t.test('a text that is no row is damage', async (t) => {
  for (const body of ['', 'x0', 'f0', 'f01\x1fa', 'f01\x1fa\x1fb\x1fc']) {
    t.throws(() => decodeRow(body), { code: 'state', message: /damaged/ }, JSON.stringify(body));
  }
});
