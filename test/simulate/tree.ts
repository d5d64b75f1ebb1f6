import type { MemoryVolume } from '@syncline/endpoint';
import type { Path } from '@syncline/model';
import { compareBytes, isReservedName, joinPath, ROOT, TRASH_DIRECTORY } from '@syncline/model';

type Directory = NonNullable<MemoryVolume['root']>;
export type Node = NonNullable<ReturnType<MemoryVolume['find']>>;

/** What takes part in a synchronization, by path: parents before their children, in the order of the names' bytes. */
export type Tree = ReadonlyMap<Path, Node>;

export function treeOf(volume: MemoryVolume): Tree {
  const tree = new Map<Path, Node>();
  if (volume.root !== undefined) visit(volume.root, ROOT, tree, (name) => !isReservedName(name));
  return tree;
}

/** What stands at a path, or undefined where it or a directory above it is not there. */
export function nodeAt(volume: MemoryVolume, path: Path): Node | undefined {
  let node: Node | undefined = volume.root;
  for (const name of path === ROOT ? [] : path.split('/'))
    node = node?.kind === 'directory' ? node.children.get(name as Path) : undefined;
  return node;
}

/** What the trash of a side holds. */
export function trashOf(volume: MemoryVolume): Tree {
  const tree = new Map<Path, Node>();
  let directory: Node | undefined = volume.root;
  for (const name of TRASH_DIRECTORY.split('/')) {
    directory = directory?.kind === 'directory' ? directory.children.get(name as Path) : undefined;
  }
  if (directory?.kind === 'directory') visit(directory, ROOT, tree, () => true);
  return tree;
}

/** Reserved names below the top of a side: temp files that somebody left. */
export function tempsOf(volume: MemoryVolume): Path[] {
  const tree = new Map<Path, Node>();
  if (volume.root !== undefined) visit(volume.root, ROOT, tree, (name) => name !== '.syncline');
  return [...tree.keys()].filter((path) => isReservedName(path.slice(path.lastIndexOf('/') + 1) as Path));
}

function visit(
  directory: Directory,
  path: Path,
  tree: Map<Path, Node>,
  takes: (name: Path) => boolean,
): void {
  const names = [...directory.children.keys()].sort(compareBytes);
  for (const name of names) {
    if (!takes(name)) continue;
    const node = directory.children.get(name)!;
    const child = joinPath(path, name);
    tree.set(child, node);
    if (node.kind === 'directory') visit(node, child, tree, takes);
  }
}

/** What a name holds, in one word: `D`, `F:<bytes>` or `L:<target>`. */
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

/** A tree by value: path → content. */
export type Shape = ReadonlyMap<Path, string>;

export function shapeOf(tree: Tree): Shape {
  return new Map([...tree].map(([path, node]) => [path, contentOf(node)]));
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
    together.set(name, [...(together.get(name) ?? []), content]);
  }
  return new Map([...together].map(([name, contents]) => [name, contents.sort().join(' and ')]));
}
