import type { Name, Path } from '@syncline/model';
import { joinPath, nameOf, pathFromText, ROOT } from '@syncline/model';
import t from 'tap';
import { ScopedPlaces } from '../../src/live/scoped-places.js';
import type { Place } from '../../src/place.js';
import type { Run } from '../../src/run.js';

interface World {
  /** Folders that the journal has. */
  readonly journal?: readonly string[];
  /** Folders that both sides have, where that is not the same. */
  readonly source?: readonly string[];
  readonly destination?: readonly string[];
  /** A folder that the journal knows as a mount point of the destination. */
  readonly mounted?: string;
  /** It is none any more. */
  readonly unmounted?: boolean;
  /** A side that is not asked. */
  readonly remote?: boolean;
  readonly recursive?: boolean;
  readonly ignored?: string;
  readonly leftOut?: { readonly source?: string; readonly destination?: string };
}

function placesIn(world: World) {
  const { journal = [], source = journal, destination = journal, remote = false } = world;
  const asked: Path[] = [];
  const side = (folders: readonly string[], local: boolean) => ({
    traits: { local },
    look: async (path: Path) => {
      asked.push(path);
      const mountPoint = path === world.mounted && world.unmounted !== true;
      return { kind: folders.includes(path) ? 'directory' : 'absent', name: nameOf(path), mountPoint };
    },
  });
  const rowOf = (path: Path) => ({
    kind: journal.includes(path) ? 'directory' : 'file',
    mountPoint: path === world.mounted ? { source: false, destination: true } : undefined,
  });
  const selection = (leftOut: string | undefined) => ({
    recursive: world.recursive ?? true,
    ignore: (path: Path) => path === world.ignored,
    leftOut: (path: Path) => path === leftOut,
  });
  const run = {
    journal: { get: rowOf },
    sides: { source: side(source, true), destination: side(destination, !remote) },
    selection: {
      source: selection(world.leftOut?.source),
      destination: selection(world.leftOut?.destination),
    },
    signal: new AbortController().signal,
  } as unknown as Run;
  const scoped = new ScopedPlaces(run);
  const paths = (texts: readonly string[]): Path[] => texts.map(pathFromText);
  const of = async (names: readonly string[], trees: readonly string[] = []): Promise<readonly string[]> => {
    const byFolder = new Map<Path, Set<Name>>();
    for (const path of paths(names)) {
      const folder = path.includes('/') ? (path.slice(0, path.lastIndexOf('/')) as Path) : ROOT;
      byFolder.set(folder, (byFolder.get(folder) ?? new Set()).add(nameOf(path)));
    }
    return shown(await scoped.of({ names: byFolder, trees: new Set(paths(trees)) }));
  };
  const joinable = (...texts: readonly string[]) => scoped.joinable(paths(texts));
  const originOf = async (from: string, to: string) =>
    shown(await scoped.originOf({ from: pathFromText(from), to: pathFromText(to) }));
  return { of, joinable, originOf, asked };
}

/** Each place in short: its names, those that are looked at with all below them with a slash. */
function shown(places: readonly Place[]): readonly string[] {
  return places.flatMap(({ path, scope }) =>
    scope === undefined
      ? [`all of '${path}'`]
      : [...scope.names].map((name) => joinPath(path, name) + (scope.trees.has(name) ? '/' : '')),
  );
}

const BOX = { journal: ['box', 'box/cur', 'box/new'] };

const rows: readonly (readonly [string, World, readonly string[], readonly string[], readonly string[]])[] = [
  ['names, each in its folder, in order', BOX, ['z', 'box/new/2', 'box/cur/1'], [], ['z', 'box/cur/1', 'box/new/2']],
  ['a folder with all below it', BOX, [], ['box/new'], ['box/new/']],
  ['the root, whatever else', BOX, ['box/cur/1'], ['', 'box/new'], ["all of ''"]],
  ['a folder that is looked at whole, without what is in it', BOX, ['box/cur/1', 'z'], ['box'], ['box/', 'z']],
  ['for a name in a folder that is new: the folder', BOX, ['box/tmp/a/1'], [], ['box/tmp/']],
  ['for one in a folder that the source lost: the folder', { ...BOX, source: ['box'] }, ['box/cur/1'], [], ['box/cur/']],
  ['the same of the destination', { ...BOX, destination: ['box'] }, ['box/cur/1'], [], ['box/cur/']],
  ['names in what is mounted', { ...BOX, mounted: 'box' }, ['box/1', 'box/cur/1'], [], ['box/1', 'box/cur/1']],
  ['where something is no longer mounted: that folder', { ...BOX, mounted: 'box', unmounted: true }, ['box/1'], [], ['box/']],
  ['the same for what is deeper in it', { ...BOX, mounted: 'box', unmounted: true }, ['box/cur/1'], [], ['box/']],
  ['a server is not asked for folders', { ...BOX, destination: [], remote: true }, ['box/cur/1'], [], ['box/cur/1']],
  ['a folder that is told twice, once', BOX, ['box/tmp/1', 'box/tmp/2'], ['box/tmp'], ['box/tmp/']],
  ['nothing in an ignored folder', { ...BOX, ignored: 'box' }, ['box/cur/1', 'z'], ['box/new'], ['z']],
  ['nothing in what the source leaves out', { ...BOX, leftOut: { source: 'box' } }, ['box/cur/1'], [], []],
  ['nothing in what the destination leaves out', { ...BOX, leftOut: { destination: 'box/cur' } }, ['box/cur/1'], [], []],
  ['nothing in a reserved folder', BOX, ['box/.syncline/1', 'box/.syncline/trash/1'], [], []],
  ['nothing in folders, where they take no part', { ...BOX, recursive: false }, ['box/1', 'z'], [], ['z']],
]; // prettier-ignore

for (const [title, world, names, trees, expected] of rows)
  t.test(`a pass looks at ${title}`, async (t) => {
    t.strictSame(await placesIn(world).of(names, trees), expected);
  });

t.test('what a pass looked at it does not look at again', async (t) => {
  const { of, originOf } = placesIn(BOX);
  t.strictSame(await of(['box/new/1']), ['box/new/1']);
  t.strictSame(await of(['box/new/1', 'box/new/2']), ['box/new/2']);
  t.strictSame(await originOf('box/new/2', 'box/new/3'), []);
  t.strictSame(await originOf('box/cur/3', 'box/new/4'), ['box/cur/3']);
});

t.test('the old name of something is looked at together with a new one beside it', async (t) => {
  const { originOf } = placesIn(BOX);
  t.strictSame(await originOf('box/cur/log', 'box/cur/log.1'), ['box/cur/log', 'box/cur/log.1']);
  t.strictSame(await originOf('box/tmp/log', 'box/log.1'), ['box/tmp/']);
  t.strictSame(await originOf('box/old/log', 'box/old/log.1'), ['box/old/']);
});

t.test('a folder is asked for once in a pass', async (t) => {
  const { of, asked } = placesIn(BOX);
  await of(['box/new/1', 'box/new/2']);
  t.strictSame(asked, ['box/new', 'box/new']);
});

t.test(
  'beside a pass is looked at what it has nothing to do with, in folders that both sides have',
  async (t) => {
    const { of, joinable } = placesIn(BOX);
    await of(['box/new/1'], ['box/cur']);
    t.strictSame(await joinable('box/new/1', 'box/new/2', 'box/cur/1', 'box/tmp/1', 'z'), ['box/new/2', 'z']);
  },
);
