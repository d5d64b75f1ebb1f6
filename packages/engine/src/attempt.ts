import type { Endpoint } from '@syncline/endpoint';
import type { Item, Side, Summary } from '@syncline/model';
import { isSynclineError, messageOf, SynclineError } from '@syncline/model';
import type { Journal } from '@syncline/state';
import { JournalDamaged } from '@syncline/state';
import { carryOut } from './carry-out.js';
import type { Effects } from './effects.js';
import { REAL_EFFECTS } from './effects.js';
import type { Notice, RunEvent } from './events.js';
import { exitCodeOf } from './exit-code.js';
import { whyChecksFail } from './file-checks.js';
import { openRun } from './open-run.js';
import type { RunOptions } from './options.js';
import { checkRoots } from './roots.js';
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
    const stopped = await withJournal(stage);
    return summaryOf(stage, startedMs, { stopped });
  } catch (error) {
    if (isSynclineError(error) && error.code === 'usage') throw error;
    if (!signal.aborted) emit({ type: 'notice', notice: errorNotice(error) });
    return summaryOf(stage, startedMs, { error });
  }
}

function errorNotice(error: unknown): Notice {
  const { code, side } = isSynclineError(error) ? error : {};
  return { level: 'error', message: messageOf(error), code, side };
}

function summaryOf(
  { tally, signal }: Stage,
  startedMs: number,
  { stopped, error }: { readonly stopped?: string | undefined; readonly error?: unknown },
): Summary {
  const code = error === undefined ? undefined : isSynclineError(error) ? error.code : 'failed';
  const interrupted = signal.aborted;
  const exit = exitCodeOf({
    interrupted,
    error: code,
    stopped: stopped !== undefined,
    troubled: tally.troubled,
  });
  const reason = interrupted ? 'interrupted' : error === undefined ? stopped : messageOf(error);
  const seconds = Math.round(performance.now() - startedMs) / 1_000;
  return { exit, ...tally.counts, seconds, ...(reason === undefined ? {} : { reason }) };
}

/** Opens the journal; one that turns out to be damaged in mid-run is set aside, and the item starts as new. */
async function withJournal(stage: Stage): Promise<string | undefined> {
  const journal = await open(stage);
  try {
    return await withEndpoints(stage, journal);
  } catch (error) {
    if (!(error instanceof JournalDamaged) || stage.options.dryRun === true) throw error;
    const movedTo = await journal.setAside(error.because);
    notice(
      stage,
      'warning',
      `the journal is damaged (${error.because}); it was set aside as ${movedTo}, and this run starts as a first run`,
    );
  } finally {
    await journal.close();
  }
  stage.tally = createTally();
  return withJournal(stage);
}

async function open({ item, options, emit, effects }: Stage): Promise<Journal> {
  const journal = await effects.openJournal(item, options);
  if (journal.origin.state === 'set-aside') {
    const { because, movedTo } = journal.origin;
    const where = movedTo === undefined ? '' : `; it was set aside as ${movedTo}`;
    notice(
      { emit },
      'warning',
      `the journal could not be used (${because})${where}: this run is like a first run`,
    );
  }
  return journal;
}

async function withEndpoints(stage: Stage, journal: Journal): Promise<string | undefined> {
  const { item, options, emit, signal, effects } = stage;
  const sides = effects.createEndpoints(item, (message) => notice(stage, 'warning', message));
  try {
    await Promise.all([openSide('source', sides, signal), openSide('destination', sides, signal)]);
    const roots = await checkRoots(sides, journal, signal);
    const failure = await whyChecksFail({ item, sides, signal });
    if (failure !== undefined) throw new SynclineError('refused', failure, { scope: 'item' });
    if (roots.makeDestination && options.dryRun !== true) await sides.destination.makeRoot(signal);
    const cutShort = await wasCutShort(journal);
    const run = openRun({ item, options, sides, journal, emit, signal, effects, cutShort });
    stage.tally = run.tally;
    return await carryOut(run, roots, options.approveDeletes === true);
  } finally {
    await Promise.all([sides.source.close(), sides.destination.close()]);
  }
}

/** Opens a side; an error says which one it is about. */
export async function openSide(
  side: Side,
  sides: Readonly<Record<Side, Endpoint>>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await sides[side].open(signal);
  } catch (error) {
    if (!isSynclineError(error)) throw error;
    const { code, scope, retry, path } = error;
    throw new SynclineError(code, `the ${side}: ${error.message}`, {
      scope,
      retry,
      path,
      side,
      cause: error,
    });
  }
}
