import type { Name, Path } from '@syncline/model';
import { isWithin, joinPath, nameOf, parentOf, ROOT } from '@syncline/model';

/** What is to be looked at again. Of everything that `covers` a path, the narrowest says how much. */
export interface Dirty {
  /** Names to be looked at by themselves, by the directory that they are in. None is inside one of the trees. */
  readonly names: ReadonlyMap<Path, ReadonlySet<Name>>;
  /** Paths to be looked at with all that is below them. None is inside another; the root stands for the whole item. */
  readonly trees: ReadonlySet<Path>;
  /** When the oldest of it came, ms of the clock that it was given. */
  readonly sinceMs: number;
}

export interface DirtyLimits {
  /** Names of one directory; with more, the directory is looked at as a whole. */
  readonly namesPerDirectory: number;
  /** Names in all; with more, the directory that has the most of them is looked at as a whole. */
  readonly names: number;
  /** Trees; with more, the whole item is looked at. */
  readonly trees: number;
}

/** About 2 MB of names at most; a look at that many by name costs about as much as listing their directory. */
const DEFAULT_DIRTY_LIMITS: DirtyLimits = { namesPerDirectory: 2_000, names: 10_000, trees: 500 };

/**
 * Gathers hints of where something may have changed, in bounded memory: per path, then per directory, then for the whole
 * item (SPEC §6). INVARIANT: whatever was added is covered until it is taken. Coarser is never wrong, only dearer.
 */
export class DirtySet {
  readonly #limits: DirtyLimits;
  #names = new Map<Path, Set<Name>>();
  #trees = new Set<Path>();
  #nameCount = 0;
  #sinceMs: number | undefined;

  constructor(limits: DirtyLimits = DEFAULT_DIRTY_LIMITS) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#nameCount === 0 && this.#trees.size === 0;
  }

  /** Names and trees in it: what its memory is proportional to. */
  get size(): number {
    return this.#nameCount + this.#trees.size;
  }

  /** When the oldest of it came, or undefined while it is empty. */
  get sinceMs(): number | undefined {
    return this.#sinceMs;
  }

  /** One path, by itself. The root has no name: it stands for the whole item. */
  addName(path: Path, nowMs: number): void {
    if (path === ROOT) return this.addTree(ROOT, nowMs);
    this.#noteTime(nowMs);
    if (this.#isInTree(path)) return;
    const directory = parentOf(path);
    const names = this.#names.get(directory) ?? new Set<Name>();
    const before = names.size;
    names.add(nameOf(path));
    this.#names.set(directory, names);
    this.#nameCount += names.size - before;
    if (names.size > this.#limits.namesPerDirectory) this.addTree(directory, nowMs);
    else if (this.#nameCount > this.#limits.names) this.addTree(this.#fullest(), nowMs);
  }

  /** A path and all that is below it. */
  addTree(path: Path, nowMs: number): void {
    this.#noteTime(nowMs);
    if (this.#isInTree(path)) return;
    for (const tree of this.#trees) if (isWithin(tree, path)) this.#trees.delete(tree);
    for (const directory of this.#names.keys()) if (isWithin(directory, path)) this.#dropNames(directory);
    if (path !== ROOT) this.#dropName(path);
    this.#trees.add(path);
    if (this.#trees.size > this.#limits.trees) this.addTree(ROOT, nowMs);
  }

  /** What was taken and could not be done comes back, with its age. */
  addAll({ names, trees, sinceMs }: Dirty): void {
    for (const tree of trees) this.addTree(tree, sinceMs);
    for (const [directory, each] of names) {
      for (const name of each) this.addName(joinPath(directory, name), sinceMs);
    }
  }

  /** Names that are to be looked at by themselves. */
  *paths(): Generator<Path, void, undefined> {
    for (const [directory, names] of this.#names) for (const name of names) yield joinPath(directory, name);
  }

  /** Takes a name out that is being looked at; of trees it stays a part. */
  remove(path: Path): void {
    this.#dropName(path);
    if (this.isEmpty) this.#sinceMs = undefined;
  }

  covers(path: Path): boolean {
    return this.#isInTree(path) || this.#names.get(parentOf(path))?.has(nameOf(path)) === true;
  }

  /** What is in it, and stays. */
  get contents(): Pick<Dirty, 'names' | 'trees'> {
    return { names: this.#names, trees: this.#trees };
  }

  /** Hands everything over and is empty then; undefined where there is nothing. */
  take(): Dirty | undefined {
    if (this.#sinceMs === undefined || this.isEmpty) return undefined;
    const dirty = { names: this.#names, trees: this.#trees, sinceMs: this.#sinceMs };
    this.#names = new Map();
    this.#trees = new Set();
    this.#nameCount = 0;
    this.#sinceMs = undefined;
    return dirty;
  }

  #noteTime(nowMs: number): void {
    this.#sinceMs = Math.min(nowMs, this.#sinceMs ?? nowMs);
  }

  #isInTree(path: Path): boolean {
    if (this.#trees.size === 0) return false;
    for (let at = path; ; at = parentOf(at)) {
      if (this.#trees.has(at)) return true;
      if (at === ROOT) return false;
    }
  }

  #dropNames(directory: Path): void {
    this.#nameCount -= this.#names.get(directory)?.size ?? 0;
    this.#names.delete(directory);
  }

  #dropName(path: Path): void {
    const names = this.#names.get(parentOf(path));
    if (names?.delete(nameOf(path)) !== true) return;
    this.#nameCount -= 1;
    if (names.size === 0) this.#names.delete(parentOf(path));
  }

  #fullest(): Path {
    let fullest = ROOT;
    let most = 0;
    for (const [directory, names] of this.#names) {
      if (names.size <= most) continue;
      fullest = directory;
      most = names.size;
    }
    return fullest;
  }
}
