import t from 'tap';
import type { ContentRow, FileEntry } from '@syncline/model';
import { decideFiles } from '../src/files.js';
import type { Policy } from '../src/policy.js';
import type { Hashes } from '../src/standing.js';
import { file, inWords, local, name, nextDay, noon, policy, row, server, tokenOf } from './support.js';

interface Case {
  readonly row?: ContentRow;
  readonly source?: Partial<FileEntry>;
  readonly destination?: Partial<FileEntry>;
  readonly policy?: Partial<Policy>;
  /** What was read. */
  readonly hashes?: Hashes;
}

const touched = { token: 't2', mtime: nextDay };
const equal = { source: 'h', destination: 'h' };
const different = { source: 'h2', destination: 'h' };
const hashed = row({ hash: 'h' });
const [before, after] = [noon / 1_000, nextDay / 1_000];
const packed = row({ hash: 'h', source: { token: tokenOf(before, before), racy: false } });
const racySource = row({ source: { token: 't1', racy: true } });
const racyDestination = row({ destination: { token: 't1', racy: true } });
const toServer = { destination: server };
const inMinutes = { ...server, timePrecisionUs: 60_000_000 };
const timeless = { ...server, setsTimes: false };

// prettier-ignore
const table: readonly (readonly [situation: string, given: Case, decision: string])[] = [
  // With a journal row: tokens
  ['both tokens are the journal\'s',                       { row: row() },                                                   'nothing'],
  ['equal tokens, whatever the times say',                 { row: row(), destination: { mtime: nextDay } },                  'nothing'],
  ['equal tokens, whatever the modes say',                 { row: row(), source: { mode: 0o600 }, destination: { mode: 0o644 } }, 'nothing'],
  ['another size',                                         { row: row(), source: { ...touched, size: 11 } },                 'update content'],
  ['another size, never read',                             { row: hashed, destination: { ...touched, size: 11 } },           'update content'],

  // Racy: proven by content once, then recorded
  ['racy source',                                          { row: racySource },                                              'hash source destination'],
  ['racy source on a server',                              { row: racySource, policy: { source: server, ...toServer } },     'hash source destination'],
  ['racy source with a hash',                              { row: { ...racySource, hash: 'h' } },                            'hash source'],
  ['racy destination with a hash',                         { row: { ...racyDestination, hash: 'h' } },                       'hash destination'],
  ['racy, content equal',                                  { row: racySource, hashes: equal },                              'record'],
  ['racy, content different',                              { row: racySource, hashes: different },                          'update content'],
  ['racy now, but not when the journal learned of it',     { row: row(), source: { racy: true } },                           'nothing'],

  // Touched
  ['touched source, both local',                           { row: row(), source: touched },                                  'hash source destination'],
  ['touched source, both local, with a hash',              { row: hashed, source: touched },                                 'hash source'],
  ['touched source, to a server, no hash',                 { row: row(), source: touched, policy: toServer },                'update content'],
  ['touched source, to a server, with a hash',             { row: hashed, source: touched, policy: toServer },               'hash source'],
  ['touched destination on a server, no hash',             { row: row(), destination: touched, policy: toServer },           'update content'],
  ['touched destination on a server, with a hash',         { row: hashed, destination: touched, policy: toServer },          'hash destination'],
  ['both touched, with a hash',                            { row: hashed, source: touched, destination: { token: 't3' } },   'hash source destination'],
  ['touched source, content equal',                        { row: row(), source: touched, hashes: equal },                  'update time'],
  ['touched destination, content equal',                   { row: row(), destination: touched, hashes: equal },             'update time'],
  ['touched source, content different',                    { row: row(), source: touched, hashes: different },              'update content'],
  ['another token, the same time',                         { row: row(), source: { token: 't2' }, hashes: equal },          'record'],
  ['touched by less than the server can tell',             { row: row(), source: { token: 't2', mtime: noon + 999_999 }, policy: toServer, hashes: equal }, 'record'],
  ['another token, another mode',                          { row: row(), source: { token: 't2', mode: 0o600 }, destination: { mode: 0o644 }, hashes: equal }, 'update mode'],
  ['another time and mode: both are set in one step',      { row: row(), source: { ...touched, mode: 0o600 }, destination: { mode: 0o644 }, hashes: equal }, 'update time'],
  ['another mode where a side has none',                   { row: row(), source: { token: 't2', mode: 0o600 }, policy: toServer, hashes: equal }, 'record'],

  // Servers that can't set times, and times told in minutes
  ['touched, equal, time cannot be set',                   { row: hashed, source: touched, policy: { destination: timeless }, hashes: equal }, 'record'],
  ['uploaded, so the times always differ',                 { row: row(), destination: { mtime: nextDay }, policy: { destination: timeless } }, 'nothing'],
  ['touched source, times in minutes',                     { row: hashed, source: touched, policy: { destination: inMinutes }, hashes: equal }, 'update time'],
  ['touched source, by its token, times in minutes',       { row: packed, source: { token: tokenOf(after, after), mtime: nextDay }, policy: { destination: inMinutes }, hashes: equal }, 'update time'],
  ['another status of the source, times in minutes',       { row: packed, source: { token: tokenOf(before, after) }, policy: { destination: inMinutes }, hashes: equal }, 'record'],
  ['touched destination, times in minutes',                { row: hashed, destination: touched, policy: { destination: inMinutes }, hashes: equal }, 'record'],

  // Without a journal row
  ['no row, equal times',                                  {},                                                               'record'],
  ['no row, times within 1 µs',                            { destination: { mtime: noon + 1 } },                             'record'],
  ['no row, times 2 µs apart',                             { destination: { mtime: noon + 2 } },                             'hash source destination'],
  ['no row, server times within 1 s',                      { destination: { mtime: noon - 999_999 }, policy: toServer },     'record'],
  ['no row, server times 1 s apart',                       { destination: { mtime: noon - 1_000_000 }, policy: toServer },   'hash source destination'],
  ['no row, equal times of 2 s precision',                 { policy: { destination: { ...server, timePrecisionUs: 2_000_000 } } }, 'record'],
  ['no row, equal times, racy source',                     { source: { racy: true } },                                       'hash source destination'],
  ['no row, equal times, racy destination',                { destination: { racy: true } },                                  'hash source destination'],
  ['no row, equal times in minutes',                       { policy: { destination: inMinutes } },                           'hash source destination'],
  ['no row, the coarser side is the source',               { policy: { source: inMinutes } },                                'hash source destination'],
  ['no row, a time that is not told',                      { source: { mtime: undefined } },                                 'hash source destination'],
  ['no row, other times, equal content',                   { destination: { mtime: nextDay }, hashes: equal },              'record'],
  ['no row, other times, other content',                   { destination: { mtime: nextDay }, hashes: different },          'update content'],
  ['no row, another size',                                 { destination: { size: 11 } },                                    'update content'],
  ['no row, equal but for the mode',                       { source: { mode: 0o600 }, destination: { mode: 0o644 } },        'update mode'],

  // compare: size
  ['size: another size',                                   { row: row(), source: { ...touched, size: 11 }, policy: { compare: 'size' } }, 'update content'],
  ['size: touched',                                        { row: row(), source: touched, policy: { compare: 'size' } },     'record'],
  ['size: racy',                                           { row: racySource, policy: { compare: 'size' } },                 'nothing'],
  ['size: no row',                                         { destination: touched, policy: { compare: 'size' } },            'record'],

  // compare: content
  ['content: equal tokens are not enough',                 { row: hashed, policy: { compare: 'content' } },                  'hash source destination'],
  ['content: equal, nothing new',                          { row: hashed, policy: { compare: 'content' }, hashes: equal },  'nothing'],
  ['content: equal, the hash is new',                      { row: row(), policy: { compare: 'content' }, hashes: equal },   'record'],
  ['content: different under equal tokens',                { row: hashed, policy: { compare: 'content' }, hashes: different }, 'update content'],
  ['content: no row, equal times',                         { policy: { compare: 'content' } },                               'hash source destination'],
  ['content: touched, to a server, no hash',               { row: row(), source: touched, policy: { compare: 'content', ...toServer } }, 'hash source destination'],
  ['content: equal, racy before',                          { row: { ...racySource, hash: 'h' }, policy: { compare: 'content' }, hashes: equal }, 'record'],
  ['content: servers on both sides',                       { row: hashed, policy: { compare: 'content', source: server, ...toServer } }, 'hash source destination'],
  ['content: another size is never read',                  { source: { size: 11 }, policy: { compare: 'content' } },         'update content'],
];

t.test('what counts as a difference', async (t) => {
  for (const [situation, given, decision] of table) {
    const pair = {
      path: name,
      row: given.row,
      source: file(given.source),
      destination: file(given.destination),
      hashes: given.hashes ?? {},
    };
    t.equal(inWords(decideFiles(pair, policy(given.policy))), decision, situation);
  }
});

t.test('what content proved is recorded with its hash', async (t) => {
  const pair = { path: name, row: racySource, source: file(), destination: file(), hashes: equal };
  t.match(decideFiles(pair, policy()), { do: 'record', hash: 'h' });
});

t.test('the journal keeps the hash of a file that was touched only', async (t) => {
  const pair = {
    path: name,
    row: hashed,
    source: file(touched),
    destination: file(),
    hashes: { source: 'h' },
  };
  t.match(decideFiles(pair, policy()), {
    operation: { op: 'update', reason: 'time', hash: 'h', like: file(touched) },
  });
});

t.test('a racy token is believed once it outlived its moment and its content was proven', async (t) => {
  const seen = {
    path: name,
    row: racySource,
    source: file({ racy: true }),
    destination: file(),
    hashes: equal,
  };
  const recorded = (racesOver: boolean, pair = seen): boolean | undefined => {
    const decision = decideFiles(pair, policy({ racesOver }));
    return decision.do === 'record' && decision.source.kind === 'file' ? decision.source.racy : undefined;
  };
  t.equal(recorded(true), false);
  t.equal(recorded(false), true, 'the last run was just now');
  t.equal(
    recorded(true, { ...seen, source: file({ racy: true, token: 't2' }) }),
    true,
    'it was changed since',
  );
});

t.test('what only its size speaks for is recorded without a hash, and stays racy', async (t) => {
  const pair = {
    path: name,
    row: { ...racySource, hash: 'h' },
    source: file({ racy: true }),
    destination: file(touched),
    hashes: {},
  };
  const decision = decideFiles(pair, policy({ compare: 'size', racesOver: true }));
  t.match(decision, { do: 'record', source: { racy: true } });
  t.equal(decision.do === 'record' && decision.hash, undefined, 'the hash is of what was there before');
});

t.test('a touched file is not read for comparison when only one side is local', async (t) => {
  const pair = { path: name, row: row(), source: file(touched), destination: file(), hashes: {} };
  t.equal(inWords(decideFiles(pair, policy({ source: server, destination: local }))), 'update content');
});
