import type { Path, Side } from '@syncline/model';
import { isWithin, joinPath, otherSide, parentOf, RESERVED_DIRECTORY, ROOT } from '@syncline/model';
import type { Config } from './config.ts';
import type { JournalContent } from './memory-journal.ts';
import { rowAt } from './memory-journal.ts';
import type { Directory } from './tree.ts';
import { nodeAt } from './tree.ts';
import type { WatchedVolume } from './watched-volume.ts';

/**
 * Names with a dot that users gave on a side that hides them. No run can know of one before the other side or the journal
 * has it (FAULTS S35), so by contract it stays where it is; what a run itself named is never among them. Each is told by
 * its directory, which may be moved, and its name.
 */
export type Unseen = Readonly<Record<Side, Set<string>>>;

/** The paths of names that no run knows, each with all that is below it. */
export type UnseenPaths = Readonly<Record<Side, ReadonlySet<Path>>>;

/** The part of a world that this is about. */
interface Seen extends Readonly<Record<Side, WatchedVolume>> {
  readonly config: Config;
  readonly journal: JournalContent;
  readonly unseen: Unseen;
}

const SIDES = ['source', 'destination'] as const satisfies readonly Side[];

export function newUnseen(): Unseen {
  return { source: new Set(), destination: new Set() };
}

export function copyUnseen({ source, destination }: Unseen): Unseen {
  return { source: new Set(source), destination: new Set(destination) };
}

/** All names with a dot of a side that hides them, temp files too, and what each is told by; none of another side. */
export function hiddenNames(world: Seen, side: Side): ReadonlyMap<Path, string> {
  const names = new Map<Path, string>();
  const { root } = world[side];
  if (world.config[side].hidesDotNames !== true || root === undefined) return names;
  const pending: [Path, Directory][] = [[ROOT, root]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [at, directory] = next;
    for (const [name, node] of directory.children) {
      const path = joinPath(at, name);
      if (path === RESERVED_DIRECTORY) continue;
      if (name.startsWith('.')) names.set(path, `${directory.ino}.${directory.birth} ${name}`);
      if (node.kind === 'directory') pending.push([path, node]);
    }
  }
  return names;
}

/** After an edit: what stands under a name with a dot where it did not before was named by the user. */
export function noteNamed(world: Seen, side: Side, before: ReadonlyMap<Path, string>): void {
  for (const [path, told] of hiddenNames(world, side))
    if (before.get(path) !== told) world.unseen[side].add(told);
}

/** Before and after a run: what the journal has is known from then on. */
export function noteKnown(world: Seen): void {
  for (const side of SIDES)
    for (const [path, told] of hiddenNames(world, side))
      if (rowAt(world.journal, path) !== undefined) world.unseen[side].delete(told);
}

/** What the journal may have lost is as if a user had just given it a name; what it still has is known at the next `noteKnown`. */
export function noteForgotten(world: Seen): void {
  for (const side of SIDES)
    for (const told of hiddenNames(world, side).values()) world.unseen[side].add(told);
}

/** What no run that starts now can know. */
export function unseenIn(world: Seen): UnseenPaths {
  const paths = (side: Side): ReadonlySet<Path> => {
    const unseen = new Set<Path>();
    for (const [path, told] of hiddenNames(world, side))
      if (world.unseen[side].has(told) && !isKnown(world, side, path)) unseen.add(path);
    return unseen;
  };
  return { source: paths('source'), destination: paths('destination') };
}

/** The journal has it, or the other side shows it. */
function isKnown(world: Seen, side: Side, path: Path): boolean {
  if (rowAt(world.journal, path) !== undefined) return true;
  const other = otherSide(side);
  return world.config[other].hidesDotNames !== true && nodeAt(world[other], path) !== undefined;
}

export function isAmong(unseen: ReadonlySet<Path>, path: Path): boolean {
  return unseen.size > 0 && [...unseen].some((top) => isWithin(path, top));
}

/** The directories that hold such a name: a side removes none of them, and does not say why. */
export function holdersOf(unseen: ReadonlySet<Path>): ReadonlySet<Path> {
  const holders = new Set<Path>();
  for (const top of unseen)
    for (let path = parentOf(top); path !== ROOT; path = parentOf(path)) holders.add(path);
  return holders;
}

/** The names with a dot in a directory and below, by their paths from there. */
export function hiddenBelow(directory: Directory, at: Path = ROOT): readonly Path[] {
  return [...directory.children].flatMap(([name, node]) => {
    const path = joinPath(at, name);
    const below = node.kind === 'directory' ? hiddenBelow(node, path) : [];
    return name.startsWith('.') ? [path, ...below] : below;
  });
}
