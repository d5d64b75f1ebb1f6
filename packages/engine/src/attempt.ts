import type { Item, Summary } from '@syncline/model';
import { isSynclineError } from '@syncline/model';
import type { Journal } from '@syncline/state';
import { JournalDamaged } from '@syncline/state';
import { carryOut } from './carry-out.js';
import type { Effects } from './effects.js';
import { REAL_EFFECTS } from './effects.js';
import { errorNotice, summaryOf } from './ending.js';
import type { RunEvent } from './events.js';
import { checkSides, openBoth, openJournalOf } from './opening.js';
import type { OpenedSides } from './open-run.js';
import { openRun } from './open-run.js';
import type { RunOptions } from './options.js';
import { notice } from './run.js';
import type { Tally } from './tally.js';
import { createTally } from './tally.js';
import { wasCutShort } from './unfinished.js';

/** What stays the same over the stages of one attempt to run an item. */
interface Stage {
  readonly item: Item;
  readonly options: RunOptions;
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal;
  readonly effects: Effects;
  /** The tally of the run, once there is one. */
  tally: Tally;
}

/** Runs an item once; whatever goes wrong is in the summary. */
export async function attempt(
  item: Item,
  options: RunOptions,
  emit: (event: RunEvent) => void,
  signal: AbortSignal,
  effects: Effects = REAL_EFFECTS,
): Promise<Summary> {
  const startedMs = performance.now();
  const stage: Stage = { item, options, emit, signal, effects, tally: createTally() };
  try {
    const stopped = await withEndpoints(stage);
    return summaryOf({ tally: stage.tally, interrupted: signal.aborted, startedMs, stopped });
  } catch (error) {
    if (isSynclineError(error) && error.code === 'usage') throw error;
    if (!signal.aborted) emit({ type: 'notice', notice: errorNotice(error) });
    return summaryOf({ tally: stage.tally, interrupted: signal.aborted, startedMs, error });
  }
}

/** Makes both sides, which prepare and are opened while the journal is: servers are greeted by the time that it is read. */
async function withEndpoints(stage: Stage): Promise<string | undefined> {
  const { item, options, signal, effects } = stage;
  const tell = (message: string): void => notice(stage, 'warning', message);
  const sides = await effects.createEndpoints(item, tell, options.connections);
  try {
    const rows = (await effects.expectedRows?.(item, options)) ?? 0;
    for (const side of [sides.source, sides.destination]) side.expect?.(rows);
    const opened = openBoth(sides, signal);
    // What is wrong with the journal is told before what is wrong with a side.
    opened.catch(() => undefined);
    return await withJournal(stage, sides, opened);
  } finally {
    await Promise.all([sides.source.close(), sides.destination.close()]);
  }
}

/** Opens the journal; one that turns out to be damaged in mid-run is set aside, and the item starts as new, which opening it tells. */
async function withJournal(
  stage: Stage,
  sides: OpenedSides,
  opened: Promise<void>,
): Promise<string | undefined> {
  const journal = await openJournalOf(stage);
  try {
    await opened;
    return await withAll(stage, sides, journal);
  } catch (error) {
    if (!(error instanceof JournalDamaged) || stage.options.dryRun === true) throw error;
    await journal.setAside(error.because);
  } finally {
    await journal.close();
  }
  stage.tally = createTally();
  return withJournal(stage, sides, opened);
}

async function withAll(stage: Stage, sides: OpenedSides, journal: Journal): Promise<string | undefined> {
  const { item, options, emit, signal, effects } = stage;
  const approved = options.approveDeletes === true;
  const roots = await checkSides(sides, { item, options, journal, signal, approved });
  const cutShort = await wasCutShort(journal);
  const run = openRun({ item, options, sides, journal, emit, signal, effects, cutShort });
  stage.tally = run.tally;
  return carryOut(run, roots, approved);
}
