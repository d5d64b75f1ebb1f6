import type { ReadableEndpoint, RootState } from '@syncline/endpoint';
import { SynclineError, type Side } from '@syncline/model';
import type { Journal } from '@syncline/state';
import t from 'tap';
import type { CheckedRoots, KnownRoots } from '../src/roots.js';
import { checkRoots, rememberRoots, requireSameRoots, rootsAfter } from '../src/roots.js';

const { signal } = new AbortController();

type Directory = Extract<RootState, { state: 'directory' }>;
type Absent = Extract<RootState, { state: 'absent' }>;

type Where = Pick<Directory['location'], 'host' | 'answersAt' | 'volumePath'>;

/** A directory: its own identity first, then those above it. */
function at(chain: readonly string[], more: Partial<Directory & Where> = {}) {
  const { host = 'here', answersAt, volumePath, ...rest } = more;
  const location = { host, path: `/${chain.toReversed().join('/')}`, chain, answersAt, volumePath };
  return { state: 'directory', identity: chain[0], location, ...rest } satisfies Directory;
}

/** Not there: what would be above it, the nearest first. */
function absent(above: readonly string[], parentExists = true): Absent {
  const location = { host: 'here', path: `/${above.toReversed().join('/')}/to be made`, chain: above };
  return { state: 'absent', parentExists, location };
}

const NOT_A_DIRECTORY: RootState = { state: 'not-directory' };
const SOURCE = at(['s', 'home', 'top']);
const DESTINATION = at(['d', 'home', 'top']);

type Roots = Readonly<Record<Side, RootState | Error>>;

function endpoints(roots: Roots, local = true): Readonly<Record<Side, ReadableEndpoint>> {
  const endpoint = (side: Side): ReadableEndpoint => {
    const root = async (): Promise<RootState> => {
      const answer = roots[side];
      if (answer instanceof Error) throw answer;
      return answer;
    };
    return { label: `the ${side}'s label`, traits: { local }, root } as unknown as ReadableEndpoint;
  };
  return { source: endpoint('source'), destination: endpoint('destination') };
}

/** A journal with so many rows, and what is kept of the roots. */
function journalOf(known?: KnownRoots, rowCount = 0) {
  const kept: KnownRoots[] = [];
  const setFact = async (_key: string, value: KnownRoots): Promise<void> => void kept.push(value);
  const journal = { rowCount, getFact: () => known, setFact } as unknown as Journal;
  return { journal, kept };
}

interface Given {
  readonly source?: RootState | Error;
  readonly destination?: RootState | Error;
  readonly known?: KnownRoots;
  readonly rows?: number;
  readonly approved?: boolean;
}

function check({ source = SOURCE, destination = DESTINATION, ...given }: Given): Promise<CheckedRoots> {
  const { journal } = journalOf(given.known, given.rows);
  return checkRoots(endpoints({ source, destination }), journal, signal, given.approved);
}

const KNOWN: KnownRoots = { source: 's', destination: 'd' };

const accepted: Readonly<Record<string, readonly [Given, Partial<CheckedRoots>]>> = {
  'two directories side by side': [{}, { makeDestination: false, now: KNOWN, foreign: undefined }],
  'the same as ever': [{ known: KNOWN, rows: 3 }, { foreign: undefined }],
  'a destination that is to be made': [
    { destination: absent(['home', 'top']) },
    { makeDestination: true, now: { source: 's', destination: undefined } },
  ],
  'one on another machine': [{ destination: at(['s', 'home'], { host: 'there' }) }, {}],
  'one on another server of a machine': [
    {
      source: at(['s'], { answersAt: '1:21' }),
      destination: at(['s'], { host: 'there', answersAt: '1:22' }),
    },
    {},
  ],
  'names on a volume of which one begins like the other': [
    {
      source: at(['s'], { volumePath: '/mail' }),
      destination: at(['d'], { volumePath: '/mail backup' }),
    },
    {},
  ],
  'a destination that does not tell its place on the volume': [
    { source: at(['s'], { volumePath: '/' }), destination: at(['d']) },
    {},
  ],
  'a source that does not tell its place on the volume': [
    { source: at(['s']), destination: at(['d'], { volumePath: '/' }) },
    {},
  ],
  'a destination that is to be made, nobody knows where': [
    { destination: { ...absent(['home']), location: undefined } },
    { makeDestination: true },
  ],
  'another directory in the place of the source': [
    { known: { source: 'before', destination: 'd' } },
    { foreign: 'source' },
  ],
  'another directory in the place of the destination': [
    { known: { source: 's', destination: 'before' } },
    { foreign: 'destination' },
  ],
  'other directories in both places': [
    { known: { source: 'before', destination: 'before' } },
    { foreign: 'source' },
  ],
  'a root that had no identity before': [{ known: { destination: 'd' } }, { foreign: undefined }],
  'a root that has no identity now': [
    { known: KNOWN, source: at(['s'], { identity: undefined }) },
    { foreign: undefined },
  ],
  'a file system that is mounted as before': [
    { known: { ...KNOWN, mounted: ['destination'] }, destination: at(['d'], { mountPoint: true }) },
    { now: { ...KNOWN, mounted: ['destination'] } },
  ],
  'one that is mounted since': [
    { known: KNOWN, source: at(['s'], { mountPoint: true }) },
    { now: { ...KNOWN, mounted: ['source'] } },
  ],
  'one that is mounted no more, as is approved': [
    { known: { ...KNOWN, mounted: ['source'] }, approved: true },
    { now: KNOWN },
  ],
};

for (const [title, [given, expected]] of Object.entries(accepted))
  t.test(`roots are taken: ${title}`, async (t) => t.match(await check(given), expected));

const refusals: Readonly<Record<string, readonly [Given, RegExp]>> = {
  'no source': [{ source: absent(['home']) }, /the root of the source, the source's label, does not exist/],
  'a source that is none': [{ source: NOT_A_DIRECTORY }, /the source's label, is not a directory/],
  'a destination that is none': [
    { destination: NOT_A_DIRECTORY },
    /the destination's label, is not a directory/,
  ],
  'a destination that the journal knows': [
    { destination: absent(['home']), known: KNOWN },
    /the root of the destination, the destination's label, does not exist/,
  ],
  'a destination that the journal has rows of': [
    { destination: absent(['home']), rows: 1 },
    /the destination's label, does not exist/,
  ],
  'a destination in nothing': [{ destination: absent(['home'], false) }, /make it first/],
  'one directory twice': [{ destination: at(['s', 'home', 'top']) }, /the same place/],
  'a destination in the source': [{ destination: at(['x', 's', 'home', 'top']) }, /one is inside the other/],
  'a source in the destination': [{ source: at(['x', 'd', 'home', 'top']) }, /one is inside the other/],
  'a destination that would be made in the source': [
    { destination: absent(['s', 'home', 'top']) },
    /one is inside the other/,
  ],
  'one directory of a server that has two names': [
    {
      source: at(['s'], { answersAt: '1:21' }),
      destination: at(['s'], { host: 'there', answersAt: '1:21' }),
    },
    /the same place/,
  ],
  'one place on a volume': [
    { source: at(['s'], { volumePath: '/mail' }), destination: at(['d'], { volumePath: '/mail' }) },
    /the same place/,
  ],
  'a source in the destination on a volume': [
    { source: at(['s'], { volumePath: '/mail/in' }), destination: at(['d'], { volumePath: '/mail' }) },
    /one is inside the other/,
  ],
  'a destination in the source on a volume': [
    { source: at(['s'], { volumePath: '/' }), destination: at(['d'], { volumePath: '/mail' }) },
    /one is inside the other/,
  ],
  'a file system that is mounted no more': [
    { known: { ...KNOWN, mounted: ['destination'] } },
    /was mounted at the root of the destination, the destination's label,.* mount it again/,
  ],
  'a source that refuses to be looked at': [
    { source: new SynclineError('refused', 'cannot be looked at', { scope: 'path' }) },
    /^the root of the source, the source's label, cannot be looked at$/,
  ],
};

for (const [title, [given, message]] of Object.entries(refusals))
  t.test(`roots are refused: ${title}`, async (t) => {
    await t.rejects(check(given), { code: 'refused', scope: 'item', message });
  });

t.test('a side that is lost is no refusal', async (t) => {
  const lost = new SynclineError('unreachable', 'no answer', { scope: 'endpoint' });
  await t.rejects(check({ destination: lost }), {
    code: 'unreachable',
    scope: 'endpoint',
    side: 'destination',
    message: 'the destination: no answer',
  });
});

t.test('the root of a destination that was made is asked for once it is there', async (t) => {
  const sides = endpoints({ source: new Error('not asked'), destination: DESTINATION });
  const made = { makeDestination: true, now: { source: 's' }, foreign: undefined };
  t.same(await rootsAfter(made, sides, signal), KNOWN);
  const stood = { ...made, makeDestination: false, now: KNOWN };
  const unasked = endpoints({ source: new Error('not asked'), destination: new Error('not asked') });
  t.equal(await rootsAfter(stood, unasked, signal), KNOWN);
});

const before: KnownRoots = { ...KNOWN, mounted: ['source'] };
for (const [title, known, now, written] of [
  ['new ones', undefined, {}, true],
  ['the same', before, before, false],
  ['another source', before, { ...before, source: 'x' }, true],
  ['another destination', before, { ...before, destination: 'x' }, true],
  ['no mount', before, KNOWN, true],
] as const)
  t.test(`roots are remembered where they changed: ${title}`, async (t) => {
    const { journal, kept } = journalOf(known);
    await rememberRoots(journal, now);
    t.same(kept, written ? [now] : []);
  });

for (const [title, roots, known, message] of [
  ['the same', {}, KNOWN, undefined],
  ['none', { destination: absent(['home']) }, KNOWN, /the root of the destination.* does not exist/],
  ['another', { source: at(['x']) }, KNOWN, /the root of the source.* another directory than a moment ago/],
  [
    'an empty mount point',
    {},
    { ...KNOWN, mounted: ['destination'] },
    /mounted at the root of the destination/,
  ],
] as const)
  t.test(`roots of directories are looked at again between passes: ${title}`, async (t) => {
    const sides = endpoints({ source: SOURCE, destination: DESTINATION, ...roots });
    const looking = requireSameRoots(sides, known, signal);
    if (message === undefined) await looking;
    else await t.rejects(looking, { code: 'refused', message });
  });

t.test('servers are not asked for their roots between passes', async () => {
  const unasked = endpoints({ source: new Error('asked'), destination: new Error('asked') }, false);
  await requireSameRoots(unasked, KNOWN, signal);
});
