import type { Side } from '@syncline/model';

/** What can stand under a name: nothing, something with content, something unknown, a folder. */
export type Node = undefined | Content | Unknown | Tree;
/** Files by their content, links by their target. */
export type Content = '1' | '2' | '3' | 'L1' | 'L2';
/** ⊥: a socket, and a folder whose names can't be read. */
export type Unknown = 'socket' | 'locked';
export interface Tree {
  readonly [name: string]: Exclude<Node, undefined>;
}

/** What the journal says, and what both sides show now. */
export interface Triple extends Readonly<Record<Side, Tree>> {
  readonly journal: Tree;
}

export function isFolder(node: Node): node is Tree {
  return typeof node === 'object';
}

export function isUnknown(node: Node): node is Unknown {
  return node === 'socket' || node === 'locked';
}

export function isContent(node: Node): node is Content {
  return typeof node === 'string' && !isUnknown(node);
}

/** Every tree over these names in which each of them is one of the choices. */
export function treesOver(names: readonly string[], choices: readonly Node[]): Tree[] {
  return names.reduce<Tree[]>(
    (trees, name) =>
      trees.flatMap((tree) => choices.map((node) => (node === undefined ? tree : { ...tree, [name]: node }))),
    [{}],
  );
}

/** Every combination of a journal and two sides. */
export function triplesOf(journals: readonly Tree[], sides: readonly Tree[]): Triple[] {
  return journals.flatMap((journal) =>
    sides.flatMap((source) => sides.map((destination) => ({ journal, source, destination }))),
  );
}

/** All paths of a tree with what stands there, folders before what is in them. */
export function* pathsOf(tree: Tree, above = ''): Generator<[path: string, node: Exclude<Node, undefined>]> {
  for (const [name, node] of Object.entries(tree)) {
    const path = above === '' ? name : `${above}/${name}`;
    yield [path, node];
    if (isFolder(node)) yield* pathsOf(node, path);
  }
}

/** What stands at a path of a tree. */
export function nodeAt(tree: Tree, path: string): Node {
  return path.split('/').reduce<Node>((node, name) => (isFolder(node) ? node[name] : undefined), tree);
}

/** Trees never change, and many triples share them. */
const spellings = new WeakMap<Tree, string>();

/** A tree in one spelling, for people and for comparing. */
export function spell(node: Node): string {
  if (!isFolder(node)) return node ?? '∅';
  const known = spellings.get(node);
  if (known !== undefined) return known;
  const names = Object.keys(node).sort();
  const spelling = `{${names.map((name) => `${name}:${spell(node[name])}`).join(' ')}}`;
  spellings.set(node, spelling);
  return spelling;
}

export function spellTriple({ journal, source, destination }: Triple): string {
  return `O ${spell(journal)}  A ${spell(source)}  B ${spell(destination)}`;
}
