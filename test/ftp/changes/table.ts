import { mkdirSync, renameSync, utimesSync } from 'node:fs';
import { file, noise, plant, type Tree } from '../../support/plant.ts';

/** A time of its own minute, so that a server which tells only minutes shows that it was touched. */
const EARLIER = 1_750_000_000;

/** One thing that happens to a source, and what a run makes of it. */
export interface Change {
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

export const changes: readonly Change[] = [
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
    title: 'logs that were rotated, of which the oldest is no more',
    tree: { log: 'newest log', 'log.1': 'newer log', 'log.2': 'the oldest log' },
    change: (folder) => {
      renameSync(`${folder}/log.1`, `${folder}/log.2`);
      renameSync(`${folder}/log`, `${folder}/log.1`);
      plant(folder, { log: 'a log' });
    },
    clone: ['copy log', 'move log -> log.1', 'move log.1 -> log.2'],
    simple: ['update log', 'update log.1', 'update log.2'],
    kept: { 'log.2': ['the oldest log'] },
    move: true,
  },
  {
    title: 'a file that was renamed over another',
    tree: { here: 'to be renamed', there: 'to be replaced' },
    change: (folder) => renameSync(`${folder}/here`, `${folder}/there`),
    clone: ['move here -> there'],
    simple: ['update there'],
    kept: { there: ['to be replaced'] },
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
