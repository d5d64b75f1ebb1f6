import type { Bench } from '../bench.ts';
import { compareTrees } from '../compare-trees.ts';
import type { Command } from '../measure.ts';
import { measure } from '../measure.ts';
import type { Contender } from '../workload.ts';
import type { Tool } from './tool.ts';

export interface Sides {
  readonly source: string;
  readonly destination: string;
  readonly memory: string;
}

/** A tool that is run again and again on the same two sides, after a first run that is not timed. */
export function onSameSides(bench: Bench, tool: Tool, { source, destination, memory }: Sides): Contender {
  const command = tool.command(source, destination, memory);
  return {
    ...described(tool),
    prepare: () => runFirst(bench, tool.first?.(source, destination, memory) ?? command),
    run: () => measure(command, bench),
    // Content once: what changes nothing has been proven in the warm-up.
    check: (round) => compareTrees(source, destination, { ...tool.promised, content: round === 0 }),
  };
}

/** A tool that copies a source to a name that never was, round after round. */
export function toNewNames(bench: Bench, tool: Tool, source: string): Contender {
  let destination = '';
  return {
    ...meeting(bench, tool, () => ({ source, destination })),
    before: () => void (destination = bench.place.fresh('copy')),
    check: () => compareTrees(source, destination, tool.promised),
  };
}

/** A tool that meets two sides for the first time, round after round: it remembers nothing. */
export function meeting(bench: Bench, tool: Tool, sides: () => Omit<Sides, 'memory'>): Contender {
  const first = tool.first ?? tool.command;
  return {
    ...described(tool),
    shown: tool.shownFirst ?? tool.shown,
    run: () => {
      const { source, destination } = sides();
      return measure(first(source, destination, bench.place.fresh('memory')), bench);
    },
    check: () => {
      const { source, destination } = sides();
      return compareTrees(source, destination, { ...tool.promised, content: false });
    },
  };
}

function described({ name, needs, shown, slow }: Tool): Pick<Contender, 'name' | 'needs' | 'shown' | 'slow'> {
  return { name, needs, shown, slow: slow === true };
}

/** Runs what must succeed before anything can be timed. */
export async function runFirst({ env, signal }: Bench, command: Command): Promise<void> {
  const { exit, output } = await measure(command, { env, signal });
  if (exit !== 0) throw new Error(`its first run ended with ${exit ?? 'a signal'}: ${output}`);
}
