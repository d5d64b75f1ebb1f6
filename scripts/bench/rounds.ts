import { loadavg } from 'node:os';
import type { Bench } from './bench.ts';
import type { Measured } from './measure.ts';
import { isThere } from './peers/programs.ts';
import type { Row } from './result.ts';
import { spread } from './statistics.ts';
import type { Contender, Stage } from './workload.ts';

const SLOW_ROUNDS = 2;
/** A contender that failed so often in one workload is not asked again. */
const MAX_FAILURES = 2;
const SHOWN_REASON_CHARS = 300;
const REFERENCE = 'syncline';

/** What is known of a contender while its workload runs. */
export interface Record {
  readonly contender: Contender;
  /** By round; only runs whose result was right. */
  readonly counted: Map<number, Measured>;
  readonly failures: string[];
  out: boolean;
}

/** Prepares every contender. `say` gets a line for each. */
export async function prepareAll(
  contenders: readonly Contender[],
  bench: Bench,
  say: (text: string) => void,
): Promise<readonly Record[]> {
  const records = contenders.map(newRecord);
  for (const record of records) await prepare(record, bench, say);
  return records;
}

/** Plays all rounds interleaved, the warm-up first, and sums up. `say` gets a line for each run. */
export async function play(
  stage: Stage,
  records: readonly Record[],
  bench: Bench,
  rounds: number,
  say: (text: string) => void,
): Promise<readonly Row[]> {
  for (let round = 0; round <= rounds; round += 1) {
    stage.beforeRound?.(round);
    // Another one begins each time, so that no place in the order favours anybody.
    for (let turn = 0; turn < records.length; turn += 1) {
      const record = records[(round + turn) % records.length]!;
      const { slow } = record.contender;
      if (record.out || (slow === true && (round === 0 || round > SLOW_ROUNDS))) continue;
      await runOnce(record, round, bench, (text) => say(`round ${round}/${rounds}  ${text}`));
    }
  }
  return records.map((record) => sumUp(record, records));
}

function newRecord(contender: Contender): Record {
  return { contender, counted: new Map(), failures: [], out: false };
}

async function prepare(record: Record, bench: Bench, say: (text: string) => void): Promise<void> {
  const { contender } = record;
  const missing = contender.needs?.find((program) => !isThere(program));
  try {
    if (missing !== undefined) throw new Error(`${missing} is not installed`);
    if (contender.prepare !== undefined) say(`prepare  ${contender.name}`);
    await contender.prepare?.();
  } catch (error) {
    bench.signal.throwIfAborted();
    record.out = true;
    record.failures.push(reasonOf(error));
    say(`prepare  ${contender.name}: ${record.failures[0]}`);
  }
}

async function runOnce(
  record: Record,
  round: number,
  bench: Bench,
  say: (text: string) => void,
): Promise<void> {
  const { contender } = record;
  try {
    contender.before?.(round);
    bench.place.settle();
    const measured = await contender.run(round);
    const wrong = wrongWith(measured) ?? contender.check(round);
    if (wrong !== undefined) throw new Error(wrong);
    if (round > 0) record.counted.set(round, measured);
    say(`${contender.name}: ${measured.wallSeconds.toFixed(3)} s  (load ${loadavg()[0]!.toFixed(1)})`);
  } catch (error) {
    bench.signal.throwIfAborted();
    record.failures.push(reasonOf(error));
    record.out = record.failures.length >= MAX_FAILURES;
    say(`${contender.name}: does not count: ${record.failures.at(-1)}`);
  } finally {
    contender.after?.(round);
  }
}

function wrongWith({ exit, output }: Measured): string | undefined {
  return exit === 0 ? undefined : `ended with ${exit ?? 'a signal'}: ${output}`;
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const flat = text.replaceAll(/\s+/g, ' ');
  return flat.length > SHOWN_REASON_CHARS ? `${flat.slice(0, SHOWN_REASON_CHARS)} …` : flat;
}

function sumUp({ contender, counted, failures }: Record, records: readonly Record[]): Row {
  const runs = [...counted.values()];
  const reference = records.find((record) => record.contender.name === REFERENCE)?.counted;
  const wallSeconds = spread(runs.map((run) => run.wallSeconds));
  return {
    name: contender.name,
    command: contender.shown,
    runs: runs.length,
    wallSeconds,
    cpuSeconds: spread(runs.map((run) => run.cpuSeconds)),
    peakBytes: spread(runs.map((run) => run.peakBytes)),
    ...ratios(reference, counted),
    note: contender.note?.(),
    failure: failures.length === 0 ? undefined : `${failures.length} failed: ${failures[0]}`,
  };
}

function ratios(
  reference: ReadonlyMap<number, Measured> | undefined,
  counted: ReadonlyMap<number, Measured>,
): Pick<Row, 'ratio' | 'ratioPerRound' | 'cpuRatio'> {
  if (reference === undefined) return {};
  const [ours, its] = [[...reference.values()], [...counted.values()]];
  const perRound = [...counted]
    .filter(([round]) => reference.has(round))
    .map(([round, run]) => reference.get(round)!.wallSeconds / run.wallSeconds);
  return {
    ratio: quotient(ours, its, (run) => run.wallSeconds),
    ratioPerRound: spread(perRound)?.median,
    cpuRatio: quotient(ours, its, (run) => run.cpuSeconds),
  };
}

/** Undefined where a figure is missing, or the other is below what can be measured. */
function quotient(
  ours: readonly Measured[],
  its: readonly Measured[],
  figure: (run: Measured) => number | undefined,
): number | undefined {
  const [mine, other] = [ours, its].map((runs) => spread(runs.map(figure))?.median);
  return mine === undefined || other === undefined || other === 0 ? undefined : mine / other;
}
