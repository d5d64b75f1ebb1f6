import type { Side } from '@syncline/model';
import { before } from './before.ts';
import type { RunPlan } from './drive.ts';
import { run } from './drive.ts';
import type { Edit } from './edits.ts';
import { drawEdit } from './edits.ts';
import type { History } from './history.ts';
import * as judge from './judge.ts';
import { beginEpoch } from './play.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';
import type { Shape } from './tree.ts';
import { differenceOf, shapeOf, treeOf, withoutMoments } from './tree.ts';
import { showEdits } from './show.ts';
import { Coincidence, Violation } from './violation.ts';
import type { Moment, Observed, World } from './world.ts';
import {
  edit,
  hasUnknown,
  heal,
  copyMoment,
  momentAfterCut,
  momentOf,
  newWorld,
  noteAgreement,
  SIDES,
  withOwnTruth,
  worldFrom,
} from './world.ts';

/** One way to crash. */
export interface Way {
  /** Right before which step the machine stopped: in the last run of a history, and then in the runs that should have mended it. */
  readonly stops: readonly [number, ...number[]];
  /** The power is cut: what is lost is drawn from this seed. */
  readonly cut?: number | undefined;
  /** At the first stop the process alone was ended: what it wrote is not durable, but not lost either, until the power is cut. */
  readonly killedFirst?: boolean | undefined;
  /** What users do before the machine is started again. */
  readonly edits?: readonly Edit[] | undefined;
}

/** A violation after a crash, and the way to it. */
export class CrashViolation extends Violation {
  readonly way: Way;

  constructor({ invariant, message }: Violation, way: Way) {
    super(invariant, `after ${showWay(way)}: ${message}`);
    this.way = way;
  }
}

/** A crash in the last run of a history: what it left. */
interface Crash {
  readonly way: Way;
  readonly moment: Moment;
  /** Goes on where the first cut left it. */
  readonly random: Random | undefined;
}

/** The last run of a history: what it left where it was stopped, and what it led to where it was not. */
interface LastRun {
  readonly world: World;
  /** Right before it. */
  readonly eve: Moment;
  readonly plan: RunPlan;
  readonly crashes: readonly Crash[];
  readonly expected: Readonly<Record<Side, Shape>>;
}

/** Where to stop the machine: undefined at a step where it need not be. */
type Planner = (at: number) => Way | undefined;

/**
 * Stops the machine at every step of a history's last run after which anything is different, and at a random step of the
 * first run after it; then lets it settle. I10: one run later all is as if nothing had stopped. Throws a `Violation`.
 */
export async function crashEverywhere(history: History, crashed: () => void): Promise<void> {
  const random = createRandom(history.seed);
  const planner: Planner = (at) => ({
    stops: random.chance(0.5) ? [at, againAt(random)] : [at],
    edits: drawEdits(random, history),
  });
  await crashIn(history, planner, crashed);
}

/**
 * Cuts the power at every step of a history's last run after which anything is different, sometimes once more in the run
 * after; any part of what was written since the last flush is lost. K3, I10: as after a crash.
 */
export async function cutEverywhere(history: History, crashed: () => void): Promise<void> {
  const random = createRandom(history.seed);
  const planner: Planner = (at) => {
    const killedFirst = random.chance(0.2);
    return {
      stops: killedFirst || random.chance(0.3) ? [at, againAt(random)] : [at],
      cut: random.next(),
      killedFirst,
      edits: drawEdits(random, history),
    };
  };
  await crashIn(history, planner, crashed, { cuttable: true });
}

/** One way to crash again, for a report. */
export async function crashOnce(history: History, way: Way, observed: Observed): Promise<void> {
  const planner: Planner = (at) => (at === way.stops[0] ? way : undefined);
  const cuttable = way.cut !== undefined;
  await crashIn(history, planner, () => undefined, { ...observed, cuttable });
}

/** Steps of a run that mends: where it is stopped in its turn. */
const REACH = 90;

function againAt(random: Random): number {
  return 1 + random.below(REACH);
}

function drawEdits(random: Random, { config }: History): readonly Edit[] | undefined {
  if (!random.chance(0.2)) return undefined;
  return Array.from({ length: 1 + random.below(3) }, () => drawEdit(random, config.secretive));
}

async function crashIn(
  history: History,
  planner: Planner,
  crashed: () => void,
  observed: Observed = {},
): Promise<void> {
  const last = await playToTheEnd(history, planner, observed);
  for (const crash of last.crashes) {
    crashed();
    try {
      await mend(last, crash, crashed);
    } catch (error) {
      if (error instanceof Coincidence) continue;
      throw error instanceof Violation ? new CrashViolation(error, crash.way) : error;
    }
  }
}

async function playToTheEnd(
  { config, epochs }: History,
  planner: Planner,
  observed: Observed,
): Promise<LastRun> {
  const world = newWorld(config, observed);
  const last = epochs.at(-1)!;
  for (const epoch of epochs.slice(0, -1)) {
    beginEpoch(world, epoch);
    await run(world, { disorder: epoch.plan.disorder });
    noteAgreement(world);
  }
  beginEpoch(world, last);
  heal(world);
  // What users did before is durable: its loss is none of ours.
  for (const side of SIDES) world[side].flushed();
  const plan = { disorder: last.plan.disorder };
  const eve = momentOf(world);
  const crashes: Crash[] = [];
  let seen = -1;
  const onStep = (at: number): void => {
    if (changesOf(world) === seen) return;
    seen = changesOf(world);
    const way = planner(at);
    if (way !== undefined) crashes.push(crashNow(world, way));
  };
  await run(world, { ...plan, onStep });
  await run(world);
  return { world, eve, plan, crashes, expected: shapesOf(world) };
}

function changesOf({ source, destination, journal }: World): number {
  return source.changes + destination.changes + journal.changes;
}

function crashNow(world: World, way: Way): Crash {
  const random = way.cut === undefined ? undefined : createRandom(way.cut);
  if (random === undefined || way.killedFirst === true) return { way, moment: momentOf(world), random };
  return { way, moment: momentAfterCut(world, random), random };
}

/** The world after the first stop. Where nothing was lost by it, that it may still get lost is known to the volumes that it happened to. */
async function stopped(last: LastRun, { stops, killedFirst }: Way, moment: Moment): Promise<World> {
  if (killedFirst !== true) return worldFrom(last.world, moment);
  const world = worldFrom(last.world, copyMoment(last.eve));
  await run(world, { ...last.plan, crashAt: stops[0] });
  return world;
}

async function mend(last: LastRun, { way, moment, random }: Crash, crashed: () => void): Promise<void> {
  const lenient = random !== undefined;
  let world = await stopped(last, way, moment);
  judge.requireNothingLost(world);
  world.clock.us += 5_000_000;
  for (const stop of way.stops.slice(1)) {
    const result = await run(world, { ...last.plan, crashAt: stop, lenient });
    if (result.crashed) crashed();
    if (result.crashed && random !== undefined) world = worldFrom(world, momentAfterCut(world, random));
    judge.requireNothingLost(world);
    world.clock.us += 5_000_000;
  }
  if (way.edits === undefined) await requireMended(world, last.expected, { lenient });
  else await requireSettled(withOwnTruth(world), way.edits, { lenient });
}

/** Users went on before the run that mends: nothing is lost, and two runs later all is in step. */
async function requireSettled(world: World, edits: readonly Edit[], plan: RunPlan): Promise<void> {
  for (const done of edits) edit(world, done);
  noteAgreement(world);
  if (hasUnknown(world)) {
    await run(world, plan);
    judge.requireNothingLost(world);
    heal(world);
  }
  for (let count = 0; count < 2; count += 1) {
    const start = before(world);
    await run(world, plan);
    if (plan.lenient !== true) judge.requireFounded(world, start, false);
    judge.requireNothingLost(world);
    world.clock.us += 600_000_000;
  }
  judge.requireConverged(world);
  judge.requireNoTemps(world);
  judge.requireIdle(world, await run(world));
}

async function requireMended(world: World, expected: LastRun['expected'], plan: RunPlan): Promise<void> {
  const start = before(world);
  const first = await run(world, plan);
  if (plan.lenient !== true) judge.requireFounded(world, start, false);
  const plain = judge.hasFineClocks(world) && !judge.hasHardLinks(start);
  if (!plain) await run(world, plan);
  else judge.requireSuccess(world, first);
  judge.requireNothingLost(world);
  judge.requireConverged(world);
  judge.requireNoTemps(world);
  judge.requireNoTwinConflicts(world);
  judge.requireIdle(world, await run(world));
  if (!plain) return;
  const now = shapesOf(world);
  for (const side of SIDES) {
    const difference = differenceOf(expected[side], now[side]);
    if (difference !== undefined)
      throw new Violation('I10', `a crash changes the result: ${side} ${difference}`);
  }
}

function shapesOf(world: World): Record<Side, Shape> {
  const shape = (side: Side): Shape => withoutMoments(shapeOf(treeOf(world[side])));
  return { source: shape('source'), destination: shape('destination') };
}

function showWay({ stops, cut, killedFirst = false, edits = [] }: Way): string {
  const power = cut === undefined ? '' : ` with cut ${cut}${killedFirst ? ' at the second' : ''}`;
  const then = edits.length === 0 ? '' : ` and then ${showEdits(edits)}`;
  return `stops at ${stops.join(' and ')}${power}${then}`;
}
