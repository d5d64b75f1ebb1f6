import type { Name, Path, Side } from '@syncline/model';
import {
  compareBytes,
  isReservedName,
  isWithin,
  joinPath,
  nameOf,
  parentOf,
  ROOT,
  SIDES,
} from '@syncline/model';
import type { Dirty } from '@syncline/scheduler';
import type { Place } from '../place.js';
import { placeOnBoth } from '../place.js';
import type { Run } from '../run.js';

/** Something that was renamed, perhaps. */
export interface Renamed {
  readonly from: Path;
  readonly to: Path;
}

interface Names {
  readonly names: Set<Name>;
  readonly trees: Set<Name>;
}

/**
 * Turns hints into the places that a pass visits. A name is looked at in its folder if both sides have that; otherwise it is
 * the folder that is to be looked at, or the one above it, as it is where a file system is no longer mounted: what is in the
 * place of that is not what the side has (SPEC §3). Remembers what it gave, so that nothing is visited twice.
 */
export class ScopedPlaces {
  readonly #run: Run;
  readonly #standing = new Map<Path, boolean>();
  readonly #given = new Set<Path>();

  constructor(run: Run) {
    this.#run = run;
  }

  async of({ names, trees }: Pick<Dirty, 'names' | 'trees'>): Promise<Place[]> {
    const found = new Map<Path, Names>();
    let root = false;
    for (const tree of trees) root = !(await this.#add(tree, true, found)) || root;
    for (const [directory, each] of names) {
      for (const name of each) root = !(await this.#add(joinPath(directory, name), false, found)) || root;
    }
    if (root) return [placeOnBoth(ROOT)];
    return outermost(found).map(([path, scope]) => placeOnBoth(path, scope));
  }

  /**
   * Those that can be looked at by name while a pass goes on: in a folder that both sides have, and that this pass has nothing
   * else to do with.
   */
  async joinable(paths: readonly Path[]): Promise<readonly Path[]> {
    const found: Path[] = [];
    for (const path of paths)
      if (!this.#isGivenAtOrAbove(path) && (await this.#stands(parentOf(path)))) found.push(path);
    return found;
  }

  /** The place where the old name of something is looked at, if it was not yet; together with the new one where that is beside it. */
  async originOf({ from, to }: Renamed): Promise<Place[]> {
    const directory = parentOf(from);
    const places = await this.of({
      names: new Map([[directory, new Set([nameOf(from)])]]),
      trees: new Set(),
    });
    if (parentOf(to) !== directory) return places;
    return places.map((place) => {
      const { path, scope } = place;
      if (path !== directory || scope === undefined) return place;
      return placeOnBoth(path, { ...scope, names: new Set([...scope.names, nameOf(to)]) });
    });
  }

  /** False: the root is to be looked at whole. */
  async #add(path: Path, tree: boolean, found: Map<Path, Names>): Promise<boolean> {
    if (path === ROOT) return false;
    if (this.#takesNoPart(parentOf(path))) return true;
    let at = path;
    let whole = tree;
    while (!(await this.#stands(parentOf(at)))) {
      at = parentOf(at);
      whole = true;
    }
    if (this.#given.has(at)) return true;
    this.#given.add(at);
    const scope = found.get(parentOf(at)) ?? { names: new Set(), trees: new Set() };
    scope.names.add(nameOf(at));
    if (whole) scope.trees.add(nameOf(at));
    found.set(parentOf(at), scope);
    return true;
  }

  #isGivenAtOrAbove(path: Path): boolean {
    for (let at = path; at !== ROOT; at = parentOf(at)) if (this.#given.has(at)) return true;
    return false;
  }

  /** Whether the journal and every side that can be asked cheaply have a folder there. */
  async #stands(directory: Path): Promise<boolean> {
    if (directory === ROOT) return true;
    const known = this.#standing.get(directory);
    if (known !== undefined) return known;
    const stands = (await this.#looksStanding(directory)) && (await this.#isMounted(parentOf(directory)));
    this.#standing.set(directory, stands);
    return stands;
  }

  async #looksStanding(directory: Path): Promise<boolean> {
    if (this.#run.journal.get(directory)?.kind !== 'directory') return false;
    for (const side of SIDES)
      if (this.#run.sides[side].traits.local && !(await this.#looksLikeItsRow(directory, side))) return false;
    return true;
  }

  /** Whether what the journal knows as mounted at a folder, or above it, still is. */
  async #isMounted(directory: Path): Promise<boolean> {
    for (let at = directory; at !== ROOT; at = parentOf(at)) {
      const row = this.#run.journal.get(at);
      if (row?.kind !== 'directory' || row.mountPoint === undefined) continue;
      for (const side of SIDES)
        if (row.mountPoint[side] && !(await this.#looksLikeItsRow(at, side))) return false;
    }
    return true;
  }

  /** Whether a side has a folder there, which is a mount point if the journal knows it as one. */
  async #looksLikeItsRow(directory: Path, side: Side): Promise<boolean> {
    const { journal, sides, signal } = this.#run;
    const row = journal.get(directory);
    const entry = await sides[side].look(directory, signal);
    const mounted = row?.kind === 'directory' && row.mountPoint?.[side] === true;
    return entry.kind === 'directory' && (!mounted || entry.mountPoint === true);
  }

  /** Whether a folder, or one above it, takes no part: then nothing in it does. */
  #takesNoPart(directory: Path): boolean {
    const { source, destination } = this.#run.selection;
    if (directory !== ROOT && !source.recursive) return true;
    for (let at = directory; at !== ROOT; at = parentOf(at)) {
      if (isReservedName(nameOf(at)) || source.ignore(at) || source.leftOut(at) || destination.leftOut(at))
        return true;
    }
    return false;
  }
}

/** Without the places below one that is looked at whole anyway, in order. */
function outermost(found: ReadonlyMap<Path, Names>): [Path, Names][] {
  const whole = [...found].flatMap(([directory, { trees }]) =>
    [...trees].map((name) => joinPath(directory, name)),
  );
  return [...found]
    .filter(([directory]) => !whole.some((tree) => isWithin(directory, tree)))
    .sort(([left], [right]) => compareBytes(left, right));
}
