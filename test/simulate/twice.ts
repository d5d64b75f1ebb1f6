import type { Path, Side } from '@syncline/model';
import type { History } from './history.ts';
import { isQuiet, mirrored } from './history.ts';
import type { Played } from './play.ts';
import { play } from './play.ts';
import type { Shape } from './tree.ts';
import { differenceOf, shapeOf, treeOf, withoutMoments } from './tree.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';
import { mirroredPath } from './world.ts';

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
  const { config, epochs } = history;
  const fine = config.source.timePrecisionUs === 1 && config.destination.timePrecisionUs === 1;
  const calm = epochs.every(({ plan }) => isQuiet(plan));
  if (config.mode !== 'two-way' || !fine || !calm) return;
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

function namedBySides(world: World, side: Side, named: (path: Path) => Path): Shape {
  const shape = shapeOf(treeOf(world[side]));
  return withoutMoments(new Map([...shape].map(([path, content]) => [named(path), content])));
}
