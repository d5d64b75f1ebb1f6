import type { Spread } from './statistics.ts';
import type { Judged } from './targets.ts';

/** One contender's figures in a workload. Without counted runs there is only `failure`. */
export interface Row {
  readonly name: string;
  readonly command: string;
  readonly runs: number;
  readonly wallSeconds?: Spread | undefined;
  readonly cpuSeconds?: Spread | undefined;
  readonly peakBytes?: Spread | undefined;
  /** Syncline's median over this one's. */
  readonly ratio?: number | undefined;
  /** The median of what Syncline needed over what this one needed in the same round. */
  readonly ratioPerRound?: number | undefined;
  /** The ratio of the medians of CPU time. */
  readonly cpuRatio?: number | undefined;
  readonly note?: string | undefined;
  /** Why it, or some of its runs, do not count. */
  readonly failure?: string | undefined;
}

export interface WorkloadResult {
  readonly name: string;
  readonly title: string;
  /** The revision of Syncline that was measured. */
  readonly revision: string;
  readonly measuredAt: string;
  readonly rounds: number;
  /** How busy the machine was already. */
  readonly loadBefore: number;
  readonly setupSeconds: number;
  readonly totalSeconds: number;
  readonly rows: readonly Row[];
  readonly targets: readonly Judged[];
  /** Why it could not be measured at all. */
  readonly unavailable?: string;
}

/** What is kept between invocations, so that workloads can be measured one by one. */
export interface Report {
  readonly scale: string;
  readonly machine: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly workloads: Readonly<Record<string, WorkloadResult>>;
}
