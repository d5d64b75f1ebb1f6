import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../simulate/random.ts';
import type { World } from './world.ts';

/** When a run is killed: so long after its start, or after it told of so many operations. */
export interface Moment {
  readonly lines: number;
  readonly ms: number;
}

/** Operations of one run here, at least. */
const MOST_LINES = 16;
/** In this time a run starts, connects and looks around, on an idle machine. */
const START_MS = 800;
/** Several operations are done in this time. */
const LATER_MS = 6;

export function drawMoment(random: Random): Moment {
  if (random.chance(0.2)) return { lines: 0, ms: random.below(START_MS) };
  return { lines: 1 + random.below(MOST_LINES), ms: random.below(LATER_MS) };
}

/** Kills a run of the real process with SIGKILL. False when it had ended before. */
export async function killAt(world: World, { lines, ms }: Moment): Promise<boolean> {
  const { child, ended } = world.begin();
  await Promise.race([ended, linesOf(child.stdout, lines).then(() => sleep(ms))]);
  child.kill('SIGKILL');
  return (await ended).signal === 'SIGKILL';
}

function linesOf(stdout: NodeJS.ReadableStream, count: number): Promise<void> {
  if (count === 0) return Promise.resolve();
  return new Promise((resolve) => {
    let seen = 0;
    createInterface(stdout).on('line', () => {
      seen += 1;
      if (seen === count) resolve();
    });
  });
}
