import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import t from 'tap';
import type { Pairing, Policy } from '@syncline/differ';
import { decide, pairUp } from '@syncline/differ';
import type { ContentRow, Entry, EntryColumns, Listing, Name, Row, SideState } from '@syncline/model';
import { packToken, packTokenText, pathFromText, ROOT, TOKEN_BYTES, tokenText } from '@syncline/model';
import type { ScannedListing } from '@syncline/scanner';
import { openJournal } from '@syncline/state';
import { knownRows, unsettled } from '../src/unsettled.js';

const scanned = (given: Listing): ScannedListing => ({
  ...given,
  knownFiles: undefined,
  leftOut: new Set<Name>(),
});

const NAMES = ['a', 'b', 'c', 'd'].map(pathFromText);
const packed = Buffer.alloc(TOKEN_BYTES);

/** A few versions, one of which is no packed token. */
function tokenOf(version: number): string {
  if (version === 0) return 'text';
  packToken(packed, 0, { size: 1, mtimeMs: version, inode: version, birthMs: 1, changeMs: version });
  return tokenText(packed, 0);
}

const version = fc.oneof(
  { weight: 15, arbitrary: fc.constant(1) },
  { weight: 4, arbitrary: fc.constant(2) },
  fc.constant(0),
);
const racy = fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true));
const entryOf = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('file' as const), version, racy }) },
  fc.record({ kind: fc.constant('link' as const), version, racy }),
  fc.constant({ kind: 'directory' as const }),
  fc.constant({ kind: 'unknown' as const }),
  fc.constant(undefined),
);
const stateOf = fc.record({ version, racy });
const rowOf = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('file' as const, 'link' as const),
      source: stateOf,
      destination: stateOf,
      hashed: fc.boolean(),
    }),
  },
  fc.constant({ kind: 'directory' as const }),
  fc.constant(undefined),
);

type Drawn<T> = T extends fc.Arbitrary<infer V> ? V : never;

function entry(name: Name, drawn: NonNullable<Drawn<typeof entryOf>>): Entry {
  switch (drawn.kind) {
    case 'directory':
      return { kind: 'directory', name };
    case 'unknown':
      return { kind: 'unknown', name, problem: { code: 'special', path: name, message: 'a socket' } };
    case 'file':
      return {
        kind: 'file',
        name,
        size: 1,
        token: tokenOf(drawn.version),
        racy: drawn.racy,
        mtime: drawn.version,
      };
    case 'link':
      return {
        kind: 'link',
        name,
        size: 1,
        token: tokenOf(drawn.version),
        racy: drawn.racy,
        target: `${drawn.version}`,
      };
  }
}

function row(drawn: NonNullable<Drawn<typeof rowOf>>): Row {
  if (drawn.kind === 'directory') return { kind: 'directory' };
  const state = ({ version: of, racy: doubt }: { version: number; racy: boolean }): SideState => ({
    token: tokenOf(of),
    racy: doubt,
    identity: undefined,
  });
  const { kind, hashed } = drawn;
  const hash = hashed ? 'ab'.repeat(32) : undefined;
  return {
    kind,
    size: 1,
    hash,
    source: state(drawn.source),
    destination: state(drawn.destination),
  } satisfies ContentRow;
}

/** A listing that has columns; entries without a packed token make it one that has none. */
function listing(drawn: readonly Drawn<typeof entryOf>[], complete: boolean): Listing {
  const entries = NAMES.flatMap((name, index) =>
    drawn[index] === undefined ? [] : [entry(name, drawn[index])],
  );
  const tokens = Buffer.alloc(entries.length * TOKEN_BYTES);
  let whole = true;
  for (const [index, one] of entries.entries()) {
    if ('token' in one) whole = packTokenText(tokens, index * TOKEN_BYTES, one.token) && whole;
  }
  const columns: EntryColumns = {
    names: entries.map(({ name }) => name),
    contentCount: entries.filter((one) => 'token' in one).length,
    isFile: (index) => entries[index]!.kind === 'file',
    tokens,
    entry: (index) => entries[index]!,
  };
  const plain = { path: ROOT, entries, complete, reserved: [] };
  return whole ? { ...plain, columns } : plain;
}

const policyOf = fc.record({
  mode: fc.constantFrom('simple' as const, 'clone' as const, 'two-way' as const),
  compare: fc.oneof(
    { weight: 4, arbitrary: fc.constant('size+mtime' as const) },
    fc.constantFrom('size' as const, 'content' as const),
  ),
  racesOver: fc.boolean(),
  holds: racy,
});

void t.test(
  'what is left out of the join is exactly what the tables call unchanged, and the rest is as pairUp gives it',
  async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'syncline-test-'));
    await using journal = await openJournal({
      directory,
      pair: 'a pair',
      itemName: 'test',
      mode: 'write',
      indexSides: [],
    });
    const four = <T>(of: fc.Arbitrary<T>) =>
      fc.array(of, { minLength: NAMES.length, maxLength: NAMES.length });
    let leftOut = 0;
    const property = fc.asyncProperty(
      fc.record({ rows: four(rowOf), source: four(entryOf), destination: four(entryOf) }),
      fc.record({ source: fc.boolean(), destination: fc.boolean() }),
      policyOf,
      async (drawn, complete, { holds, ...rest }) => {
        const side = {
          local: true,
          timePrecisionUs: 1,
          setsTimes: true,
          links: true,
          ...(holds ? { holds: (name: Name) => name !== NAMES[1] } : {}),
        };
        const policy: Policy = { ...rest, source: side, destination: side };
        const rows = NAMES.map((path, index) => ({
          path,
          row: drawn.rows[index] && row(drawn.rows[index]),
          previous: undefined,
        }));
        await journal.commit(rows);
        const listings = {
          source: scanned(listing(drawn.source, complete.source)),
          destination: scanned(listing(drawn.destination, complete.destination)),
        };
        const all = [...pairUp(await journal.children(ROOT), listings.source, listings.destination)];
        const joined: Pairing[] = [...unsettled(await knownRows(journal, ROOT), listings, policy)];
        const names = new Set(joined.map(({ name }) => name));
        t.strictSame(
          joined,
          all.filter(({ name }) => names.has(name)),
        );
        const skipped = all.filter(({ name }) => !names.has(name));
        leftOut += skipped.length;
        t.ok(
          skipped.every((pairing) => decide(pairing, ROOT, policy).do === 'nothing'),
          'nothing was to be done',
        );
        const must = all.filter((pairing) =>
          isQuietFile(pairing, listings.source, listings.destination, policy),
        );
        t.strictSame(skipped, must);
      },
    );
    await fc.assert(property, { numRuns: 400 });
    t.ok(leftOut > 10, `${leftOut} were left out`);
    t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  },
);

/** Files on both sides and in the journal, not racy there, on which the table says `nothing`, told by packed tokens. */
function isQuietFile(pairing: Pairing, source: Listing, destination: Listing, policy: Policy): boolean {
  if (source.columns === undefined || destination.columns === undefined) return false;
  if (policy.compare !== 'size+mtime') return false;
  const isFile = (seen: Pairing['source']): boolean => typeof seen === 'object' && seen.kind === 'file';
  if (pairing.row?.kind !== 'file' || !isFile(pairing.source) || !isFile(pairing.destination)) return false;
  return decide(pairing, ROOT, policy).do === 'nothing';
}
