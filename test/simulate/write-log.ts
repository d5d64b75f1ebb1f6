import type { VolumeOptions } from '@syncline/endpoint';
import { copyTree, MemoryVolume } from '@syncline/endpoint';
import type { Path } from '@syncline/model';
import { nameOf, parentOf, ROOT } from '@syncline/model';
import type { Random } from './random.ts';
import type { Node } from './tree.ts';
import type { Root } from './volume-state.ts';

/** One change that a power cut may undo: of a directory's names, or of one file. */
type Write =
  | { readonly of: 'names'; readonly gone?: Path; readonly come?: Path; readonly node: Node }
  | { readonly of: 'bytes'; readonly node: Node; readonly bytes: Buffer }
  | { readonly of: 'time'; readonly node: Node; readonly mtime: number }
  | { readonly of: 'mode'; readonly node: Node; readonly mode: number };

/** A volume that knows what was written since it was last flushed. */
export class LoggedVolume extends MemoryVolume {
  #writes: Write[] = [];
  #durable: Root;
  #copies = new Map<Node, Node>();
  /** A rename is one write, whatever it is made of. */
  #within = false;

  constructor(options: VolumeOptions) {
    super(options);
    this.#durable = this.root!;
  }

  /** All that was written is durable from now on. */
  flushed(): void {
    this.#writes = [];
    this.#durable = copyTree(this.root!);
    this.#copies = new Map();
    pair(this.root!, this.#durable, this.#copies);
  }

  /**
   * What a power cut leaves. Changes of names are kept in their order up to some point, as a journalling file system does;
   * of the rest any part is lost. A file whose bytes are lost is cut short: its size is written with them.
   */
  afterCut(random: Random): Root {
    const names = this.#writes.filter(({ of }) => of === 'names');
    const kept = new Set(names.slice(0, random.below(names.length + 1)));
    for (const write of this.#writes) {
      if (write.of === 'names' ? kept.has(write) : random.chance(0.5)) this.#redo(write);
      else if (write.of === 'bytes')
        this.#redo({ ...write, bytes: write.bytes.subarray(0, random.pick([0, 0, 1, 3])) });
    }
    return this.#durable;
  }

  override createFile(path: Path, mode?: number) {
    const file = super.createFile(path, mode);
    this.#log({ of: 'names', come: path, node: file });
    return file;
  }

  override makeLink(path: Path, target: string) {
    const link = super.makeLink(path, target);
    this.#log({ of: 'names', come: path, node: link });
    return link;
  }

  override makeDirectory(path: Path, mode?: number) {
    const directory = super.makeDirectory(path, mode);
    this.#log({ of: 'names', come: path, node: directory });
    return directory;
  }

  override link(from: Path, to: Path): void {
    super.link(from, to);
    this.#log({ of: 'names', come: to, node: this.find(to)! });
  }

  override rename(from: Path, to: Path): void {
    const node = this.find(from)!;
    this.#within = true;
    super.rename(from, to);
    this.#within = false;
    this.#log({ of: 'names', gone: from, come: to, node });
  }

  override unlink(path: Path): void {
    const node = this.find(path)!;
    super.unlink(path);
    this.#log({ of: 'names', gone: path, node });
  }

  override removeDirectory(path: Path): void {
    const node = this.find(path)!;
    super.removeDirectory(path);
    this.#log({ of: 'names', gone: path, node });
  }

  override setBytes(...[file, bytes]: Parameters<MemoryVolume['setBytes']>): void {
    super.setBytes(file, bytes);
    this.#log({ of: 'bytes', node: file, bytes });
  }

  override setTime(node: Node, mtime: number): void {
    super.setTime(node, mtime);
    this.#log({ of: 'time', node, mtime: node.mtime });
  }

  override setMode(node: Node, mode: number): void {
    super.setMode(node, mode);
    this.#log({ of: 'mode', node, mode: node.mode });
  }

  #log(write: Write): void {
    if (!this.#within) this.#writes.push(write);
  }

  #redo(write: Write): void {
    const node = this.#copyOf(write.node);
    node.ctime = write.node.ctime;
    if (write.of === 'time') node.mtime = write.mtime;
    else if (write.of === 'mode') node.mode = write.mode;
    else if (write.of === 'names') this.#rename(write, node);
    else if (node.kind === 'file') node.bytes = write.bytes;
  }

  #rename({ gone, come }: Extract<Write, { of: 'names' }>, node: Node): void {
    const [from, to] = [gone, come].map((path) =>
      path === undefined ? undefined : directoryIn(this.#durable, parentOf(path)),
    );
    if (to === undefined && come !== undefined) return;
    if (gone !== undefined && from?.children.get(nameOf(gone)) === node) {
      from.children.delete(nameOf(gone));
      node.names -= 1;
    }
    if (come === undefined) return;
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

function directoryIn(root: Root, path: Path): Root | undefined {
  let node: Node | undefined = root;
  for (const name of path === ROOT ? [] : path.split('/'))
    node = node?.kind === 'directory' ? node.children.get(name as Path) : undefined;
  return node?.kind === 'directory' ? node : undefined;
}
