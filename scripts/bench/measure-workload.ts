import { loadavg } from 'node:os';
import type { Bench } from './bench.ts';
import { gibOf } from './plan.ts';
import type { WorkloadResult } from './result.ts';
import { play, prepareAll } from './rounds.ts';
import { judge } from './targets.ts';
import type { Workload } from './workload.ts';

/** Left free on the disk. */
const SPARE_GIB = 3;

/** Sets a workload up and plays its rounds. What cannot be measured gives a result that says why; rejects when stopped. */
export async function measureWorkload(
  workload: Workload,
  bench: Bench,
  wanted: number,
  say: (text: string) => void,
): Promise<WorkloadResult> {
  const passed = stopwatch();
  say(workload.title);
  const { name, title } = workload;
  const measuredAt = new Date().toISOString().slice(0, 16);
  const about = { name, title, revision: bench.revision, measuredAt, loadBefore: loadavg()[0]! };
  try {
    const missingGib = gibOf(workload, wanted, bench.scale) + SPARE_GIB - bench.place.freeGib();
    if (missingGib > 0)
      throw new Error(`${missingGib.toFixed(1)} GiB more would have to be free on the disk`);
    const stage = await workload.set(bench);
    try {
      const records = await prepareAll(stage.contenders, bench, say);
      const setupSeconds = passed();
      const rounds = Math.min(wanted, stage.maxRounds ?? wanted);
      const rows = await play(stage, records, bench, rounds, say);
      const targets = stage.targets.map((target) => judge(target, rows));
      return { ...about, rounds, setupSeconds, totalSeconds: passed(), rows, targets };
    } finally {
      await stage.close?.();
    }
  } catch (error) {
    bench.signal.throwIfAborted();
    const unavailable = error instanceof Error ? error.message : String(error);
    say(`not measured: ${unavailable}`);
    return {
      ...about,
      rounds: 0,
      setupSeconds: 0,
      totalSeconds: passed(),
      rows: [],
      targets: [],
      unavailable,
    };
  }
}

/** Seconds since it was made. */
function stopwatch(): () => number {
  const startedMs = performance.now();
  return () => (performance.now() - startedMs) / 1_000;
}
