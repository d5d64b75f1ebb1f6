import type { Mode } from '@syncline/model';
import { otherSide } from '@syncline/model';
import type { Config } from './config.ts';
import { drawConfig, mirroredConfig, withHiddenNames } from './config.ts';
import type { RunPlan } from './drive.ts';
import { CUT_LISTING } from './drive.ts';
import type { Edit } from './edits.ts';
import { drawEdit } from './edits.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';

/** What happens to two sides: edits and a run, again and again. */
export interface History {
  readonly seed: number;
  readonly config: Config;
  readonly epochs: readonly Epoch[];
}

export interface Epoch {
  readonly pauseUs: number;
  readonly edits: readonly Edit[];
  readonly plan: RunPlan;
  /** The journal is lost before the run. */
  readonly losesJournal?: boolean | undefined;
}

export interface Shape {
  readonly modes: readonly Mode[];
  /** Nothing happens during runs: no edits, no faults. */
  readonly quiet?: boolean;
}

const ALL_MODES: Shape = { modes: ['two-way', 'two-way', 'two-way', 'two-way', 'clone', 'simple'] };

/** Makes another stream of numbers of a seed, which leaves the first one as it is. */
const DOT_NAMES = 0xd07;

export function drawHistory(seed: number, shape: Shape = ALL_MODES): History {
  const random = createRandom(seed);
  const config = withHiddenNames(drawConfig(random, shape.modes), createRandom(seed ^ DOT_NAMES));
  const rough = shape.quiet !== true && random.chance(0.6);
  const disorderly = random.chance(0.5);
  const epochs: Epoch[] = [];
  for (let count = 2 + random.below(4); count > 0; count -= 1)
    epochs.push(
      drawEpoch(random, { first: epochs.length === 0, rough, disorderly, secretive: config.secretive }),
    );
  return { seed, config, epochs };
}

interface Course {
  readonly first: boolean;
  readonly rough: boolean;
  readonly disorderly: boolean;
  readonly secretive: boolean;
}

/** µs from the last run to the edits: none at all, some, more than any clock's precision, long after every race. */
const PAUSES_US = [0, 0, 50_000, 3_000_000, 600_000_000];

/** Longer than any trash is kept. */
const FORTY_DAYS_US = 40 * 24 * 3_600 * 1_000_000;

function drawEpoch(random: Random, { first, rough, disorderly, secretive }: Course): Epoch {
  const edits = Array.from({ length: (first ? 4 : 0) + random.below(7) }, () => drawEdit(random, secretive));
  const disorder = disorderly ? random.next() : undefined;
  return {
    pauseUs: random.chance(0.05) ? FORTY_DAYS_US : random.pick(PAUSES_US),
    edits,
    plan: { ...(rough ? drawTrouble(random, secretive) : {}), disorder },
    // What a troubled run noted for the next one is not to be lost with it.
    losesJournal: !rough && !first && random.chance(0.08),
  };
}

/** Steps of a small run: where trouble falls. */
const REACH = 90;
const FAULTS = ['EIO', 'EACCES', 'ENOSPC', 'ENOENT', 'EMFILE', 'ECONNRESET', CUT_LISTING, CUT_LISTING];

function drawTrouble(random: Random, secretive: boolean): RunPlan {
  const edits = random.chance(0.6)
    ? Array.from({ length: 1 + random.below(4) }, () => ({
        at: 1 + random.below(REACH),
        edit: drawEdit(random, secretive),
      }))
    : [];
  const faults = random.chance(0.4)
    ? Array.from({ length: 1 + random.below(3) }, () => ({
        at: 1 + random.below(REACH),
        code: random.pick(FAULTS),
      }))
    : [];
  return { edits, faults };
}

/** Whether nothing happened to a run from outside. */
export function isQuiet({ edits = [], faults = [], crashAt }: RunPlan): boolean {
  return edits.length === 0 && faults.length === 0 && crashAt === undefined;
}

/** The same history with the sides swapped. */
export function mirrored({ seed, config, epochs }: History): History {
  const turn = (edit: Edit): Edit => ({ ...edit, side: otherSide(edit.side) });
  const turned = epochs.map((epoch) => ({ ...epoch, edits: epoch.edits.map(turn) }));
  return { seed, config: mirroredConfig(config), epochs: turned };
}

/** The same history, with what goes on at the same time completed in another order. */
export function inAnotherOrder({ seed, config, epochs }: History): History {
  const disorderOf = ({ disorder }: RunPlan): number | undefined =>
    disorder === undefined ? seed : undefined;
  const others = epochs.map((epoch) => ({
    ...epoch,
    plan: { ...epoch.plan, disorder: disorderOf(epoch.plan) },
  }));
  return { seed, config, epochs: others };
}
