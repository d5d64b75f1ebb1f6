import type { ContentEntry, Entry, FileEntry, LinkEntry, Path, Side } from '@syncline/model';
import { pathFromText, SynclineError } from '@syncline/model';
import t from 'tap';
import { finishRenames } from '../src/half-renamed.js';
import type { BothListings } from '../src/look.js';
import type { Run } from '../src/run.js';

const name = pathFromText;
const COPY = 'a.conflict-source-20260101-000000.txt';

function file(text: string, identity = 'same'): FileEntry {
  return { kind: 'file', name: name(text), size: 1, mtime: 1, token: text, racy: false, identity };
}

const link = (text: string): LinkEntry => ({
  kind: 'link',
  name: name(text),
  size: 1,
  token: text,
  racy: false,
  identity: 'same',
  target: 'x',
});

interface World {
  readonly mode?: 'two-way' | 'clone';
  readonly cutShort?: boolean;
  readonly dryRun?: boolean;
  readonly journalled?: readonly string[];
  /** Thrown where something is removed, if not of one path alone. */
  readonly failing?: Error;
  readonly failingAt?: string;
}

/** What is in `d` on both sides, and what is done there. */
async function finish(
  here: readonly Entry[],
  there: readonly Entry[],
  world: World = {},
  on: Side = 'source',
) {
  const { mode = 'two-way', cutShort = true, dryRun = false, journalled = [], failing, failingAt } = world;
  const other = on === 'source' ? 'destination' : 'source';
  const path = name('d');
  const listings = { [on]: { path, entries: here }, [other]: { path, entries: there } };
  const done: string[] = [];
  const writer = (side: Side) => ({
    remove: async (at: Path, expected: ContentEntry, trash: unknown): Promise<void> => {
      if (failing !== undefined && at === (failingAt ?? at)) throw failing;
      done.push(`remove ${side} ${at} ${expected.token} ${String(trash)}`);
    },
    flush: async (): Promise<void> => void done.push(`flush ${side}`),
  });
  const journal = { get: (at: Path) => (journalled.includes(at) ? {} : undefined) };
  const run = {
    item: { mode },
    cutShort,
    dryRun,
    writable: ['source', 'destination'],
    journal,
    apply: { writer },
  };
  const any = await finishRenames(listings as unknown as BothListings, run as unknown as Run);
  return { any, done };
}

const HALF = [file('a.txt'), file(COPY)];
const OTHER = [file('a.txt', 'of the other side')];

for (const side of ['source', 'destination'] as const)
  t.test(`the old name of a loser that has both names goes, durably, on the ${side}`, async (t) => {
    t.same(await finish(HALF, OTHER, {}, side), {
      any: true,
      done: [`remove ${side} d/a.txt a.txt undefined`, `flush ${side}`],
    });
  });

t.test('so does that of a link, and of a conflict copy that lost once more', async (t) => {
  t.match(await finish([link('a.txt'), link(COPY)], OTHER), { any: true });
  const [first, second] = [COPY, 'a.conflict-destination-20260202-000000.txt'];
  t.same(await finish([file(first), file(second)], [file(first, 'of the other side')]), {
    any: true,
    done: [`remove source d/${first} ${first} undefined`, 'flush source'],
  });
});

const stale = new SynclineError('stale', 'it changed', { scope: 'path' });

t.test('each of several goes, and what one does not do is done for the others', async (t) => {
  const more = [file('b', 'second'), file('b.conflict-source-20260101-000000', 'second')];
  const [here, there] = [
    [...HALF, ...more],
    [...OTHER, file('b', 'elsewhere')],
  ];
  t.same(await finish(here, there, { failing: stale, failingAt: 'd/b' }), {
    any: true,
    done: ['remove source d/a.txt a.txt undefined', 'flush source'],
  });
  const { done } = await finish(here, there);
  t.same(done, ['remove source d/a.txt a.txt undefined', 'remove source d/b b undefined', 'flush source']);
});

const left: Readonly<Record<string, readonly [readonly Entry[], readonly Entry[], World?]>> = {
  'no run was cut short': [HALF, OTHER, { cutShort: false }],
  'nothing may be written': [HALF, OTHER, { dryRun: true }],
  'no conflicts are kept': [HALF, OTHER, { mode: 'clone' }],
  'the conflict name is on the other side too': [HALF, [...OTHER, file(COPY, 'there')]],
  'the conflict name is in the journal': [HALF, OTHER, { journalled: [`d/${COPY}`] }],
  'the plain name is not on the other side': [HALF, [file('else', 'there')]],
  'the two names are of two files': [[file('a.txt'), file(COPY, 'another')], OTHER],
  'nobody can tell whether they are one': [HALF.map((each) => ({ ...each, identity: undefined })), OTHER],
  'they are hard links of somebody': [[file('b.txt'), file(COPY)], [file('b.txt', 'there')]],
  'a conflict copy got its first name as well': [HALF, [file(COPY, 'there')]],
  'the second name is none of a conflict': [[file('a.txt'), file('a.copy.txt')], OTHER],
};

for (const [title, [here, there, world]] of Object.entries(left))
  t.test(`nothing is removed where ${title}`, async (t) => {
    t.same(await finish(here, there, world), { any: false, done: [] });
  });

t.test('a name that somebody changed meanwhile is left, a side that is lost ends the run', async (t) => {
  t.same(await finish(HALF, OTHER, { failing: stale }), { any: false, done: [] });
  const lost = new SynclineError('unreachable', 'no answer', { scope: 'endpoint' });
  await t.rejects(finish(HALF, OTHER, { failing: lost }), lost);
  await t.rejects(finish(HALF, OTHER, { failing: new TypeError('a fault') }), { message: 'a fault' });
});
