import type { Bench } from './bench.ts';
import type { Measured } from './measure.ts';
import type { Target } from './targets.ts';

/** One program's way to do the work. Rounds are numbered from 0, the warm-up, which does not count. */
export interface Contender {
  readonly name: string;
  /** Programs of the system that must be there, else its row says which one is missing. */
  readonly needs?: readonly string[];
  /** How a user would type it, for the report. */
  readonly shown: string;
  /** Takes so long beside the others that it has no warm-up and two counted rounds. */
  readonly slow?: boolean;
  /** Once, before the first round, not timed: copies to work on, the run that makes its archives. Throws if it fails. */
  prepare?(): Promise<void>;
  /** Before each of its runs, not timed. */
  before?(round: number): void;
  run(round: number): Promise<Measured>;
  /** What is wrong with the result, or undefined: only the time of a right one counts. */
  check(round: number): string | undefined;
  /** After each of its runs, failed ones too, not timed. */
  after?(round: number): void;
  /** What else is worth saying about the last run. */
  note?(): string | undefined;
}

/** A workload with its trees made. */
export interface Stage {
  readonly contenders: readonly Contender[];
  readonly targets: readonly Target[];
  /** Where a further round would tell nothing (peak memory). */
  readonly maxRounds?: number;
  /** Before each round, not timed: what changes for all contenders. */
  beforeRound?(round: number): void;
  /** Ends what the stage started. */
  close?(): Promise<void>;
}

/** Seconds and GiB on two cores with an SSD at full size: only for choosing what to run, never in a result. */
export interface Estimate {
  readonly setupSeconds: number;
  /** One round of all contenders but the slow ones, with the checks. */
  readonly roundSeconds: number;
  /** One round of the slow ones. */
  readonly slowSeconds?: number;
  readonly gib: number;
  readonly gibPerRound?: number;
}

export interface Workload {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  readonly estimate: Estimate;
  /** Makes what it needs. Throws `Unavailable` where it cannot be measured. */
  set(bench: Bench): Promise<Stage>;
}

/** A workload or contender that this machine cannot run, and what is missing. */
export class Unavailable extends Error {}
