import { overlap } from '@syncline/model';

/** A part of a place that an item reads, or reads and writes. */
export interface Subtree {
  /** What holds it: this machine, or an account on a server. Paths of different places never overlap. */
  readonly place: string;
  /** Absolute within the place, `/`-separated, in one spelling. */
  readonly path: string;
  readonly writes: boolean;
}

/** What an item touches: its two sides. */
export type Touched = readonly Subtree[];

/**
 * The subtree of the first that two items would both write, or undefined. Such items are refused (SPEC §5): each would
 * undo the work of the other.
 */
export function bothWrite(left: Touched, right: Touched): Subtree | undefined {
  return left.find((mine) => mine.writes && right.some((other) => other.writes && overlap(mine, other)));
}

/** Whether two items must take turns: they share a source, or one writes what the other reads (SPEC §5). */
export function takeTurns(left: Touched, right: Touched): boolean {
  return left.some((mine) => right.some((other) => overlap(mine, other)));
}
