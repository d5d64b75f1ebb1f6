import { mkdirSync, renameSync, utimesSync } from 'node:fs';
import t from 'tap';
import { differences, texts, trashed } from '../support/observe.ts';
import { pairWith } from '../support/pair.ts';
import { exists, file, inFolders, noise, plant, rowFolder, type Tree } from '../support/plant.ts';
import { linesBelow } from '../support/report.ts';
import {
  DIRECTIONS,
  directionTitle,
  likenessOn,
  listsSeconds,
  onEachServer,
  type Direction,
  type ServerKind,
} from '../support/servers.ts';

/** A time of its own minute, so that a server which tells only minutes shows that it was touched. */
const EARLIER = 1_750_000_000;

interface Change {
  readonly title: string;
  readonly tree: Tree;
  readonly change: (folder: string) => void;
  readonly clone: readonly string[];
  readonly simple: readonly string[];
  /** What the trash of a clone holds then. */
  readonly kept?: Readonly<Record<string, string[]>>;
  /** The server has to tell files apart by more than size and time, or copies the content anew. */
  readonly move?: true;
}

const changes: readonly Change[] = [
  {
    title: 'a new file in a new folder',
    tree: {},
    change: (folder) => plant(folder, { 'd/new': 'new' }),
    clone: ['copy d/new', 'mkdir d'],
    simple: ['copy d/new', 'mkdir d'],
  },
  {
    title: 'an edit that changes the size',
    tree: { a: 'old' },
    change: (folder) => plant(folder, { a: 'edited' }),
    clone: ['update a'],
    simple: ['update a'],
    kept: { a: ['old'] },
  },
  {
    title: 'an edit that keeps the size',
    tree: { a: file('old', { mtime: EARLIER }) },
    change: (folder) => plant(folder, { a: 'new' }),
    clone: ['update a'],
    simple: ['update a'],
    kept: { a: ['old'] },
  },
  {
    title: 'a touch',
    tree: { a: file('same', { mtime: EARLIER }) },
    change: (folder) => utimesSync(`${folder}/a`, EARLIER + 86_400, EARLIER + 86_400),
    clone: ['update a time'],
    simple: ['update a time'],
  },
  {
    title: 'a delete',
    tree: { a: 'deleted', b: 'stays' },
    change: (folder) => plant(folder, { a: undefined }),
    clone: ['delete a'],
    simple: [],
    kept: { a: ['deleted'] },
  },
  {
    title: 'a folder deleted with all that is in it',
    tree: { 'd/x': 'x of d', 'd/e/y': 'y of e', 'd/f/': '', stays: '' },
    change: (folder) => plant(folder, { d: undefined }),
    clone: ['delete d/e/y', 'delete d/x', 'rmdir d', 'rmdir d/e', 'rmdir d/f'],
    simple: [],
    kept: { 'd/x': ['x of d'], 'd/e/y': ['y of e'] },
  },
  {
    title: 'a file that became a folder',
    tree: { a: 'was a file' },
    change: (folder) => plant(folder, { a: undefined, 'a/x': 'in it' }),
    clone: ['copy a/x', 'delete a', 'mkdir a'],
    simple: ['skip a'],
    kept: { a: ['was a file'] },
  },
  {
    title: 'a folder that became a file',
    tree: { 'a/x': 'was in a folder' },
    change: (folder) => plant(folder, { a: undefined }) ?? plant(folder, { a: 'a file now' }),
    clone: ['copy a', 'delete a/x', 'rmdir a'],
    simple: ['skip a'],
    kept: { 'a/x': ['was in a folder'] },
  },
  {
    title: 'a file that got another name',
    tree: { a: 'renamed' },
    change: (folder) => renameSync(`${folder}/a`, `${folder}/b`),
    clone: ['move a -> b'],
    simple: ['copy b'],
    move: true,
  },
  {
    title: 'a message that was read',
    tree: { 'new/1700000000.M1P1.host': noise(2_000), 'cur/': '' },
    change: (folder) =>
      renameSync(`${folder}/new/1700000000.M1P1.host`, `${folder}/cur/1700000000.M1P1.host:2,S`),
    clone: ['move new/1700000000.M1P1.host -> cur/1700000000.M1P1.host:2,S'],
    simple: ['copy cur/1700000000.M1P1.host:2,S'],
    move: true,
  },
  {
    title: 'a file that went to a new folder',
    tree: { a: 'moved away' },
    change: (folder) => {
      mkdirSync(`${folder}/d`);
      renameSync(`${folder}/a`, `${folder}/d/a`);
    },
    clone: ['mkdir d', 'move a -> d/a'],
    simple: ['copy d/a', 'mkdir d'],
    move: true,
  },
];

/** A list tells nothing that a renamed file could be known by; it may be copied. */
function movesFor(kind: ServerKind, direction: Direction): boolean {
  return direction === 'to' || listsSeconds(kind);
}

const before = inFolders(changes, ({ tree }) => ({ 'untouched.txt': 'u', ...tree }));

onEachServer(t, (t, server) => {
  for (const direction of DIRECTIONS) {
    for (const mode of ['clone', 'simple'] as const) {
      t.test(`${directionTitle(direction)}, ${mode}: every change is carried once`, async (t) => {
        const the = pairWith(t, server, direction, { source: before });
        const run = (...args: readonly string[]) => the.run('--mode', mode, ...args);
        t.equal((await run()).exit, 0);
        for (const [row, { change }] of changes.entries()) change(`${the.source}/${rowFolder(row)}`);
        the.plant('source', {});
        const planned = mode === 'clone' ? await run('--dry-run') : undefined;
        const done = await run();
        if (planned !== undefined)
          t.same([planned.lines, planned.summary.bytes], [done.lines, done.summary.bytes], 'as planned');
        t.equal(done.exit, mode === 'clone' ? 0 : 1, done.stderr);
        for (const [row, each] of changes.entries()) {
          const folder = rowFolder(row);
          if (each.move !== true || mode === 'simple' || movesFor(server.kind, direction))
            t.same(linesBelow(done.lines, folder), each[mode], each.title);
          if (each.title === 'a touch')
            t.equal(done.operations.find(({ path }) => path === `${folder}/a`)?.bytes, 0, 'no content');
          if (mode === 'simple') continue;
          const sides = [`${the.source}/${folder}`, `${the.destination}/${folder}`] as const;
          t.same(differences(...sides, likenessOn(server.kind, direction)), [], each.title);
          for (const [path, versions] of Object.entries(each.kept ?? {}))
            t.same(trashed(the.destination)[`${folder}/${path}`], versions, `${each.title}: kept`);
        }
        const expected = mode === 'clone' ? [] : done.lines.filter((line) => line.startsWith('skip'));
        t.same((await run()).lines, expected, 'the next run has nothing to do');
      });
    }

    t.test(`${directionTitle(direction)}: --no-trash leaves no .syncline behind`, async (t) => {
      const the = pairWith(t, server, direction, {
        source: { a: '1', b: '2', 'd/c': '3', k: 'kind', 'x y': 'mv' },
      });
      const run = () => the.run('--mode', 'clone', '--no-trash');
      t.equal((await run()).exit, 0);
      renameSync(`${the.source}/x y`, `${the.source}/y x`);
      the.plant('source', { a: 'edited', b: undefined, d: undefined, k: undefined });
      the.plant('source', { 'k/z': 'in it' });
      t.equal((await run()).exit, 0);
      t.same(texts(the.destination), { a: 'edited', 'k/': '', 'k/z': 'in it', 'y x': 'mv' });
      t.notOk(exists(the.destination, '.syncline'));
      t.same((await run()).lines, []);
    });
  }
});
