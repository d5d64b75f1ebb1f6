import { compareBytes, nameOf, parentOf, ROOT, type Name, type Path } from '@syncline/model';

interface Inode {
  readonly ino: number;
  /** All times are µs since the epoch. */
  readonly birth: number;
  mtime: number;
  ctime: number;
  mode: number;
  /** False: looking at it works, reading its content or its names does not. */
  readable: boolean;
  /** How many names it has; its number is free for others when it has none. */
  names: number;
}

export interface MemoryFile extends Inode {
  readonly kind: 'file';
  bytes: Buffer;
}
export interface MemoryLink extends Inode {
  readonly kind: 'link';
  readonly target: string;
}
export interface MemoryDirectory extends Inode {
  readonly kind: 'directory';
  readonly children: Map<Name, MemoryNode>;
  mountPoint: boolean;
}
export interface MemorySpecial extends Inode {
  readonly kind: 'special';
}
export type MemoryNode = MemoryFile | MemoryLink | MemoryDirectory | MemorySpecial;

export interface VolumeOptions {
  /** µs since the epoch; the default counts up by one with every call. */
  readonly clock?: (() => number) | undefined;
  /** Times are cut to a multiple of this, µs. */
  readonly timePrecisionUs?: number | undefined;
}

/** A fixed moment, so that runs repeat exactly: 2026-01-01 UTC. */
const FIRST_TICK_US = 1_767_225_600_000_000;

/** As on Linux, no inode has the number 1. */
const FIRST_NUMBER = 1;

/**
 * A file system in memory: inodes with one or more names, numbers that are used again as soon as they are free, times
 * of one clock. Every method is one atomic step and throws errors with the `code` of the system call it stands for.
 */
export class MemoryVolume {
  readonly timePrecisionUs: number;
  readonly #clock: () => number;
  readonly #freeNumbers: number[] = [];
  #lastNumber = FIRST_NUMBER;
  #root: MemoryDirectory | undefined;

  constructor(options: VolumeOptions = {}) {
    let ticks = FIRST_TICK_US;
    this.#clock = options.clock ?? (() => (ticks += 1));
    this.timePrecisionUs = options.timePrecisionUs ?? 1;
    this.#root = this.#directory(0o755);
  }

  /** The clock's time, cut to the precision of the volume. */
  now(): number {
    return this.cut(this.#clock());
  }

  cut(us: number): number {
    return Math.floor(us / this.timePrecisionUs) * this.timePrecisionUs;
  }

  get root(): MemoryDirectory | undefined {
    return this.#root;
  }

  /**
   * Takes the root away (a disk that is not mounted), or puts one in, such as `copyTree` made: the inode numbers that are not in
   * it are free then, the lowest is taken first.
   */
  setRoot(root: MemoryDirectory | undefined): void {
    this.#root = root;
    if (root !== undefined) this.#freeAllBut(numbersIn(root));
  }

  makeRoot(): void {
    if (this.#root !== undefined) throw systemError('EEXIST');
    this.#root = this.#directory(0o755);
  }

  /** What stands at a path, links not followed; undefined where its directory is there and it is not. */
  find(path: Path): MemoryNode | undefined {
    return path === ROOT ? this.#root : this.directory(parentOf(path)).children.get(nameOf(path));
  }

  /** A directory by its path. `ENOENT`, or `ENOTDIR` where a component is something else, such as a link. */
  directory(path: Path): MemoryDirectory {
    let node: MemoryNode | undefined = this.#root;
    for (const name of path === ROOT ? [] : path.split('/')) {
      if (node !== undefined && node.kind !== 'directory') throw systemError('ENOTDIR');
      node = node?.children.get(name as Name);
    }
    if (node === undefined) throw systemError('ENOENT');
    if (node.kind !== 'directory') throw systemError('ENOTDIR');
    return node;
  }

  names(path: Path): Name[] {
    return [...this.directory(path).children.keys()].sort(compareBytes);
  }

  createFile(path: Path, mode = 0o644): MemoryFile {
    const file: MemoryFile = { kind: 'file', bytes: Buffer.alloc(0), ...this.#inode(mode) };
    this.#add(path, file);
    return file;
  }

  makeLink(path: Path, target: string): MemoryLink {
    const link: MemoryLink = { kind: 'link', target, ...this.#inode(0o777) };
    this.#add(path, link);
    return link;
  }

  makeDirectory(path: Path, mode = 0o755): MemoryDirectory {
    const directory = this.#directory(mode);
    this.#add(path, directory);
    return directory;
  }

  /** A socket, FIFO or device. */
  makeSpecial(path: Path): void {
    this.#add(path, { kind: 'special', ...this.#inode(0o644) });
  }

  /** Replaces the content of a file in place. */
  setBytes(file: MemoryFile, bytes: Buffer): void {
    file.bytes = bytes;
    file.mtime = file.ctime = this.now();
  }

  setTime(node: MemoryNode, mtime: number): void {
    node.mtime = this.cut(mtime);
    node.ctime = this.now();
  }

  setMode(node: MemoryNode, mode: number): void {
    node.mode = mode & 0o777;
    node.ctime = this.now();
  }

  /** Whether content or names can be read. */
  setReadable(node: MemoryNode, readable: boolean): void {
    node.readable = readable;
  }

  /** A second name for a file or link. */
  link(from: Path, to: Path): void {
    const node = this.#existing(from);
    if (node.kind === 'directory') throw systemError('EPERM');
    this.#add(to, node);
    node.ctime = this.now();
  }

  /** As rename(2): a file or link replaces a file or link. */
  rename(from: Path, to: Path): void {
    const node = this.#existing(from);
    const replaced = this.find(to);
    if (replaced === node) return;
    if (replaced?.kind === 'directory') throw systemError(node.kind === 'directory' ? 'ENOTEMPTY' : 'EISDIR');
    if (replaced !== undefined && node.kind === 'directory') throw systemError('ENOTDIR');
    if (replaced !== undefined) this.unlink(to);
    this.#add(to, node);
    this.#forget(this.directory(parentOf(from)), nameOf(from), node);
    node.ctime = this.now();
  }

  unlink(path: Path): void {
    this.unlinkIn(this.directory(parentOf(path)), nameOf(path));
  }

  /** As with a directory that is held open: wherever it stands by now. */
  unlinkIn(parent: MemoryDirectory, name: Name): void {
    const node = parent.children.get(name);
    if (node === undefined) throw systemError('ENOENT');
    if (node.kind === 'directory') throw systemError('EISDIR');
    this.#forget(parent, name, node);
  }

  removeDirectory(path: Path): void {
    const node = this.#existing(path);
    if (node.kind !== 'directory') throw systemError('ENOTDIR');
    if (node.children.size > 0) throw systemError('ENOTEMPTY');
    this.#forget(this.directory(parentOf(path)), nameOf(path), node);
  }

  #existing(path: Path): MemoryNode {
    const node = this.find(path);
    if (node === undefined) throw systemError('ENOENT');
    return node;
  }

  #add(path: Path, node: MemoryNode): void {
    const parent = this.directory(parentOf(path));
    const name = nameOf(path);
    if (parent.children.has(name)) throw systemError('EEXIST');
    if (name.length > 255) throw systemError('ENAMETOOLONG');
    parent.children.set(name, node);
    parent.mtime = parent.ctime = this.now();
    node.names += 1;
  }

  #forget(parent: MemoryDirectory, name: Name, node: MemoryNode): void {
    parent.children.delete(name);
    parent.mtime = parent.ctime = node.ctime = this.now();
    node.names -= 1;
    if (node.names === 0) this.#freeNumbers.push(node.ino);
  }

  #freeAllBut(used: ReadonlySet<number>): void {
    this.#freeNumbers.length = 0;
    this.#lastNumber = FIRST_NUMBER;
    for (const number of used) this.#lastNumber = Math.max(this.#lastNumber, number);
    for (let number = this.#lastNumber; number > FIRST_NUMBER; number -= 1)
      if (!used.has(number)) this.#freeNumbers.push(number);
  }

  #directory(mode: number): MemoryDirectory {
    return { kind: 'directory', children: new Map(), mountPoint: false, ...this.#inode(mode) };
  }

  #inode(mode: number): Inode {
    const time = this.now();
    const ino = this.#freeNumbers.pop() ?? (this.#lastNumber += 1);
    return { ino, birth: time, mtime: time, ctime: time, mode, readable: true, names: 0 };
  }
}

function numbersIn(root: MemoryDirectory): Set<number> {
  const numbers = new Set<number>();
  const pending: MemoryNode[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    numbers.add(node.ino);
    if (node.kind === 'directory') for (const child of node.children.values()) pending.push(child);
  }
  return numbers;
}

export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: in memory`), { code });
}
