import { lutimesSync, readdirSync, readFileSync, readlinkSync, symlinkSync, utimesSync } from 'node:fs';
import t from 'tap';
import type { Content, Endpoint } from '@syncline/endpoint';
import { createDirectoryEndpoint } from '@syncline/endpoint';
import type { Item, Side } from '@syncline/model';
import { SynclineError } from '@syncline/model';
import { attempt } from '../src/attempt.js';
import { REAL_EFFECTS } from '../src/effects.js';
import type { RunEvent } from '../src/events.js';
import { directory, item } from './support.js';

/** How a directory differs from one that is at peace and keeps exact times. */
interface Ways {
  /** What its files show, when they are read to the end for the `at`th time. */
  readonly read?: { readonly at: number; readonly end: () => boolean };
  /** What comes of it when it is asked for a name for the first time. */
  readonly look?: () => void;
  readonly timePrecisionUs?: number;
  /** The time that its listings show of every file, µs since the epoch. */
  readonly listedTime?: number;
}

function endpointWith(path: string, { read, look, timePrecisionUs, listedTime }: Ways): Endpoint {
  const endpoint = createDirectoryEndpoint({ type: 'directory', path });
  let [reads, looks] = [0, 0];
  const reading = async (...given: Parameters<Endpoint['read']>): Promise<Content> => {
    const content = await endpoint.read(...given);
    const unchanged = async (...signal: Parameters<Content['unchanged']>): Promise<boolean> =>
      (reads += 1) === read?.at ? read.end() : content.unchanged(...signal);
    return {
      size: content.size,
      whole: content.whole,
      chunks: (from) => content.chunks(from),
      unchanged,
      close: () => content.close(),
    };
  };
  const looking: Endpoint['look'] = async (...given) => {
    if ((looks += 1) === 1) look?.();
    return endpoint.look(...given);
  };
  const listing: Endpoint['list'] = async (...given) => {
    const listed = await endpoint.list(...given);
    if (listedTime === undefined) return listed;
    const entries = listed.entries.map((entry) =>
      entry.kind === 'file' ? { ...entry, mtime: listedTime } : entry,
    );
    return { ...listed, entries, columns: undefined };
  };
  return Object.defineProperties(Object.create(endpoint) as Endpoint, {
    read: { value: reading },
    look: { value: looking },
    list: { value: listing },
    traits: {
      get: () => (timePrecisionUs === undefined ? endpoint.traits : { ...endpoint.traits, timePrecisionUs }),
    },
  });
}

async function run(root: string, ways: Partial<Record<Side, Ways>>, changes: Partial<Item> = {}) {
  const sides = {
    source: endpointWith(`${root}/source`, ways.source ?? {}),
    destination: endpointWith(`${root}/destination`, ways.destination ?? {}),
  };
  const told: RunEvent[] = [];
  const specs = [directory(`${root}/source`), directory(`${root}/destination`)] as const;
  const { exit } = await attempt(
    item(...specs, { mode: 'two-way', ...changes }),
    { stateDirectory: `${root}/state` },
    (event) => void told.push(event),
    new AbortController().signal,
    { ...REAL_EFFECTS, createEndpoints: async () => sides },
  );
  return { exit, told };
}

/** What is under the plain name on both sides, and how many names each side has. */
function kept(root: string): readonly unknown[] {
  return ['source', 'destination'].map((side) => [
    readFileSync(`${root}/${side}/file`, 'utf8'),
    readdirSync(`${root}/${side}`).filter((name) => name.startsWith('file')).length,
  ]);
}

/** Gives both versions their times: seconds since the epoch. */
function setTimes(root: string, source: number, destination: number): void {
  utimesSync(`${root}/source/file`, source, source);
  utimesSync(`${root}/destination/file`, destination, destination);
}

const onBoth = (file: string, names: number): readonly unknown[] => [file, file].map((each) => [each, names]);

/** Equal in time and size: what they hold decides. The SHA-256 of `one` is the greater. */
const VERSIONS = { source: { file: 'two', other: 'o' }, destination: { file: 'one' } };
const EQUAL = { source: { file: 'one', other: 'o' }, destination: { file: 'one' } };
const BY_CONTENT = { compare: 'content' } as const;

const pathError = (code: 'stale' | 'unreadable') => (): never => {
  throw new SynclineError(code, 'as the side says', { scope: 'path' });
};

for (const [title, at, versions, result] of [
  ['equal versions are compared', 1, EQUAL, onBoth('one', 1)],
  ['the winner is looked for', 2, VERSIONS, onBoth('one', 2)],
] as const) {
  for (const [how, end] of [
    ['changes', () => false],
    ['gives way', pathError('stale')],
  ] as const)
    t.test(`a version that ${how} while ${title} is looked at again`, async (t) => {
      const root = t.testdir(versions);
      setTimes(root, 1_000, 1_000);
      const { exit, told } = await run(root, { source: { read: { at, end } } }, BY_CONTENT);
      t.equal(exit, 0, JSON.stringify(told));
      t.same(kept(root), result);
    });

  t.test(`one that cannot be read while ${title} costs its own path and not the run`, async (t) => {
    const root = t.testdir(versions);
    setTimes(root, 1_000, 1_000);
    const before = kept(root);
    const read = { at, end: pathError('unreadable') };
    const { exit, told } = await run(root, { source: { read } }, BY_CONTENT);
    t.equal(exit, 1);
    t.match(
      told.filter(({ type }) => type === 'operation'),
      [
        { outcome: { op: 'skip', path: 'file', code: 'unreadable' } },
        { outcome: { op: 'copy', path: 'other' } },
      ],
    );
    t.same(kept(root), before);
    t.notOk(
      told.some(({ type }) => type === 'notice'),
      'nothing ended the run',
    );
  });

  t.test(`a side that is lost while ${title} ends the run`, async (t) => {
    const root = t.testdir(versions);
    setTimes(root, 1_000, 1_000);
    const before = kept(root);
    const end = (): never => {
      throw new SynclineError('unreachable', 'no answer', { scope: 'endpoint' });
    };
    t.match(await run(root, { source: { read: { at, end } } }, BY_CONTENT), { exit: 4 });
    t.same(kept(root), before);
  });
}

t.test('the greater content keeps the name on whichever side it is', async (t) => {
  const root = t.testdir({ source: VERSIONS.destination, destination: VERSIONS.source });
  setTimes(root, 1_000, 1_000);
  t.equal((await run(root, {}, BY_CONTENT)).exit, 0);
  t.same(kept(root), onBoth('one', 2));
});

const LATER = { source: { file: 'later' }, destination: { file: 'longer, but earlier' } };
const UNASKED = { look: pathError('unreadable') };

const pairs: readonly (readonly [string, Partial<Record<Side, Ways>>, string])[] = [
  ['a second apart, the newer', { source: UNASKED, destination: UNASKED }, 'later'],
  [
    'a second apart where the source tells two, the larger',
    { source: { timePrecisionUs: 2e6 } },
    'longer, but earlier',
  ],
  [
    'a second apart where the destination tells two, the larger',
    { destination: { timePrecisionUs: 2e6 } },
    'longer, but earlier',
  ],
];

for (const [title, ways, winner] of pairs)
  t.test(`of two versions ${title} keeps the name`, async (t) => {
    const root = t.testdir(LATER);
    setTimes(root, 1_001, 1_000);
    t.equal((await run(root, ways)).exit, 0);
    t.same(kept(root), onBoth(winner, 2));
  });

/** Its listings, in minutes, make the older version look like the newer one. */
const IN_MINUTES = { timePrecisionUs: 60e6, listedTime: 1_020e6 };

t.test('a side that lists in minutes is asked for the second', async (t) => {
  const root = t.testdir(LATER);
  setTimes(root, 1_000, 990);
  t.equal((await run(root, { destination: IN_MINUTES })).exit, 0);
  t.same(kept(root), onBoth('later', 2));
});

t.test('what is asked for the second and gives way is looked at again', async (t) => {
  const root = t.testdir(LATER);
  setTimes(root, 1_000, 990);
  const { exit, told } = await run(root, { destination: { ...IN_MINUTES, look: pathError('stale') } });
  t.equal(exit, 0, JSON.stringify(told));
  t.same(kept(root), onBoth('later', 2));
});

t.test('what cannot be asked for the second costs its own path', async (t) => {
  const root = t.testdir(LATER);
  setTimes(root, 1_000, 990);
  const before = kept(root);
  const { exit, told } = await run(root, { destination: { ...IN_MINUTES, ...UNASKED } });
  t.equal(exit, 1);
  t.match(told, [{ outcome: { op: 'skip', path: 'file', code: 'unreadable' } }]);
  t.same(kept(root), before);
});

t.test('who is named to win is not asked for times', async (t) => {
  const root = t.testdir(LATER);
  setTimes(root, 1_000, 990);
  const ways = { destination: { ...IN_MINUTES, ...UNASKED } };
  t.equal((await run(root, ways, { conflict: 'destination' })).exit, 0);
  t.same(kept(root), onBoth('longer, but earlier', 2));
});

for (const targets of [
  ['again', 'other'],
  ['other', 'again'],
] as const)
  t.test(`a link may lead to any name, that of an answer as well: ${targets.join(', ')}`, async (t) => {
    const root = t.testdir({ source: {}, destination: {} });
    symlinkSync(targets[0], `${root}/source/link`);
    symlinkSync(targets[1], `${root}/destination/link`);
    for (const side of ['source', 'destination']) lutimesSync(`${root}/${side}/link`, 1_000, 1_000);
    const { exit, told } = await run(root, {});
    t.equal(exit, 0, JSON.stringify(told));
    for (const side of ['source', 'destination'])
      t.equal(readlinkSync(`${root}/${side}/link`), 'other', 'the greater content keeps the name');
  });
