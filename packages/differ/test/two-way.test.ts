import t from 'tap';
import type { Row, Side } from '@syncline/model';
import { ROOT } from '@syncline/model';
import { decide } from '../src/decide.js';
import type { Pairing, Seen } from '../src/pairing.js';
import type { Policy } from '../src/policy.js';
import type { Hashes } from '../src/standing.js';
import { mirroredPairing, mirroredPolicy } from './mirror.js';
import { directory, file, link, nextDay, pairing, policy, row, server, unknown } from './support.js';
import { inSides, otherWayRound } from './sides.js';

/** What a side shows; `=` as in the journal, M modified, ~ touched: another time, the same content. */
const states: Readonly<Record<string, Seen>> = {
  '∅': 'absent',
  'F=': file(),
  'F~': file({ token: 't2', mtime: nextDay }),
  FM: file({ token: 't3', mtime: nextDay + 5_000_000 }),
  'FM′': file({ token: 't4', size: 11 }),
  'L=': link(),
  LM: link({ target: 'z', token: 't5' }),
  D: directory(),
  'D mount': directory({ mountPoint: true }),
  '⊥': unknown,
  unseen: 'unseen',
};

/** The content of each file above, as reading it would give. */
const contents: Readonly<Record<string, string>> = { 'F=': 'h', 'F~': 'h', FM: 'm', 'FM′': 'm′' };

const rows: Readonly<Record<string, Row | undefined>> = {
  '∅': undefined,
  F: row({ hash: 'h' }),
  L: row({ kind: 'link', size: 1, hash: 'y' }),
  D: { kind: 'directory' },
  'D mount A': { kind: 'directory', mountPoint: { source: true, destination: false } },
};

/** SPEC §3, two-way: the journal O, the sides A and B now, and what is decided. */
// prettier-ignore
const table: readonly (readonly [O: string, A: string, B: string, decision: string])[] = [
  ['∅', 'F=',      '∅',      'create on B'],
  ['∅', 'L=',      '∅',      'create on B'],
  ['∅', 'D',       '∅',      'create on B'],
  ['∅', 'F=',      'F=',     'record'],
  ['∅', 'F=',      'F~',     'record'],
  ['∅', 'L=',      'L=',     'record'],
  ['∅', 'D',       'D',      'recurse'],
  ['∅', 'F=',      'FM',     'conflict'],
  ['∅', 'F=',      'FM′',    'conflict'],
  ['∅', 'L=',      'LM',     'conflict'],
  ['∅', 'F=',      'L=',     'conflict'],
  ['∅', 'D',       'F=',     'type conflict, B gives way'],
  ['∅', 'D',       'L=',     'type conflict, B gives way'],

  ['F', 'F=',      'F=',     'nothing'],
  ['L', 'L=',      'L=',     'nothing'],
  ['F', 'FM',      'F=',     'replace on B'],
  ['F', 'FM′',     'F=',     'replace on B'],
  ['F', 'L=',      'F=',     'replace on B'],
  ['L', 'LM',      'L=',     'replace on B'],
  ['L', 'F=',      'L=',     'replace on B'],
  ['F', 'FM',      'FM',     'record'],
  ['L', 'LM',      'LM',     'record'],
  ['F', 'LM',      'LM',     'record'],
  ['F', 'FM',      'FM′',    'conflict'],
  ['F', 'FM′',     'LM',     'conflict'],
  ['L', 'LM',      'F=',     'conflict'],
  ['F', '∅',       'F=',     'delete on B'],
  ['L', '∅',       'L=',     'delete on B'],
  ['F', '∅',       '∅',      'forget'],
  ['L', '∅',       '∅',      'forget'],
  ['D', '∅',       '∅',      'forget'],
  ['D mount A', '∅', '∅',    'forget'],
  ['F', '∅',       'FM',     'create on A'],
  ['F', '∅',       'FM′',    'create on A'],
  ['F', '∅',       'L=',     'create on A'],
  ['L', '∅',       'LM',     'create on A'],
  ['L', '∅',       'F=',     'create on A'],
  ['F', 'D',       'F=',     'make way on B'],
  ['L', 'D',       'L=',     'make way on B'],
  ['F', 'D',       'FM',     'type conflict, B gives way'],
  ['F', 'D',       'L=',     'type conflict, B gives way'],
  ['L', 'D',       'LM',     'type conflict, B gives way'],

  // What is below decides further: `remove` and `make way` are of all that is unchanged there
  ['D', 'D',       'D',      'recurse'],
  ['D', '∅',       'D',      'remove on B'],
  ['D', 'F=',      'D',      'make way on B'],
  ['D', 'L=',      'D',      'make way on B'],

  // Touched: the content is the journal's
  ['F', 'F~',      'F=',     'set time on B'],
  ['F', 'F~',      'F~',     'record'],
  ['F', 'F~',      'FM',     'replace on A'],
  ['F', '∅',       'F~',     'delete on B'],
  ['F', 'D',       'F~',     'make way on B'],

  // ⊥ on either side: nothing, whatever the other one has
  ['F', '⊥',       'F=',     'skip'],
  ['F', '⊥',       'FM',     'skip'],
  ['F', '⊥',       '∅',      'skip'],
  ['D', '⊥',       'D',      'skip'],
  ['∅', '⊥',       'F=',     'skip'],
  ['F', '⊥',       '⊥',      'skip'],
  ['F', '⊥',       'unseen', 'skip'],
  ['F', 'unseen',  'F=',     'nothing'],
  ['F', 'unseen',  'FM',     'nothing'],
  ['F', 'unseen',  '∅',      'nothing'],
  ['D', 'unseen',  'D',      'nothing'],
  ['∅', 'unseen',  'F=',     'nothing'],
  ['F', 'unseen',  'unseen', 'nothing'],

  // A mount point that is none now is ⊥, whether the folder is still there or not
  ['D mount A', 'D mount', 'D',       'recurse'],
  ['D mount A', 'D',       'D',       'skip'],
  ['D mount A', 'D',       'D mount', 'skip'],
  ['D mount A', '∅',       'D',       'skip'],
  ['D mount A', 'F=',      'D',       'skip'],
  ['D mount A', 'D mount', '∅',       'remove on A'],
  ['D mount A', 'unseen',  'D',       'nothing'],
];

/** Nothing can be read of what is no file. */
const noContent = { source: '', destination: '' };

/** What is decided once every question was answered. */
function decided(
  at: Pairing,
  read: Readonly<Record<Side, string>>,
  by = policy({ mode: 'two-way' }),
): string {
  for (let hashes: Hashes = {}; ;) {
    const decision = decide(at, ROOT, by, hashes);
    if (decision.do !== 'hash') return inSides(decision);
    for (const side of Object.keys(decision.read) as Side[]) hashes = { ...hashes, [side]: read[side] };
  }
}

function situation(O: string, A: string, B: string, complete = true): Parameters<typeof decided> {
  const at = pairing({ row: rows[O], source: states[A]!, destination: states[B]!, complete });
  return [at, { source: contents[A] ?? '', destination: contents[B] ?? '' }];
}

t.test('the two-way table, both ways round (I7)', async (t) => {
  for (const [O, A, B, decision] of table) {
    const [at, read] = situation(O, A, B);
    t.equal(decided(at, read), decision, `O ${O}, A ${A}, B ${B}`);
    const swapped = { source: read.destination, destination: read.source };
    t.equal(decided(mirroredPairing(at), swapped), otherWayRound(decision), `O ${O}, A ${B}, B ${A}`);
  }
});

const files = ['F=', 'F~', 'FM', 'FM′'];
const links = ['L=', 'LM'];

t.test('what the table does not list is decided as if the journal had nothing', async (t) => {
  const known = ['∅', 'D', ...files, ...links];
  let tried = 0;
  for (const O of ['F', 'L', 'D'])
    for (const A of known)
      for (const B of known) {
        const [folders, nothings] = [
          [A, B].filter((seen) => seen === 'D').length,
          [A, B].filter((seen) => seen === '∅').length,
        ];
        const listed =
          O === 'D' ? folders > 0 || nothings === 2 : folders === 0 || (folders === 1 && nothings === 0);
        if (listed && !(O === 'D' && folders === 2)) continue;
        tried += 1;
        t.equal(decided(...situation(O, A, B)), decided(...situation('∅', A, B)), `O ${O}, A ${A}, B ${B}`);
      }
  t.equal(
    tried,
    2 * (2 + 1) + (1 + 6 * 6 + 2 * 6),
    'F and L: a folder and nothing, two folders; D: two folders, no folder',
  );
});

t.test('under an incomplete listing of either side nothing is deleted, and the rest is done', async (t) => {
  for (const [O, A, B, decision] of table) {
    const deletes = /^(delete|remove|make way)/.test(decision);
    t.equal(decided(...situation(O, A, B, false)), deletes ? 'nothing' : decision, `O ${O}, A ${A}, B ${B}`);
  }
});

t.test('a link shows its content, whatever its token says', async (t) => {
  const journal = row({ kind: 'link', size: 1, hash: 'y' });
  const other = pairing({ row: journal, destination: link({ target: 'z' }) });
  t.equal(decided(other, noContent), 'create on A', 'another target under an equal token is no delete');
  const racy = { token: 't1', racy: true };
  const doubtful = { ...journal, source: racy, destination: racy };
  const same = pairing({ row: doubtful, source: link(), destination: link() });
  t.equal(decided(same, noContent), 'nothing', 'a racy token leaves no doubt about the target');
  const like = pairing({
    row: row({ hash: 'h' }),
    source: link({ size: 10, target: 'h' }),
    destination: file(),
  });
  t.equal(decided(like, noContent), 'replace on B', 'no target makes a link the file that the journal has');
});

t.test('a name that the other side cannot hold is left alone, whatever stands there', async (t) => {
  const by: Policy = policy({ mode: 'two-way', destination: { ...server, holds: () => false } });
  for (const B of ['∅', 'F=', 'D', 'unseen']) {
    const [at, read] = situation('F', 'FM', B);
    t.equal(decided(at, read, by), 'skip', B);
    t.equal(decided(mirroredPairing(at), read, mirroredPolicy(by)), 'skip', `the other way round: ${B}`);
  }
});

t.test('a link is left alone where the other side cannot hold links, whatever stands there', async (t) => {
  for (const B of ['∅', 'F=', 'FM', 'D', 'unseen']) {
    for (const O of ['∅', 'F', 'L', 'D']) {
      const by: Policy = policy({ mode: 'two-way', destination: server });
      const [at, read] = situation(O, 'L=', B);
      t.equal(decided(at, read, by), 'skip', `O ${O}, B ${B}`);
      t.equal(decided(mirroredPairing(at), read, mirroredPolicy(by)), 'skip', `O ${O}, A ${B}`);
    }
  }
});
