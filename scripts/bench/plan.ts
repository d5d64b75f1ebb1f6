import type { Report } from './result.ts';
import type { Scale } from './scale.ts';
import type { Workload } from './workload.ts';

const MIN_ROUNDS = 3;
const MAX_ROUNDS = 15;
const SLOW_ROUNDS = 2;
/** How much smaller the work of `--quick` is, about. */
const QUICK_SHARE = 0.06;
const LEAST_SECONDS = 4;

/** The workloads whose names are given; all when none is. Throws on a name that there is not. */
export function choose(workloads: readonly Workload[], only: readonly string[]): readonly Workload[] {
  if (only.length === 0) return workloads;
  const matches = (pattern: string, name: string): boolean =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
  const unknown = only.find((pattern) => !workloads.some(({ name }) => matches(pattern, name)));
  if (unknown !== undefined)
    throw new Error(
      `there is no workload ${unknown}; there are ${workloads.map(({ name }) => name).join(', ')}`,
    );
  return workloads.filter(({ name }) => only.some((pattern) => matches(pattern, name)));
}

/** About how many seconds a workload takes: as it was measured here before, else as on another machine. */
export function secondsOf(
  { name, estimate }: Workload,
  rounds: number,
  scale: Scale,
  before: Report | undefined,
): number {
  const { setupSeconds, roundSeconds, slowSeconds } = estimate;
  const last = before?.workloads[name];
  if (last !== undefined && last.unavailable === undefined)
    return last.setupSeconds + ((last.totalSeconds - last.setupSeconds) * (rounds + 1)) / (last.rounds + 1);
  const seconds =
    setupSeconds + roundSeconds * (rounds + 1) + (slowSeconds ?? 0) * Math.min(rounds, SLOW_ROUNDS);
  return scale.name === 'quick' ? LEAST_SECONDS + seconds * QUICK_SHARE : seconds;
}

/** The most rounds that fit. */
export function roundsWithin(minutes: number, total: (rounds: number) => number): number {
  let rounds = MIN_ROUNDS;
  while (rounds < MAX_ROUNDS && total(rounds + 1) <= minutes * 60) rounds += 1;
  return rounds;
}

/** GiB of disk that a workload fills. */
export function gibOf({ estimate }: Workload, rounds: number, scale: Scale): number {
  return (
    (estimate.gib + (estimate.gibPerRound ?? 0) * (rounds + 1)) * (scale.name === 'quick' ? QUICK_SHARE : 1)
  );
}
