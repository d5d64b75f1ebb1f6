import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../simulate/random.ts';
import type { World } from './world.ts';

/** When a run is killed: after a share of the time that one takes, or so long after it told of so many operations. */
export type Moment = { readonly share: number } | { readonly lines: number; readonly ms: number };

/** Operations of one run here, as a rule at least. */
const MOST_LINES = 10;
/** Several operations are done in this time. */
const LATER_MS = 6;

export function drawMoment(random: Random): Moment {
  if (random.chance(0.5)) return { share: random.below(1_000) / 1_000 };
  return { lines: 1 + random.below(MOST_LINES), ms: random.below(LATER_MS) };
}

/** Kills a run of the real process with SIGKILL. False when it had ended before. */
export async function killAt(world: World, moment: Moment): Promise<boolean> {
  const { child, ended } = world.begin();
  const come =
    'share' in moment
      ? sleep(moment.share * world.usualMs())
      : linesOf(child.stdout, moment.lines).then(() => sleep(moment.ms));
  await Promise.race([ended, come]);
  child.kill('SIGKILL');
  return (await ended).signal === 'SIGKILL';
}

function linesOf(stdout: NodeJS.ReadableStream, count: number): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    createInterface(stdout).on('line', () => {
      seen += 1;
      if (seen === count) resolve();
    });
  });
}
