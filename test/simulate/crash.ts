import type { Side } from '@syncline/model';
import type { RunPlan } from './drive.ts';
import { run } from './drive.ts';
import type { History } from './history.ts';
import * as judge from './judge.ts';
import { beginEpoch } from './play.ts';
import { createRandom } from './random.ts';
import type { Shape } from './tree.ts';
import { differenceOf, shapeOf, treeOf, withoutMoments } from './tree.ts';
import { Violation } from './violation.ts';
import type { Log, Moment, World } from './world.ts';
import { afterPowerCut, momentOf, newWorld, noteAgreement, SIDES, worldAt } from './world.ts';

/** Where the machine stopped: in the last run of a history, and then in the runs that should have mended it. */
export type Stops = readonly number[];

/** A moment right before a run, and what that run would have led to. */
interface Eve {
  readonly history: History;
  readonly moment: Moment;
  readonly plan: RunPlan;
  readonly steps: number;
  readonly expected: Readonly<Record<Side, Shape>>;
}

/**
 * Stops the machine at every step of a history's last run, and at a random step of the first run after it; then lets it
 * settle. I10: one run later all is as if nothing had stopped. Throws a `Violation`.
 */
export async function crashEverywhere(history: History, crashed: () => void): Promise<void> {
  const eve = await eveOf(history);
  const random = createRandom(history.seed);
  for (let at = 1; at <= eve.steps; at += 1) {
    const again = random.chance(0.5) ? [1 + random.below(eve.steps)] : [];
    await crashAt(eve, { stops: [at, ...again] }, crashed);
  }
}

/**
 * Cuts the power at every step of a history's last run, sometimes once more in the run after; any part of what was written
 * since the last flush is lost. K3, I10: as after a crash.
 */
export async function cutEverywhere(history: History, crashed: () => void): Promise<void> {
  const eve = await eveOf(history);
  const random = createRandom(history.seed);
  for (let at = 1; at <= eve.steps; at += 1) {
    const again = random.chance(0.3) ? [1 + random.below(eve.steps)] : [];
    await crashAt(eve, { stops: [at, ...again], cut: random.next() }, crashed);
  }
}

/** One way to crash. */
export interface Way {
  readonly stops: Stops;
  /** The power is cut: what is lost is drawn from this seed. */
  readonly cut?: number | undefined;
  readonly log?: Log | undefined;
}

/** One way to crash again, for a report. */
export async function crashOnce(history: History, way: Way): Promise<void> {
  await crashAt(await eveOf(history), way, () => undefined);
}

async function eveOf(history: History): Promise<Eve> {
  const world = newWorld(history.config);
  const [last, ...earlier] = history.epochs.toReversed();
  for (const epoch of earlier.reverse()) {
    beginEpoch(world, epoch);
    await run(world, { disorder: epoch.plan.disorder });
    noteAgreement(world);
  }
  beginEpoch(world, last!);
  const moment = momentOf(world);
  const plan = { disorder: last!.plan.disorder };
  const { steps } = await run(world, plan);
  await run(world);
  return { history, moment, plan, steps, expected: shapesOf(world) };
}

async function crashAt(eve: Eve, { stops, cut, log }: Way, count: () => void): Promise<void> {
  const random = cut === undefined ? undefined : createRandom(cut);
  const lenient = cut !== undefined;
  let world = worldAt(eve.history.config, eve.moment, log);
  try {
    for (const stop of stops) {
      const { crashed } = await run(world, { ...eve.plan, crashAt: stop, lenient });
      if (crashed) count();
      if (crashed && random !== undefined) world = afterPowerCut(world, random);
      judge.requireNothingLost(world);
      world.clock.us += 5_000_000;
    }
    await requireMended(world, eve, { lenient });
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    const way = `stops at ${stops.join(' and ')} of ${eve.steps}${cut === undefined ? '' : ` with cut ${cut}`}`;
    throw new Violation(error.invariant, `after ${way}: ${error.message}`);
  }
}

async function requireMended(world: World, eve: Eve, plan: RunPlan): Promise<void> {
  const start = judge.before(world);
  const first = await run(world, plan);
  if (plan.lenient !== true) judge.requireFounded(world, start, false);
  const plain = judge.hasFineClocks(world) && !judge.hasHardLinks(start);
  if (!plain) await run(world, plan);
  else judge.requireSuccess(world, first);
  judge.requireNothingLost(world);
  judge.requireConverged(world);
  judge.requireNoTemps(world);
  judge.requireNoTwinConflicts(world);
  judge.requireIdle(await run(world));
  if (!plain) return;
  const now = shapesOf(world);
  for (const side of SIDES) {
    const difference = differenceOf(eve.expected[side], now[side]);
    if (difference !== undefined)
      throw new Violation('I10', `a crash changes the result: ${side} ${difference}`);
  }
}

function shapesOf(world: World): Record<Side, Shape> {
  const shape = (side: Side): Shape => withoutMoments(shapeOf(treeOf(world[side])));
  return { source: shape('source'), destination: shape('destination') };
}
