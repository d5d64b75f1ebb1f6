import type { Before } from './before.ts';
import { before } from './before.ts';
import type { Epoch, History } from './history.ts';
import { isQuiet } from './history.ts';
import type { RunResult } from './drive.ts';
import { loseJournal } from './memory-journal.ts';
import { run } from './drive.ts';
import * as judge from './judge.ts';
import { viewOf } from './tree.ts';
import { noteForgotten } from './unseen.ts';
import type { Observed, World } from './world.ts';
import { edit, hasUnknown, heal, newWorld, noteAgreement, SIDES, trashLimitMs } from './world.ts';

/** How a history went. */
export interface Played {
  readonly world: World;
  readonly runs: number;
  readonly traces: readonly string[];
}

/** A history under way: what is known of the last moment at which both sides were the same. */
interface Stage {
  readonly world: World;
  settled: Before | undefined;
  runs: number;
  readonly traces: string[];
  /** When runs that nothing happened to began, and what trash was old by then; ms since the epoch. */
  readonly quietRuns: { readonly atMs: number; readonly oldBeforeMs: number }[];
}

/** The clock is noted within a day. */
const NOTED_WITHIN_MS = 24 * 3_600_000;

/** Plays a history and, when it is over, lets it settle. Throws a `Violation`. */
export async function play(history: History, observed?: Observed): Promise<Played> {
  const world = newWorld(history.config, observed);
  const stage: Stage = { world, settled: undefined, runs: 0, traces: [], quietRuns: [] };
  for (const epoch of history.epochs) await playEpoch(stage, epoch);
  heal(world);
  await settle(
    stage,
    history.epochs.some(({ plan: { faults = [] } }) => faults.length > 0),
  );
  return { world, runs: stage.runs, traces: stage.traces };
}

async function playEpoch(stage: Stage, epoch: Epoch): Promise<void> {
  const { world } = stage;
  beginEpoch(world, epoch);
  const fresh = stage.runs === 0 || (epoch.losesJournal === true && stage.settled !== undefined);
  const [oldBeforeMs, notes] = [trashLimitMs(world), new Set(world.journal.notes.keys())];
  const atMs = world.clock.us / 1_000;
  const start = before(world);
  const quiet = isQuiet(epoch.plan);
  // What a troubled run left (a temp file, a version under two names) is mended in the real run alone.
  const orderly = quiet && (stage.settled !== undefined || stage.runs === 0);
  const dry = orderly ? await run(world, { ...epoch.plan, dryRun: true }) : undefined;
  const result = await run(world, epoch.plan);
  keep(stage, result);
  judge.requireReadOnlySource(world, result);
  judge.requireNothingLost(world);
  if (epoch.losesJournal === true) {
    stage.settled = undefined;
    judge.requireUnion(world, start);
  }
  if (!quiet) {
    // Whatever fails, and whatever listings leave out: nothing goes that the other side still has.
    if ((epoch.plan.edits ?? []).length === 0)
      judge.requireFounded(world, start, stage.settled !== undefined);
    stage.settled = undefined;
  }
  if (quiet && hasUnknown(world)) {
    judge.requireFounded(world, start, stage.settled !== undefined);
    if (!judge.hasHardLinks(start)) judge.requireUnknownLeft(world, start);
    stage.settled = undefined;
  } else if (quiet) {
    judge.requirePurged(world, certainlyOldBeforeMs(stage, oldBeforeMs), notes);
    stage.quietRuns.push({ atMs, oldBeforeMs });
    judgeQuietRun(stage, start, dry, result, fresh);
  }
  noteAgreement(world);
}

/** After a long pause, which may be a clock that leapt, trash is only old if it was so at a run that is itself as long ago. */
function certainlyOldBeforeMs({ quietRuns }: Stage, oldBeforeMs: number): number {
  const longAgo = quietRuns.findLast(({ atMs }) => atMs < oldBeforeMs);
  return (longAgo?.oldBeforeMs ?? -Infinity) - NOTED_WITHIN_MS;
}

export function beginEpoch(world: World, { pauseUs, edits, losesJournal = false }: Epoch): void {
  world.clock.us += pauseUs;
  for (const done of edits) edit(world, done);
  if (losesJournal) {
    loseJournal(world.journal);
    noteForgotten(world);
    for (const side of SIDES)
      for (const content of viewOf(world[side]).contents) world.truth.copied.add(content);
  }
  noteAgreement(world);
}

/** What holds after a run that nothing happened to; all of it only where the last run ended with equal sides. */
function judgeQuietRun(
  stage: Stage,
  start: Before,
  dry: RunResult | undefined,
  result: RunResult,
  fresh: boolean,
): void {
  const { world, settled } = stage;
  judge.requireFounded(world, start, settled !== undefined);
  judge.requireRealConflicts(result.outcomes, start);
  if (judge.hasHardLinks(start)) return void (stage.settled = undefined);
  judge.requireSuccess(world, result);
  if (dry !== undefined) judge.requireSamePlan(world, dry, result);
  // With a coarse clock a new file may look like one that was removed, until its content was read once more.
  if (!judge.hasFineClocks(world)) return void (stage.settled = undefined);
  if (settled !== undefined || fresh) {
    judge.requireConverged(world);
    judge.requireNoTemps(world);
    judge.requireNoTwinConflicts(world);
    if (settled !== undefined) judge.requireUntouched(world, settled, start);
    if (settled !== undefined && world.config.mode === 'two-way')
      judge.requireNoResurrection(world, settled, start);
    stage.settled = before(world);
  }
}

/** Two quiet runs after which both sides are the same, and one that has nothing to do. */
async function settle(stage: Stage, failing: boolean): Promise<void> {
  const { world } = stage;
  for (let count = 0; count < 2; count += 1) {
    world.clock.us += 600_000_000;
    const start = before(world);
    const result = await run(world);
    keep(stage, result);
    judge.requireFounded(world, start, false);
    judge.requireNothingLost(world);
    if (count === 1 || !judge.hasHardLinks(start)) judge.requireSuccess(world, result);
    noteAgreement(world);
  }
  judge.requireConverged(world);
  judge.requireNoTemps(world, failing);
  world.clock.us += 600_000_000;
  judge.requireIdle(world, await run(world));
}

function keep(stage: Stage, { trace }: RunResult): void {
  stage.runs += 1;
  for (const line of trace) stage.traces.push(line);
}
