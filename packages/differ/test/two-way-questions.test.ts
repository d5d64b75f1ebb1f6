import t from 'tap';
import type { ContentRow, FileEntry } from '@syncline/model';
import { ROOT } from '@syncline/model';
import { decideTwoWay } from '../src/two-way.js';
import type { Pairing, Seen } from '../src/pairing.js';
import type { Policy } from '../src/policy.js';
import type { Hashes } from '../src/standing.js';
import { mirroredPairing, mirroredPolicy } from './mirror.js';
import { inSides, otherWayRound } from './sides.js';
import { directory, file, nextDay, noon, pairing, policy, row, server, tokenOf } from './support.js';

/** A row of the table: what the journal has, what the sides show, what was read so far. */
interface Given {
  readonly row?: ContentRow;
  readonly A?: Partial<FileEntry> | 'absent' | 'directory';
  readonly B?: Partial<FileEntry> | 'absent' | 'directory';
  readonly read?: Hashes;
  readonly by?: Partial<Policy>;
}

const touched = { token: 't2', mtime: nextDay };
const hashed = row({ hash: 'h' });
const [before, after] = [noon / 1_000, nextDay / 1_000];
const packed = row({ hash: 'h', source: { token: tokenOf(before, before), racy: false } });
const doubt = { token: 't1', racy: true };
const racyA = row({ source: doubt });
const racyBoth = row({ source: doubt, destination: doubt });
const toServer = { destination: server };
const inTwoSeconds = { destination: { ...server, timePrecisionUs: 2_000_000 } };
const inMinutes = { destination: { ...server, timePrecisionUs: 60_000_000 } };
const timeless = { destination: { ...server, setsTimes: false } };
const bySize = { compare: 'size' } as const;
const byContent = { compare: 'content' } as const;
const equal = { source: 'h', destination: 'h' };
const different = { source: 'm', destination: 'h' };

// prettier-ignore
const table: readonly (readonly [situation: string, given: Given, decision: string])[] = [
  // Touched: content is compared where the journal has a hash, or where both sides are local
  ['touched, with a hash: that side is read',             { row: hashed, A: touched },                                      'hash A'],
  ['touched, with a hash, on a server: read',             { row: hashed, B: touched, by: toServer },                        'hash B'],
  ['touched on both, with a hash: both are read',         { row: hashed, A: touched, B: touched },                          'hash A B'],
  ['touched, no hash, both local: both are read',         { row: row(), A: touched },                                       'hash A B'],
  ['touched, no hash, one a server: it is taken',         { row: row(), A: touched, by: toServer },                         'replace on B'],
  ['changed in size: nothing is read',                    { row: hashed, A: { ...touched, size: 11 } },                     'replace on B'],
  ['changed on both, no hash, to a server: read first',   { row: row(), A: touched, B: touched, by: toServer },             'hash A B'],
  ['changed on both in size: nothing is read',            { row: hashed, A: { ...touched, size: 11 }, B: { ...touched, size: 12 } }, 'conflict'],
  ['touched, equal, no hash before',                      { row: row(), A: touched, read: equal },                          'set time on B'],
  ['touched, different, no hash before',                  { row: row(), A: touched, read: different },                      'replace on B'],
  ['changed on both, different',                          { row: row(), A: touched, B: touched, read: different },          'conflict'],
  ['changed on both, equal',                              { row: row(), A: touched, B: touched, read: equal },              'record'],
  ['touched on both, to different times: none is carried', { row: hashed, A: touched, B: { token: 't3', mtime: noon + 1 }, read: equal }, 'record'],
  ['touched and gone on the other side: read',            { row: hashed, A: touched, B: 'absent' },                         'hash A'],
  ['touched against a folder: read',                      { row: hashed, A: touched, B: 'directory' },                      'hash A'],
  ['touched and gone on the other side, no hash: kept',   { row: row(), A: touched, B: 'absent' },                          'create on B'],

  // Racy: proven by content once
  ['racy, with a hash: that side is read',                { row: { ...racyA, hash: 'h' } },                                 'hash A'],
  ['racy, no hash: both are read',                        { row: racyA },                                                   'hash A B'],
  ['racy, no hash, one a server: both are read',          { row: racyA, by: toServer },                                     'hash A B'],
  ['racy on both, no hash, different',                    { row: racyBoth, by: toServer, read: different },                 'conflict'],
  ['racy, equal',                                         { row: racyA, read: equal },                                      'record'],
  ['racy, different: the doubtful side was edited',       { row: racyA, read: different },                                  'replace on B'],
  ['racy, with a hash, edited',                           { row: { ...racyA, hash: 'h' }, read: { source: 'm' } },          'replace on B'],
  ['racy, with a hash, gone on the other side',           { row: { ...racyA, hash: 'h' }, B: 'absent' },                    'hash A'],
  ['racy, with a hash, unchanged, gone elsewhere',        { row: { ...racyA, hash: 'h' }, B: 'absent', read: { source: 'h' } }, 'delete on A'],
  ['racy, with a hash, edited, gone elsewhere',           { row: { ...racyA, hash: 'h' }, B: 'absent', read: { source: 'm' } }, 'create on B'],
  ['racy, no hash, gone elsewhere: an edit is worth more', { row: racyA, B: 'absent' },                                     'create on B'],
  ['racy, no hash, against a folder',                     { row: racyA, B: 'directory' },                                   'type conflict, A gives way'],
  ['racy now, but not when the journal learned of it',    { row: row(), A: { racy: true } },                                'nothing'],

  // No journal row: the same file by size and time where times can be trusted, else by content
  ['equal times',                                         {},                                                               'record'],
  ['times 1 µs apart',                                    { A: { mtime: noon + 1 } },                                       'record'],
  ['times 2 µs apart',                                    { A: { mtime: noon + 2 } },                                       'hash A B'],
  ['times within the second of a server',                 { A: { mtime: noon + 999_999 }, by: toServer },                   'record'],
  ['times a second apart, to a server',                   { A: { mtime: noon + 1_000_000 }, by: toServer },                 'hash A B'],
  ['equal times, one of them racy, prove nothing',        { A: { racy: true } },                                            'hash A B'],
  ['equal times of 2 s precision',                        { by: inTwoSeconds },                                             'record'],
  ['equal times in minutes prove nothing',                { by: inMinutes },                                                'hash A B'],
  ['a time that is not told proves nothing',              { A: { mtime: undefined } },                                      'hash A B'],
  ['in minutes, equal content',                           { by: inMinutes, read: equal },                                   'record'],
  ['in minutes, different content',                       { by: inMinutes, read: different },                               'conflict'],
  ['another size',                                        { A: { size: 11 } },                                              'conflict'],

  // What is carried with equal content
  ['touched, the other side tells minutes: carried',      { row: packed, A: { token: tokenOf(after, after), mtime: nextDay }, by: inMinutes, read: { source: 'h' } }, 'set time on B'],
  ['another status, the other side tells minutes',        { row: packed, A: { token: tokenOf(before, after) }, by: inMinutes, read: { source: 'h' } }, 'record'],
  ['touched by what tells no time, minutes: carried',     { row: hashed, A: touched, by: inMinutes, read: { source: 'h' } }, 'set time on B'],
  ['touched on the side that tells minutes: not exact enough', { row: hashed, B: touched, by: inMinutes, read: { destination: 'h' } }, 'record'],
  ['touched, the other side sets no times',               { row: hashed, A: touched, by: timeless, read: { source: 'h' } }, 'record'],
  ['touched on the side that sets none: carried',         { row: hashed, B: touched, by: timeless, read: { destination: 'h' } }, 'set time on A'],
  ['touched by less than the other side can tell',        { row: hashed, A: { token: 't2', mtime: noon + 999_999 }, by: toServer, read: { source: 'h' } }, 'record'],
  ['another mode',                                        { row: hashed, A: { token: 't2', mode: 0o600 }, B: { mode: 0o644 }, read: { source: 'h' } }, 'set mode on B'],
  ['another mode where the other side has none',          { row: hashed, A: { token: 't2', mode: 0o600 }, read: { source: 'h' } }, 'record'],
  ['times that always differ, as no side changed',        { row: hashed, A: { mtime: nextDay }, by: timeless },             'nothing'],

  // compare: size
  ['size: no row, equal sizes',                           { A: touched, by: bySize },                                       'record'],
  ['size: no row, other sizes',                           { A: { size: 11 }, by: bySize },                                  'conflict'],
  ['size: equal tokens',                                  { row: row(), by: bySize },                                       'nothing'],

  // compare: content
  ['content: equal tokens are not enough',                { row: hashed, by: byContent },                                   'hash A B'],
  ['content: equal',                                      { row: hashed, by: byContent, read: equal },                      'nothing'],
  ['content: no row, equal times',                        { by: byContent },                                                'hash A B'],
  ['content: changed under its token',                    { row: hashed, by: byContent, read: different },                  'replace on B'],
  ['content: no hash, equal tokens are not enough',       { row: row(), by: byContent },                                    'hash A B'],
  ['content: no hash, equal: its hash is recorded',       { row: row(), by: byContent, read: equal },                       'record'],
  ['content: no hash, different under equal tokens',      { row: row(), by: byContent, read: different },                   'conflict'],
  ['content: changed in size: the other side is read',    { row: hashed, A: { ...touched, size: 11 }, by: byContent },      'hash B'],
  ['content: gone on the other side: read',               { row: hashed, B: 'absent', by: byContent },                      'hash A'],
  ['content: unchanged, gone on the other side',          { row: hashed, B: 'absent', by: byContent, read: { source: 'h' } }, 'delete on A'],
  ['content: changed under its token, gone elsewhere',    { row: hashed, B: 'absent', by: byContent, read: { source: 'm' } }, 'create on B'],
  ['content: changed under its token, against a folder',  { row: hashed, B: 'directory', by: byContent, read: { source: 'm' } }, 'type conflict, A gives way'],
];

function seen(given: Given['A']): Seen {
  if (given === 'absent') return 'absent';
  return given === 'directory' ? directory() : file(given);
}

t.test('what is read before a name is decided, both ways round (I7)', async (t) => {
  for (const [situation, { row: known, A, B, read = {}, by }, decision] of table) {
    const at: Pairing = pairing({ row: known, source: seen(A), destination: seen(B) });
    const settings = policy({ mode: 'two-way', ...by });
    t.equal(inSides(decideTwoWay(at, ROOT, settings, read)), decision, situation);
    const swapped = Object.fromEntries(
      Object.entries({ source: read.destination, destination: read.source }).filter(
        ([, hash]) => hash !== undefined,
      ),
    );
    const mirrored = decideTwoWay(mirroredPairing(at), ROOT, mirroredPolicy(settings), swapped);
    t.equal(inSides(mirrored), otherWayRound(decision), `the other way round: ${situation}`);
  }
});

t.test('what content proved is recorded with its hash', async (t) => {
  const at = pairing({ row: racyA, source: file(), destination: file() });
  t.match(decideTwoWay(at, ROOT, policy({ mode: 'two-way' }), equal), { do: 'record', hash: 'h' });
  const first = pairing({ source: file({ mtime: nextDay }), destination: file() });
  t.match(decideTwoWay(first, ROOT, policy({ mode: 'two-way' }), equal), { do: 'record', hash: 'h' });
});

t.test('a racy token is believed once it outlived its moment and its content was proven', async (t) => {
  const at = pairing({ row: { ...racyA, hash: 'h' }, source: file({ racy: true }), destination: file() });
  const recorded = (racesOver: boolean) =>
    decideTwoWay(at, ROOT, policy({ mode: 'two-way', racesOver }), { source: 'h' });
  t.match(recorded(true), { do: 'record', source: { racy: false } });
  t.match(recorded(false), { do: 'record', source: { racy: true } }, 'the last run was just now');
});
