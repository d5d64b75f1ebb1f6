import type { MemoryVolume } from '@syncline/endpoint';
import type { Path, Side } from '@syncline/model';
import { isReservedName, joinPath, pathFromText, ROOT, TRASH_DIRECTORY } from '@syncline/model';
import { contentOf } from './contents.ts';
import type { Content, Node, Tree } from './trees.ts';
import { isFolder, pathsOf } from './trees.ts';
import type { World } from './world.ts';
import { unplaced } from './world.ts';

type MemoryNode = NonNullable<ReturnType<MemoryVolume['find']>>;
type MemoryDirectory = ReturnType<MemoryVolume['directory']>;
type Kept = readonly (readonly [path: string, content: Content])[];

/** What a side of each triple shows now; conflict copies as `name!side`. */
export function treesAfter({ volumes, triples }: World, side: Side): Tree[] {
  return treesIn(volumes[side].directory(ROOT), triples.length);
}

/** What a side's trash has kept of each triple in all runs, by path; a path may be kept more than once. */
export function trashAfter({ volumes, triples }: World, side: Side): Kept[] {
  const volume = volumes[side];
  const runs = volume.find(pathFromText('.syncline')) === undefined ? [] : volume.names(TRASH_DIRECTORY);
  const kept = triples.map((): [string, Content][] => []);
  for (const run of runs) {
    const trees = treesIn(volume.directory(joinPath(TRASH_DIRECTORY, run)), triples.length);
    trees.forEach((tree, index) => kept[index]!.push(...contentsOf(tree)));
  }
  return kept;
}

/** A second thing that is kept under one path has `~2` after its name. */
function contentsOf(tree: Tree): [string, Content][] {
  return [...pathsOf(tree)].flatMap(([path, node]): [string, Content][] =>
    isFolder(node) ? [] : [[path.replaceAll(/~\d+/g, ''), node as Content]],
  );
}

/** The paths that the journal knows of each triple, in order. */
export function journalled({ rows, triples }: World): string[][] {
  const known = triples.map((): string[] => []);
  for (const [directory, children] of rows) {
    if (directory === ROOT) continue;
    for (const name of children.keys()) {
      const { index, path } = unplaced(joinPath(directory, name));
      known[index]!.push(shown(path));
    }
  }
  return known.map((paths) => paths.sort());
}

const CONFLICT = /\.conflict-(source|destination)-\d{8}-\d{6}(?=\/|$)/g;

function shown(path: string): string {
  return path.replace(CONFLICT, '!$1');
}

function treesIn(root: MemoryDirectory, count: number): Tree[] {
  const trees = Array.from({ length: count }, (): Record<string, Exclude<Node, undefined>> => ({}));
  for (const [folder, { children }] of foldersIn(root)) {
    for (const [name, node] of children) {
      const { index, path } = unplaced(joinPath(folder, name));
      add(trees[index]!, path as Path, node);
    }
  }
  return trees;
}

function foldersIn(root: MemoryDirectory): [Path, MemoryDirectory][] {
  return [...root.children].flatMap(([name, node]): [Path, MemoryDirectory][] =>
    node.kind === 'directory' && !isReservedName(name) ? [[name, node]] : [],
  );
}

function add(tree: Record<string, Exclude<Node, undefined>>, name: Path, node: MemoryNode): void {
  if (isReservedName(name)) throw new Error(`${name} was left behind`);
  if (shown(name) in tree) throw new Error(`there are two of ${shown(name)}`);
  tree[shown(name)] = nodeOf(node);
}

function nodeOf(node: MemoryNode): Exclude<Node, undefined> {
  if (node.kind === 'special') return 'socket';
  if (node.kind === 'file') return contentOf('file', node.bytes.toString());
  if (node.kind === 'link') return contentOf('link', node.target);
  if (!node.readable) return 'locked';
  const tree = {};
  for (const [name, child] of node.children) add(tree, name, child);
  return tree;
}
