import * as fc from 'fast-check';
import t from 'tap';
import type { ConflictPolicy, ContentEntry, Side } from '@syncline/model';
import { otherSide } from '@syncline/model';
import { greaterHash, winnerOf } from '../src/winner.js';
import { file, link, nextDay, noon } from './support.js';

const small = file({ size: 1 });
const large = file({ size: 2 });
const newerSmall = file({ size: 1, mtime: nextDay });
const timeless = file({ size: 1, mtime: undefined });

// prettier-ignore
const table: readonly (readonly [what: string, policy: ConflictPolicy, source: ContentEntry, destination: ContentEntry, winner: Side | 'tie'])[] = [
  ['the newer one, though it is smaller',          'newer',       large,      newerSmall, 'destination'],
  ['of equal times the larger one',                'newer',       large,      small,      'source'],
  ['of equal times and sizes neither',             'newer',       small,      small,      'tie'],
  ['where a time is not told the larger one',      'newer',       large,      timeless,   'source'],
  ['where no time is told and sizes agree neither', 'newer',      timeless,   small,      'tie'],
  ['a link has no time: the larger one',           'newer',       link(),     large,      'destination'],
  ['the larger one, though it is older',           'larger',      large,      newerSmall, 'source'],
  ['of equal sizes neither, whatever the times',   'larger',      small,      newerSmall, 'tie'],
  ['the source, whatever there is',                'source',      small,      file({ size: 9, mtime: nextDay }), 'source'],
  ['the destination, whatever there is',           'destination', newerSmall, small,      'destination'],
];

const swappedPolicy = (policy: ConflictPolicy): ConflictPolicy =>
  policy === 'source' || policy === 'destination' ? otherSide(policy) : policy;
const swappedWinner = (winner: Side | 'tie'): Side | 'tie' => (winner === 'tie' ? winner : otherSide(winner));

t.test('who keeps the plain name, both ways round (I7)', async (t) => {
  for (const [what, policy, source, destination, winner] of table) {
    t.equal(winnerOf({ source, destination }, policy, 1), winner, `${policy}: ${what}`);
    const mirrored = winnerOf({ source: destination, destination: source }, swappedPolicy(policy), 1);
    t.equal(mirrored, swappedWinner(winner), `${policy}, the other way round: ${what}`);
  }
});

/** The larger one is older, by this much. */
const later = (us: number) => ({ source: large, destination: file({ size: 1, mtime: noon + us }) });

t.test('times closer than the coarser side can tell are a tie, and then the larger wins', async (t) => {
  const second = 1_000_000;
  t.equal(winnerOf(later(second - 1), 'newer', second), 'source');
  t.equal(winnerOf(later(second), 'newer', second), 'destination');
});

t.test('a tie is decided by the greater hash, on whichever side it is', async (t) => {
  t.equal(greaterHash({ source: 'b', destination: 'a' }), 'source');
  t.equal(greaterHash({ source: 'a', destination: 'b' }), 'destination');
});

const anyFile = fc
  .record({ size: fc.nat(2), mtime: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }) })
  .map(file);
const policies = fc.constantFrom<ConflictPolicy>('newer', 'larger', 'source', 'destination');

t.test('swapping the sides swaps the winner', async () => {
  fc.assert(
    fc.property(
      anyFile,
      anyFile,
      policies,
      fc.integer({ min: 1, max: 3 }),
      (one, other, policy, precisionUs) => {
        const winner = winnerOf({ source: one, destination: other }, policy, precisionUs);
        const mirrored = winnerOf({ source: other, destination: one }, swappedPolicy(policy), precisionUs);
        return mirrored === swappedWinner(winner);
      },
    ),
  );
});
