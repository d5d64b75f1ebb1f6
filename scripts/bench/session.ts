import { rmSync } from 'node:fs';
import { build } from '../run.mjs';
import { machine } from './machine.ts';
import { measureWorkload } from './measure-workload.ts';
import { openBench } from './open-bench.ts';
import type { Options } from './options.ts';
import { installPeers } from './peers/install.ts';
import { versions } from './peers/programs.ts';
import { Place } from './place.ts';
import { choose, roundsWithin, secondsOf } from './plan.ts';
import { profilesOf, readReport, writeProfile, writeReport } from './report-files.ts';
import type { Report, WorkloadResult } from './result.ts';
import type { Scale } from './scale.ts';
import { FULL, QUICK } from './scale.ts';
import { markdown } from './table.ts';
import type { Workload } from './workload.ts';
import { WORKLOADS } from './workloads/index.ts';

/** Measures what the options choose, and keeps the report up to date after every workload. Rejects when interrupted. */
export async function runSession(options: Options, say: (text: string) => void): Promise<void> {
  const scale = options.quick ? QUICK : FULL;
  const before = readReport(options.out, scale.name);
  const workloads = choose(WORKLOADS, options.only);
  const rounds = announce(workloads, options, scale, before, say);
  if (options.list) return;
  build();
  if (options.install) installPeers(say);
  const about = { scale: scale.name, machine: machine(options.work), versions: versions() };
  const results: Record<string, WorkloadResult> = {};
  const keep = (result: WorkloadResult): void => {
    results[result.name] = result;
    if (options.profile) writeProfile(options.out, result);
    writeReport(options.out, { ...about, workloads: inOrder({ ...before?.workloads, ...results }) });
  };
  await measureAll(workloads, scale, rounds, options, keep, say);
  console.log(markdown({ ...about, workloads: results }));
  say(`written to ${options.out}`);
}

/** Says how long each takes, and gives the number of rounds. */
function announce(
  workloads: readonly Workload[],
  { budgetMinutes, rounds: wanted }: Options,
  scale: Scale,
  before: Report | undefined,
  say: (text: string) => void,
): number {
  const total = (count: number): number =>
    workloads.reduce((sum, workload) => sum + secondsOf(workload, count, scale, before), 0);
  const rounds = budgetMinutes === undefined ? wanted : roundsWithin(budgetMinutes, total);
  for (const workload of workloads)
    say(
      `${minutes(secondsOf(workload, rounds, scale, before))}  ${workload.name.padEnd(22)}  ${workload.title}`,
    );
  say(`${minutes(total(rounds))}  in all, about, with ${rounds} rounds`);
  return rounds;
}

async function measureAll(
  workloads: readonly Workload[],
  scale: Scale,
  rounds: number,
  { work, out, profile }: Options,
  keep: (result: WorkloadResult) => void,
  say: (text: string) => void,
): Promise<void> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(new Error('interrupted'));
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const place = new Place(work);
  try {
    const bench = openBench(place, scale, stop.signal, say);
    for (const [index, workload] of workloads.entries()) {
      const where = `[${index + 1}/${workloads.length}] ${workload.name}`;
      rmSync(profilesOf(out, workload.name), { recursive: true, force: true });
      const profiles = profile ? { profiles: profilesOf(out, workload.name) } : {};
      keep(
        await measureWorkload(workload, { ...bench, ...profiles }, rounds, (text) =>
          say(`${where}  ${text}`),
        ),
      );
    }
  } finally {
    say('cleaning up');
    await place.close();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** In the order of the workloads, whenever each was measured. */
function inOrder(results: Readonly<Record<string, WorkloadResult>>): Record<string, WorkloadResult> {
  const known = WORKLOADS.filter(({ name }) => results[name] !== undefined);
  return Object.fromEntries(known.map(({ name }) => [name, results[name]!]));
}

function minutes(seconds: number): string {
  return `${(seconds / 60).toFixed(1).padStart(6)} min`;
}
