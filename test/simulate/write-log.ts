import { copyTree } from '@syncline/endpoint';
import type { Path } from '@syncline/model';
import { nameOf, parentOf, ROOT } from '@syncline/model';
import type { Random } from './random.ts';
import type { Directory, Node } from './tree.ts';

/** One change that a power cut may undo: of a directory's names, or of one file. */
export type Write =
  | { readonly of: 'names'; readonly gone?: Path; readonly come?: Path; readonly node: Node }
  | { readonly of: 'bytes'; readonly node: Node; readonly bytes: Buffer }
  | { readonly of: 'time'; readonly node: Node; readonly mtime: number }
  | { readonly of: 'mode'; readonly node: Node; readonly mode: number };

/** What was written to a volume since it was last flushed, and what stood there then. */
export class WriteLog {
  #writes: Write[] = [];
  #durable: Directory;
  /** The nodes of the volume, and what they are in the tree that is durable. */
  #copies = new Map<Node, Node>();

  constructor(root: Directory) {
    this.#durable = root;
    this.flushed(root);
  }

  add(write: Write): void {
    this.#writes.push(write);
  }

  /** All that was written is durable from now on. */
  flushed(root: Directory): void {
    this.#writes = [];
    this.#copies = new Map();
    this.#durable = copyTree(root);
    pair(root, this.#durable, this.#copies);
  }

  /**
   * What a power cut leaves. Changes of names are kept in their order up to some point, as a journalling file system does;
   * of the rest any part is lost. A file whose bytes are lost is cut short: its size is written with them.
   */
  afterCut(random: Random): Directory {
    const rest = new Aftermath(this.#durable, this.#copies);
    const names = this.#writes.filter(({ of }) => of === 'names');
    const kept = new Set(names.slice(0, random.below(names.length + 1)));
    for (const write of this.#writes) {
      if (write.of === 'names' ? kept.has(write) : random.chance(0.5)) rest.redo(write);
      else if (write.of === 'bytes')
        rest.redo({ ...write, bytes: write.bytes.subarray(0, random.pick([0, 0, 1, 3])) });
    }
    return rest.root;
  }
}

/** The tree after a power cut, in the making: a copy of what was durable, and what else reached the disk. */
class Aftermath {
  readonly root: Directory;
  readonly #copies: Map<Node, Node>;

  constructor(durable: Directory, known: ReadonlyMap<Node, Node>) {
    this.root = copyTree(durable);
    const again = new Map<Node, Node>();
    pair(durable, this.root, again);
    this.#copies = new Map([...known].map(([node, copy]) => [node, again.get(copy)!]));
  }

  redo(write: Write): void {
    const node = this.#copyOf(write.node);
    node.ctime = write.node.ctime;
    if (write.of === 'time') node.mtime = write.mtime;
    else if (write.of === 'mode') node.mode = write.mode;
    else if (write.of === 'names') this.#rename(write, node);
    else if (node.kind === 'file') node.bytes = write.bytes;
  }

  #rename({ gone, come }: Extract<Write, { of: 'names' }>, node: Node): void {
    const [from, to] = [gone, come].map((path) =>
      path === undefined ? undefined : directoryIn(this.root, parentOf(path)),
    );
    if (to === undefined && come !== undefined) return;
    if (gone !== undefined && from?.children.get(nameOf(gone)) === node) {
      from.children.delete(nameOf(gone));
      node.names -= 1;
    }
    if (come === undefined) return;
    const replaced = to!.children.get(nameOf(come));
    if (replaced !== undefined) replaced.names -= 1;
    to!.children.set(nameOf(come), node);
    node.names += 1;
  }

  #copyOf(node: Node): Node {
    const known = this.#copies.get(node);
    if (known !== undefined) return known;
    const made = { ...node, names: 0, mtime: node.birth };
    const copy: Node =
      made.kind === 'directory'
        ? { ...made, children: new Map() }
        : made.kind === 'file'
          ? { ...made, bytes: Buffer.alloc(0) }
          : made;
    this.#copies.set(node, copy);
    return copy;
  }
}

function pair(node: Node, copy: Node, copies: Map<Node, Node>): void {
  copies.set(node, copy);
  if (node.kind !== 'directory' || copy.kind !== 'directory') return;
  for (const [name, child] of node.children) pair(child, copy.children.get(name)!, copies);
}

function directoryIn(root: Directory, path: Path): Directory | undefined {
  let node: Node | undefined = root;
  for (const name of path === ROOT ? [] : path.split('/'))
    node = node?.kind === 'directory' ? node.children.get(name as Path) : undefined;
  return node?.kind === 'directory' ? node : undefined;
}
