import type { Path, Side } from '@syncline/model';
import type { History } from './history.ts';
import { inAnotherOrder, isQuiet, mirrored } from './history.ts';
import type { Played } from './play.ts';
import { play } from './play.ts';
import type { Shape } from './tree.ts';
import { differenceOf, shapeOf, treeOf, withoutMoments } from './tree.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';
import { mirroredPath, SIDES } from './world.ts';

/** I11: the same history gives the same steps and outcomes. */
export async function requireRepeatable(history: History, { traces }: Played): Promise<void> {
  const again = await play(history, { traced: true });
  if (again.traces.join('\n') !== traces.join('\n'))
    throw new Violation('I11', 'two plays of one history differ');
}

/**
 * I7: swapping the sides swaps the result. For histories in which nothing depends on who is asked first, and with clocks that
 * never tell two moments as one.
 */
export async function requireSymmetric(history: History, { world: plain }: Played): Promise<void> {
  if (history.config.mode !== 'two-way' || !isSteady(history)) return;
  const { world: turned } = await play(mirrored(history));
  for (const [side, other] of [
    ['source', 'destination'],
    ['destination', 'source'],
  ] as const) {
    const difference = differenceOf(
      namedBySides(plain, side, (path) => path),
      namedBySides(turned, other, mirroredPath),
    );
    if (difference !== undefined)
      throw new Violation('I7', `with the sides swapped the ${side} differs at ${difference}`);
  }
}

/**
 * I8: whatever comes first of what goes on at the same time, the result is the same. For histories as for I7, in every mode;
 * but a file that loses one of several names changes by that, and shows it under the others at once or at the next run.
 */
export async function requireOrderless(history: History, { world }: Played): Promise<void> {
  const hasHardLinks = history.epochs.some(({ edits }) => edits.some(({ kind }) => kind === 'hardLink'));
  if (hasHardLinks || !isSteady(history)) return;
  const { world: other } = await play(inAnotherOrder(history));
  for (const side of SIDES) {
    const difference = differenceOf(shapeWithoutMoments(world, side), shapeWithoutMoments(other, side));
    if (difference !== undefined)
      throw new Violation('I8', `with another order of completions the ${side} differs at ${difference}`);
  }
}

/** Nothing happens during its runs, and its clocks tell any two moments apart. */
function isSteady({ config, epochs }: History): boolean {
  const fine = config.source.timePrecisionUs === 1 && config.destination.timePrecisionUs === 1;
  return fine && epochs.every(({ plan }) => isQuiet(plan));
}

function shapeWithoutMoments(world: World, side: Side): Shape {
  return withoutMoments(shapeOf(treeOf(world[side])));
}

function namedBySides(world: World, side: Side, named: (path: Path) => Path): Shape {
  const shape = shapeOf(treeOf(world[side]));
  return withoutMoments(new Map([...shape].map(([path, content]) => [named(path), content])));
}
