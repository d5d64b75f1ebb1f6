import type { Outcome, Path, Side } from '@syncline/model';
import { joinPath, otherSide, TRASH_DIRECTORY } from '@syncline/model';
import type { Before } from './before.ts';
import { nodeAt, trashRunsOf } from './tree.ts';
import { hiddenBelow, holdersOf, unseenIn } from './unseen.ts';
import type { World } from './world.ts';
import { SIDES } from './world.ts';

/** The sides that anything is removed from. */
function removingSides({ config: { mode } }: World): readonly Side[] {
  return mode === 'two-way' ? SIDES : mode === 'clone' ? ['destination'] : [];
}

/** The directories that only one side has, and that are not removed from it for what they hold and no run can see. */
export function stuckAt(moment: Before, world: World): ReadonlySet<Path> {
  const stuck = new Set<Path>();
  for (const side of removingSides(world))
    for (const holder of holdersOf(moment.unseen[side]))
      if (moment[otherSide(side)].get(holder)?.kind !== 'directory') stuck.add(holder);
  return stuck;
}

/** Whether a directory could not be removed, nor anything take its place, for what it holds and no run can see. */
export function stuckIn(world: World): (outcome: Outcome) => boolean {
  const unseen = unseenIn(world);
  const holders = { source: holdersOf(unseen.source), destination: holdersOf(unseen.destination) };
  return ({ side, path, outcome }) => outcome !== 'applied' && holders[side].has(path);
}

/** Whether a side keeps trash that can never be removed. */
export function hasHeldTrash(world: World, side: Side): boolean {
  return trashRunsOf(world[side]).some((run) => isHeld(world, side, run));
}

/**
 * Whether trash holds what its side does not show, and what no note tells of, since the journal that had it was lost: then it
 * stays. `notes`: those that the journal has, or had.
 */
export function isHeld(
  world: World,
  side: Side,
  run: Path,
  notes: Pick<ReadonlyMap<string, string>, 'has'> = world.journal.notes,
): boolean {
  const kept = nodeAt(world[side], joinPath(TRASH_DIRECTORY, run));
  if (world.config[side].hidesDotNames !== true || kept?.kind !== 'directory') return false;
  const isNoted = (path: string): boolean => notes.has(`trash\0${run}\0${side}\0${path}`);
  return hiddenBelow(kept).some((path) => !isNoted(path) && !isNoted(path.replaceAll(NUMBER, '')));
}

/** That of a name in the trash which was taken. */
const NUMBER = /~[2-9](?=\/|$)/g;
