import type { MemoryVolume } from '@syncline/endpoint';
import type { Path } from '@syncline/model';
import { compareBytes, isReservedName, joinPath, ROOT, TRASH_DIRECTORY } from '@syncline/model';
import type { WatchedVolume } from './watched-volume.ts';

/** What marks the name of a conflict copy. */
export const CONFLICT_NAME = /\.conflict-(?:source|destination)-\d{8}-\d{6}(?:-\d+)?/;

export type Directory = NonNullable<MemoryVolume['root']>;
export type Node = NonNullable<ReturnType<MemoryVolume['find']>>;

/** What stands under one name, by value: later changes do not reach it. */
export interface Standing {
  readonly kind: Node['kind'];
  /** In one word: `D`, `F:<bytes>` or `L:<target>`. */
  readonly content: string;
  readonly ino: number;
  /** All times are µs since the epoch. */
  readonly birth: number;
  readonly mtime: number;
  readonly ctime: number;
  /** How many names it has. */
  readonly names: number;
  readonly readable: boolean;
}

/** What takes part in a synchronization, by path: parents before their children, in the order of the names' bytes. */
export type Tree = ReadonlyMap<Path, Standing>;

/** A tree by value: path → content. */
export type Shape = ReadonlyMap<Path, string>;

/** What a side holds at one moment. */
export interface View {
  readonly tree: Tree;
  /** The contents of files and links, nothing left out but empty files. */
  readonly contents: ReadonlySet<string>;
  /** The same of the trash. */
  readonly trash: ReadonlySet<string>;
}

const views = new WeakMap<WatchedVolume, { readonly changes: number; readonly view: View }>();

/** What a side holds now: looked at once for as long as nothing changes. */
export function viewOf(volume: WatchedVolume): View {
  const known = views.get(volume);
  if (known?.changes === volume.changes) return known.view;
  const tree = new Map<Path, Standing>();
  if (volume.root !== undefined) visit(volume.root, ROOT, tree, (name) => !isReservedName(name));
  const view = { tree, contents: contentsIn(tree), trash: contentsIn(trashOf(volume)) };
  views.set(volume, { changes: volume.changes, view });
  return view;
}

export function treeOf(volume: WatchedVolume): Tree {
  return viewOf(volume).tree;
}

/** What stands at a path, or undefined where it or a directory above it is not there. */
export function nodeAt(volume: MemoryVolume, path: Path): Node | undefined {
  let node: Node | undefined = volume.root;
  for (const name of path === ROOT ? [] : path.split('/'))
    node = node?.kind === 'directory' ? node.children.get(name as Path) : undefined;
  return node;
}

/** Reserved names below the top of a side: temp files that somebody left. */
export function tempsOf(volume: MemoryVolume): Path[] {
  const tree = new Map<Path, Standing>();
  if (volume.root !== undefined) visit(volume.root, ROOT, tree, (name) => name !== '.syncline');
  return [...tree.keys()].filter((path) => isReservedName(path.slice(path.lastIndexOf('/') + 1) as Path));
}

/** What the trash holds of one run. */
export function trashOfRun(volume: MemoryVolume, run: Path): ReadonlySet<string> {
  const tree = new Map<Path, Standing>();
  const kept = nodeAt(volume, joinPath(TRASH_DIRECTORY, run));
  if (kept?.kind === 'directory') visit(kept, ROOT, tree, () => true);
  return contentsIn(tree);
}

/** The runs that the trash holds anything of. */
export function trashRunsOf(volume: MemoryVolume): Path[] {
  const trash = nodeAt(volume, TRASH_DIRECTORY);
  return trash?.kind === 'directory' ? [...trash.children.keys()] : [];
}

function trashOf(volume: MemoryVolume): Tree {
  const tree = new Map<Path, Standing>();
  const trash = nodeAt(volume, TRASH_DIRECTORY);
  if (trash?.kind === 'directory') visit(trash, ROOT, tree, () => true);
  return tree;
}

function visit(
  directory: Directory,
  path: Path,
  tree: Map<Path, Standing>,
  takes: (name: Path) => boolean,
): void {
  const names = [...directory.children.keys()];
  if (names.length > 1) names.sort(compareBytes);
  for (const name of names) {
    if (!takes(name)) continue;
    const node = directory.children.get(name)!;
    const child = joinPath(path, name);
    tree.set(child, standingOf(node));
    if (node.kind === 'directory') visit(node, child, tree, takes);
  }
}

function standingOf(node: Node): Standing {
  const { kind, ino, birth, mtime, ctime, names, readable } = node;
  return { kind, content: contentOf(node), ino, birth, mtime, ctime, names, readable };
}

function contentsIn(tree: Tree): ReadonlySet<string> {
  const contents = new Set<string>();
  for (const { kind, content } of tree.values())
    if ((kind === 'file' || kind === 'link') && content !== 'F:') contents.add(content);
  return contents;
}

/** What a name holds, in one word. */
export function contentOf(node: Node): string {
  switch (node.kind) {
    case 'directory':
      return 'D';
    case 'file':
      return `F:${node.bytes.toString('latin1')}`;
    case 'link':
      return `L:${node.target}`;
    case 'special':
      return 'S';
  }
}

export function shapeOf(tree: Tree): Shape {
  const shape = new Map<Path, string>();
  for (const [path, { content }] of tree) shape.set(path, content);
  return shape;
}

/** The first difference of two shapes, for people, or undefined. */
export function differenceOf(left: Shape, right: Shape): string | undefined {
  for (const path of new Set([...left.keys(), ...right.keys()])) {
    if (left.get(path) !== right.get(path))
      return `${path}: ${left.get(path) ?? 'absent'} against ${right.get(path) ?? 'absent'}`;
  }
  return undefined;
}

/**
 * A shape whose conflict copies are named without the moment of the run that made them, which may be another one; what
 * then has one name stands under it together.
 */
export function withoutMoments(shape: Shape): Shape {
  const together = new Map<Path, string[]>();
  for (const [path, content] of shape) {
    const name = path.replace(/(\.conflict-(?:source|destination))-\d{8}-\d{6}(?:-\d+)?/g, '$1') as Path;
    const contents = together.get(name);
    if (contents === undefined) together.set(name, [content]);
    else contents.push(content);
  }
  return new Map([...together].map(([name, contents]) => [name, contents.sort().join(' and ')]));
}
