import * as fc from 'fast-check';
import t from 'tap';
import type { Row, SideState } from '@syncline/model';
import {
  identityText,
  packToken,
  pathFromBytes,
  pathFromText,
  TOKEN_BYTES,
  tokenText,
} from '@syncline/model';
import { decodeRow, encodeRow, isContentRow, isSettledFile, rowName } from '../src/row-codec.js';

const hash = 'ab'.repeat(32);

const name = pathFromText('name');

function usualToken(inode: number): string {
  const bytes = Buffer.alloc(TOKEN_BYTES);
  packToken(bytes, 0, { size: 5, mtimeMs: 1.5e12, inode, birthMs: 1.4e12, changeMs: 1.5e12 + 0.25 });
  return tokenText(bytes, 0);
}

function usual(inode: number): SideState {
  return { token: usualToken(inode), racy: false, identity: identityText(usualToken(inode)) };
}

const HEAD = 8;
const SIZE = 8;
const table: readonly (readonly [title: string, row: Row, length: number])[] = [
  ['a directory', { kind: 'directory' }, HEAD],
  ['no mount point', { kind: 'directory', mountPoint: { source: false, destination: false } }, HEAD],
  ['a mount point', { kind: 'directory', mountPoint: { source: true, destination: false } }, HEAD],
  [
    'a file between directories, hashed',
    { kind: 'file', size: 5, hash, source: usual(1), destination: usual(2) },
    HEAD + SIZE + 2 * TOKEN_BYTES + 32,
  ],
  [
    'a file between directories, not hashed',
    { kind: 'file', size: 2 ** 53 - 1, hash: undefined, source: usual(1), destination: usual(2) },
    HEAD + SIZE + 2 * TOKEN_BYTES,
  ],
];

for (const [title, row, length] of table) {
  void t.test(`row codec: ${title} takes ${length} bytes and its name`, async (t) => {
    const bytes = encodeRow(name, row);
    t.equal(bytes.length, length + name.length);
    t.same(decodeRow(bytes, 0), row);
    t.equal(rowName(bytes, 0), name);
    t.equal(isContentRow(bytes, 0), row.kind !== 'directory');
  });
}

void t.test('only a file that was racy on neither side, with packed tokens, is settled', async (t) => {
  const settled = (row: Row): boolean => isSettledFile(encodeRow(name, row), 0);
  const row: Row = { kind: 'file', size: 5, hash, source: usual(1), destination: usual(2) };
  t.ok(settled(row));
  t.notOk(settled({ ...row, kind: 'link' }));
  t.notOk(settled({ ...row, source: { ...usual(1), racy: true } }));
  t.notOk(settled({ ...row, destination: { ...usual(2), racy: true } }));
  t.notOk(settled({ ...row, destination: { token: 'of a server', racy: false } }));
  t.notOk(settled({ kind: 'directory' }));
});

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
      mode: fc.nat(0o777),
      mountPoint: fc.record({ source: fc.boolean(), destination: fc.boolean() }, { noNullPrototype: true }),
      identity: fc.record({ source: text }, { noNullPrototype: true }),
    },
    { requiredKeys: ['kind'], noNullPrototype: true },
  ),
);

/** Nearly as usual: one character is another one. */
const oneOff = (whole: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(whole.length - 1), fc.constantFrom(...'-_=A \n\0\xe9\u0141\u0161'))
    .map(([at, odd]) => whole.slice(0, at) + odd + whole.slice(at + 1));
const someToken = fc.oneof(text, fc.constantFrom(usualToken(1), usualToken(2)), oneOff(usualToken(1)));
const someHash = fc.oneof(fc.option(text, { nil: undefined }), fc.constant(hash), oneOff(hash));

void t.test('any row comes back as it was, and equal rows have equal bytes', async (t) => {
  const bytesOf = fc.string({
    unit: fc.integer({ min: 1, max: 255 }).map((unit) => String.fromCharCode(unit)),
    minLength: 1,
  });
  fc.assert(
    fc.property(anyRow, someToken, someHash, bytesOf, (given, token, hashed, named) => {
      const row =
        given.kind === 'directory' ? given : { ...given, hash: hashed, source: { ...given.source, token } };
      const bytes = encodeRow(pathFromBytes(named), row);
      const later = Buffer.concat([Buffer.alloc(3), bytes]);
      t.strictSame(decodeRow(later, 3), row);
      t.equal(rowName(later, 3), named);
      t.ok(encodeRow(pathFromBytes(named), decodeRow(bytes, 0)).equals(bytes));
    }),
    { numRuns: 500 },
  );
});

void t.test('bytes of no known kind are damage', async (t) => {
  const bytes = encodeRow(name, { kind: 'directory' });
  bytes[4] = 3;
  t.throws(() => decodeRow(bytes, 0), { code: 'state', message: /damaged/ });
});
