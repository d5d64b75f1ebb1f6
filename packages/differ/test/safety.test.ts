import t from 'tap';
import type { Compare, ContentRow, Mode, Row, Side } from '@syncline/model';
import { hasContent, otherSide, ROOT } from '@syncline/model';
import { decide } from '../src/decide.js';
import type { Decision } from '../src/decision.js';
import type { Pairing, Seen } from '../src/pairing.js';
import type { Policy } from '../src/policy.js';
import type { Hashes } from '../src/standing.js';
import { mirrored, mirroredPairing, mirroredPolicy } from './mirror.js';
import { directory, file, link, local, nextDay, pairing, policy, row, server, unknown } from './support.js';

const seen: readonly Seen[] = [
  'absent',
  'unseen',
  unknown,
  directory(),
  directory({ mountPoint: true }),
  link(),
  link({ target: 'z', token: 't2' }),
  file(),
  file({ racy: true }),
  file({ token: 't2' }),
  file({ token: 't2', mtime: nextDay }),
  file({ token: 't2', size: 11 }),
  file({ token: 't2', mtime: undefined }),
  file({ token: 't2', mode: 0o600 }),
  file({ mode: 0o644 }),
];
const racy = { token: 't1', racy: true };
const rows: readonly (Row | undefined)[] = [
  undefined,
  row(),
  row({ hash: 'h' }),
  row({ source: racy }),
  row({ destination: racy, hash: 'h' }),
  row({ kind: 'link', size: 1 }),
  { kind: 'directory' },
  { kind: 'directory', mountPoint: { source: true, destination: false } },
  { kind: 'directory', mountPoint: { source: false, destination: true } },
];
const sides = [local, server, { ...server, setsTimes: false }, { ...server, timePrecisionUs: 60_000_000 }];
/** What is read on either side, whenever it is read. */
const contents: readonly Readonly<Record<Side, string>>[] = [
  { source: 'h', destination: 'h' },
  { source: 'h', destination: 'i' },
  { source: 'i', destination: 'h' },
  { source: 'i', destination: 'i' },
];

interface Situation {
  readonly at: Pairing;
  readonly by: Policy;
  readonly content: Readonly<Record<Side, string>>;
  /** What had to be read first, question by question; no more than three are put. */
  readonly questions: readonly (readonly Side[])[];
  readonly decision: Decision;
}

function settle(at: Pairing, by: Policy, content: Situation['content']): Situation {
  const questions: Side[][] = [];
  for (let hashes: Hashes = {}; ;) {
    const decision = decide(at, ROOT, by, hashes);
    if (decision.do !== 'hash' || questions.length === 3) return { at, by, content, questions, decision };
    const asked = Object.keys(decision.read) as Side[];
    questions.push(asked);
    hashes = { ...hashes, ...Object.fromEntries(asked.map((side) => [side, content[side]])) };
  }
}

/** Every combination of what can be seen of one name, of settings and abilities, with what is decided in the end. */
function* situations(): Generator<Situation> {
  for (const by of policies())
    for (const source of seen)
      for (const destination of seen)
        for (const known of rows)
          for (const complete of [true, false])
            for (const content of contents)
              yield settle(pairing({ source, destination, row: known, complete }), by, content);
}

function* policies(): Generator<Policy> {
  for (const mode of ['simple', 'clone', 'two-way'] satisfies Mode[])
    for (const compare of ['size+mtime', 'size', 'content'] satisfies Compare[])
      for (const source of sides)
        for (const destination of sides) yield policy({ mode, compare, source, destination });
}

const isUnknown = (side: Seen): boolean =>
  side === 'unseen' || (side !== 'absent' && side.kind === 'unknown');
const sizeOf = (side: Seen): number | undefined =>
  typeof side === 'object' && side.kind === 'file' ? side.size : undefined;
const kindOf = (side: Seen): string => (typeof side === 'string' ? side : side.kind);
const deletes = ({ decision }: Situation): boolean => ['delete', 'vanished', 'replace'].includes(decision.do);

/** The side that a decision takes something from, if it does. */
function loser({ decision }: Situation): Side | undefined {
  const takes = decision.do === 'delete' || decision.do === 'vanished' || decision.do === 'replace';
  return takes ? decision.side : undefined;
}

/** Whether a side still has what the journal says: by its token, or where that is in doubt by its content. */
function isAsJournalled({ at, content }: Situation, side: Side): boolean {
  const [entry, known] = [at[side], at.row];
  if (typeof entry === 'string' || entry.kind !== known?.kind) return false;
  if (!hasContent(entry)) return true;
  const { size, hash, ...states } = known as ContentRow;
  const sure = states[side].token === entry.token && (!states[side].racy || entry.kind === 'link');
  return entry.size === size && (sure || content[side] === hash);
}

function sameSizes({ at }: Situation): boolean {
  const size = sizeOf(at.source);
  return size !== undefined && size === sizeOf(at.destination);
}

const skips = (decision: Decision): boolean => decision.do === 'apply' && decision.operation.op === 'skip';

/** Where both sides have a problem of their own, one of them is told: that of the source. */
function sameButForTheReport(left: Decision, right: Decision): boolean {
  return JSON.stringify(left) === JSON.stringify(right) || (skips(left) && skips(right));
}

const oneWay = ({ by }: Situation): boolean => by.mode !== 'two-way';
const twoWay = ({ by }: Situation): boolean => by.mode === 'two-way';

// Each rule: of which situations it speaks, and what holds in all of them.
const rules: Readonly<
  Record<string, readonly [of: (at: Situation) => boolean, holds: (at: Situation) => boolean]>
> = {
  'I16: one way, the source is never written': [
    oneWay,
    ({ decision }) =>
      decision.do === 'apply' || decision.do === 'make'
        ? decision.operation.side === 'destination' || decision.operation.op === 'skip'
        : !('side' in decision) || decision.side === 'destination',
  ],
  'nothing is written, forgotten or recorded where a side is unknown': [
    ({ at }) => isUnknown(at.source) || isUnknown(at.destination),
    ({ decision }) =>
      decision.do === 'nothing' || (decision.do === 'apply' && decision.operation.op === 'skip'),
  ],
  'simple mode neither deletes nor replaces a kind': [({ by }) => by.mode === 'simple', (at) => !deletes(at)],
  'I5: a clone removes only what the source does not have, or has as another kind': [
    (at) => at.by.mode === 'clone' && deletes(at),
    ({ at }) => at.source === 'absent' || kindOf(at.source) !== kindOf(at.destination),
  ],
  'I5: two-way, only what the journal had is deleted or replaced, and only while it is unchanged': [
    (at) => twoWay(at) && deletes(at),
    (at) => isAsJournalled(at, loser(at)!),
  ],
  'I5: two-way, only what the other side lost, or has as another kind, is deleted or replaced': [
    (at) => twoWay(at) && deletes(at),
    (at) => {
      const other = at.at[otherSide(loser(at)!)];
      return other === 'absent' ? at.decision.do !== 'replace' : at.decision.do === 'replace';
    },
  ],
  'two-way, what is overwritten is what the journal had': [
    ({ by, decision }) =>
      by.mode === 'two-way' && decision.do === 'apply' && 'replaces' in decision.operation,
    (at) => at.decision.do === 'apply' && isAsJournalled(at, at.decision.operation.side),
  ],
  'nothing is deleted or replaced under an incomplete listing of either side': [
    ({ at }) => !at.complete,
    (at) => !deletes(at),
  ],
  'what is replaced or changed in place was seen there': [
    ({ decision }) => decision.do === 'apply' && decision.operation.op === 'update',
    ({ at, decision }) => {
      if (decision.do !== 'apply' || decision.operation.op !== 'update') return false;
      const { operation } = decision;
      return ('content' in operation ? operation.replaces : operation.target) === at[operation.side];
    },
  ],
  'equal tokens beyond doubt mean nothing to do': [
    ({ at, by }) => {
      const known = at.row;
      if (by.compare === 'content' || known?.kind !== 'file' || known.source.racy || known.destination.racy)
        return false;
      return [at.source, at.destination].every(
        (side) => typeof side === 'object' && side.kind === 'file' && side.token === 't1',
      );
    },
    ({ decision }) => decision.do === 'nothing',
  ],
  'content that was read and found equal is not written again': [
    (at) => at.questions.flat().length === 2 && at.content.source === at.content.destination && sameSizes(at),
    ({ decision }) => decision.do !== 'apply' || !('content' in decision.operation),
  ],
  'I13: equal content never conflicts': [
    (at) => at.content.source === at.content.destination && sameSizes(at),
    ({ decision }) => decision.do !== 'conflict',
  ],
  'I14: a question asks for something, never for the same twice, and then there is an answer': [
    ({ questions }) => questions.length > 0,
    ({ questions, decision }) =>
      decision.do !== 'hash' &&
      questions.every((asked) => asked.length > 0) &&
      new Set(questions.flat()).size === questions.flat().length,
  ],
  'I7: two-way, swapping the sides swaps what is read and decided': [
    twoWay,
    ({ at, by, content, questions, decision }) => {
      const swapped = { source: content.destination, destination: content.source };
      const other = settle(mirroredPairing(at), mirroredPolicy(by), swapped);
      const asked = questions.map((some) => some.map(otherSide).sort().join());
      return (
        sameButForTheReport(other.decision, mirrored(decision)) &&
        JSON.stringify(other.questions.map((some) => [...some].sort().join())) === JSON.stringify(asked)
      );
    },
  ],
};

const spoken = new Map(Object.keys(rules).map((title) => [title, 0]));
const broken = new Map<string, Situation>();
for (const situation of situations()) {
  for (const [title, [of, holds]] of Object.entries(rules)) {
    if (!of(situation)) continue;
    spoken.set(title, spoken.get(title)! + 1);
    if (!holds(situation) && !broken.has(title)) broken.set(title, situation);
  }
}

for (const title of Object.keys(rules)) {
  t.test(title, async (t) => {
    t.equal(broken.get(title), undefined);
    t.ok(spoken.get(title)! > 100, `${spoken.get(title)} situations`);
  });
}
