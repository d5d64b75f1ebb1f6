import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  ContentEntry,
  ContentRow,
  DirectoryEntry,
  FileEntry,
  LinkEntry,
  Path,
  Row,
} from '@syncline/model';
import { pathFromText } from '@syncline/model';
import t from 'tap';
import type { DirectoryMoves } from '../src/directory-moves.js';
import { matchMoves } from '../src/moves.js';
import type { Creation, Removal } from '../src/postponed.js';
import type { Run } from '../src/run.js';
import { runOnce } from '../src/run-once.js';
import { directory, item } from './support.js';
import { effectsWith, type Hooks } from './watched-source.js';

for (const mode of ['clone', 'two-way'] as const)
  for (const kind of ['directory', 'server'] as const)
    t.test(
      `a second name of a file is no rename while the first one answers (${mode}, ${kind})`,
      async (t) => {
        const root = mkdtempSync(join(tmpdir(), 'syncline-engine-test-'));
        t.teardown(() => rmSync(root, { recursive: true }));
        const at = (side: 'source' | 'destination', name = ''): string => join(root, side, name);
        for (const side of ['source', 'destination'] as const) mkdirSync(at(side));
        for (const name of ['first', 'other']) writeFileSync(at('source', name), name);
        const pair = item(directory(at('source')), directory(at('destination')), { mode });
        const run = (hooks: Hooks) =>
          runOnce(
            pair,
            { stateDirectory: join(root, 'state') },
            () => undefined,
            new AbortController().signal,
            effectsWith(hooks),
          );
        const names = (): readonly string[] =>
          readdirSync(at('destination')).filter((name) => name !== '.syncline');
        t.match(await run({ kind }), { exit: 0, copied: 2 });
        linkSync(at('source', 'first'), at('source', 'second'));
        t.match(await run({ kind, unlisted: 'first' }), { exit: 1, moved: 0, deleted: 0, copied: 1 });
        t.same(names(), ['first', 'other', 'second']);
        t.match(await run({ kind }), { exit: 0, moved: 0, deleted: 0, copied: 0 });
        t.same(names(), ['first', 'other', 'second']);
      },
    );

const [OLD, NEW] = [pathFromText('old'), pathFromText('new')];
const FILE: FileEntry = {
  kind: 'file',
  name: NEW,
  size: 7,
  mtime: 1,
  token: 'of the source',
  racy: false,
  identity: 'one',
};
const TARGET: FileEntry = { ...FILE, name: OLD, token: 'as at the last run', identity: 'another' };
const LINK: LinkEntry = { ...FILE, kind: 'link', target: 'leads there' };
const LINK_TARGET: LinkEntry = { ...TARGET, kind: 'link', target: 'leads there' };
const DIRECTORY: DirectoryEntry = { kind: 'directory', name: NEW, identity: 'one' };

/** What the journal knows of the old name. */
const ROW = {
  kind: 'file',
  hash: 'of the content',
  source: { token: 'before the rename', identity: 'one', racy: false },
  destination: { token: 'as at the last run', identity: 'another', racy: false },
} as ContentRow;
const LINK_ROW: ContentRow = { ...ROW, kind: 'link', hash: 'leads there' };

interface Waiting {
  readonly creation?: Partial<Creation>;
  readonly removal?: Partial<Removal> | 'none';
  readonly row?: Row | 'none';
  readonly unproven?: boolean;
  /** The new name goes with its directory. */
  readonly withDirectory?: boolean;
}

/** Matches a new name on the source with an old one on the destination. */
async function match({ creation, removal, row = ROW, unproven = false, withDirectory = false }: Waiting) {
  const waiting: Creation = { side: 'destination', entry: FILE, from: OLD, ...creation };
  const removals = new Map<Path, Removal>();
  if (removal !== 'none')
    removals.set(OLD, { side: 'destination', entry: TARGET, reason: 'deleted', ...removal });
  const creations = new Map<Path, Creation>([[NEW, waiting]]);
  const created = { source: new Map<number, number>(), destination: new Map<number, number>() };
  const run = {
    created,
    tally: { find: () => undefined, allWaitingFound: false },
    journal: { get: (path: Path) => (path === OLD && row !== 'none' ? row : undefined) },
    postponed: {
      creations: {
        iterate: async function* iterate() {
          yield* new Map(creations);
        },
        put: async (path: Path, value: Creation) => void creations.set(path, value),
      },
      removals: {
        get: async (path: Path) => removals.get(path),
        drop: async (path: Path) => void removals.delete(path),
      },
    },
  };
  const directories = { covers: () => withDirectory } as unknown as DirectoryMoves;
  await matchMoves(run as unknown as Run, directories, { covers: (path) => unproven && path === OLD });
  t.ok(run.tally.allWaitingFound);
  return {
    moves: creations.get(NEW)?.moves,
    stays: removals.has(OLD),
    created: [...created.destination.keys()],
  };
}

const renames: Readonly<Record<string, readonly [Waiting, ContentEntry]>> = {
  'a file': [{}, TARGET],
  'one whose row is racy': [{ row: { ...ROW, source: { ...ROW.source, racy: true } } }, TARGET],
  'a link': [{ creation: { entry: LINK }, removal: { entry: LINK_TARGET }, row: LINK_ROW }, LINK_TARGET],
};

for (const [title, [waiting, moves]] of Object.entries(renames))
  t.test(`a new name and an old one are a rename: ${title}`, async (t) => {
    t.same(await match(waiting), { moves, stays: false, created: [] });
  });

const others: Readonly<Record<string, Waiting>> = {
  'nobody knows where it was': { creation: { from: undefined } },
  'the old name may be there': { unproven: true },
  'the old name is not to go': { removal: 'none' },
  'the old name is a folder': { removal: { entry: { ...DIRECTORY, name: OLD } } },
  'the old name is to go from the other side': { removal: { side: 'source' } },
  'something else took the old name': { removal: { reason: 'kind' } },
  'the journal does not know the old name': { row: 'none' },
  'the journal knows a folder': { row: { kind: 'directory', identity: { source: 'one' } } },
  'the journal knows a link': { row: LINK_ROW },
  'it is a link and was a file': { creation: { entry: LINK }, removal: { entry: LINK_TARGET } },
  'it is a file and was a link': { removal: { entry: LINK_TARGET }, row: LINK_ROW },
  'the old name has a link by now': { removal: { entry: LINK_TARGET } },
  'the link leads elsewhere': {
    creation: { entry: { ...LINK, target: 'elsewhere' } },
    removal: { entry: LINK_TARGET },
    row: LINK_ROW,
  },
  'it is another file': { creation: { entry: { ...FILE, identity: 'two' } } },
  'nothing tells which file it is': {
    creation: { entry: { ...FILE, identity: undefined } },
    row: { ...ROW, source: { ...ROW.source, identity: undefined } },
  },
  'the old name has another version by now': { removal: { entry: { ...TARGET, token: 'edited' } } },
};

for (const [title, waiting] of Object.entries(others))
  t.test(`a new name is no rename where ${title}`, async (t) => {
    const { moves, stays, created } = await match(waiting);
    t.equal(moves, undefined);
    t.equal(stays, waiting.removal !== 'none', 'the old name is left to the proof and the guard');
    t.same(created, [7], 'a new file for the guard');
  });

t.test('what goes with its directory is neither renamed nor new', async (t) => {
  t.same(await match({ withDirectory: true }), { moves: undefined, stays: true, created: [] });
});

t.test('a new folder is no new file', async (t) => {
  const { moves, created } = await match({ creation: { entry: DIRECTORY } });
  t.equal(moves, undefined);
  t.same(created, []);
});
