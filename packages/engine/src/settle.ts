import type { Decision, Pairing } from '@syncline/differ';
import { conflictFamily, decide } from '@syncline/differ';
import type { Name, Side } from '@syncline/model';
import { batchesOf } from './batches.js';
import { carryDisplaced } from './displaced.js';
import { recordDone } from './done.js';
import { record } from './forget.js';
import { noteFound } from './found.js';
import type { Gathering, SettleContext } from './gathering.js';
import type { InFlight } from './in-flight.js';
import { createInFlight } from './in-flight.js';
import type { NewFile } from './new-files.js';
import { makeNewFiles, newFileOf, TOGETHER } from './new-files.js';
import type { Run } from './run.js';
import { settleName } from './settle-name.js';

/**
 * Decides on a batch of names of one directory, carries out what can be done at once, notes what has to wait, and
 * hands the journal the rows of what was achieved.
 */
export async function settle(batch: readonly Pairing[], context: SettleContext, run: Run): Promise<void> {
  const gathering: Gathering = { ...context, changes: [], done: [] };
  await recordAfter(settleAll(batch, gathering, run), gathering, run);
}

async function settleAll(batch: readonly Pairing[], gathering: Gathering, run: Run): Promise<void> {
  const { place } = gathering;
  const inFlight = createInFlight();
  const newFiles: Record<Side, NewFile[]> = { source: [], destination: [] };
  const turns: Turns = new Map();
  for (const pairing of await carryDisplaced(batch, gathering, run)) {
    const decision = decide(pairing, place.path, run.policy);
    if (decision.do === 'nothing') continue;
    noteFound(run.tally, decision);
    const newFile = newFileOf(pairing, decision, place, run);
    if (newFile === undefined) {
      const work = (): Promise<void> => settleOne(pairing, decision, gathering, run);
      inFlight.add(MAY_CONFLICT.has(decision.do) ? inTurn(turns, pairing.name, work) : work());
    } else newFiles[newFile.operation.side].push(newFile);
  }
  for (const files of Object.values(newFiles)) makeTogether(files, gathering, inFlight, run);
  await inFlight.settle();
}

/**
 * Hands the journal the rows of what was achieved once `work` has ended. What breaks it off (an interruption, a lost side) takes
 * nothing of that back: to the next run, what has no row looks as if it had come since, and a delete of it would be undone.
 */
export async function recordAfter(work: Promise<void>, gathering: Gathering, run: Run): Promise<void> {
  const hand = async (): Promise<void> => {
    try {
      await recordDone(gathering.done, gathering.changes, gathering.place.path, run);
    } finally {
      // A side that is lost does not show what was done on it; what is known without that still counts.
      await record(run, gathering.changes);
    }
  };
  try {
    await work;
  } catch (error) {
    // Why it ended is what counts.
    await hand().catch(() => undefined);
    throw error;
  }
  await hand();
}

function makeTogether(files: readonly NewFile[], gathering: Gathering, inFlight: InFlight, run: Run): void {
  for (const part of batchesOf(files, TOGETHER)) inFlight.add(makeNewFiles(part, gathering, run));
}

/** The last work on each family of names. */
type Turns = Map<string, Promise<void>>;

/** Names whose conflict copies could be given one name take turns: which gets it does not depend on what is done sooner (I8). */
function inTurn(turns: Turns, name: Name, work: () => Promise<void>): Promise<void> {
  const family = conflictFamily(name);
  const before = turns.get(family);
  const done = before === undefined ? work() : before.then(work, work);
  turns.set(family, done);
  return done;
}

function settleOne(pairing: Pairing, decision: Decision, gathering: Gathering, run: Run): Promise<void> {
  const work = (): Promise<void> => settleName(pairing, decision, gathering, run);
  return NEEDS_SLOT.has(decision.do) ? run.transfers.use(work) : work();
}

/** Decisions whose work reads or writes content. */
const NEEDS_SLOT: ReadonlySet<string> = new Set(['hash', 'apply', 'make', 'conflict', 'type-conflict']);

/** Decisions that may end in a conflict. */
const MAY_CONFLICT: ReadonlySet<string> = new Set(['hash', 'conflict', 'type-conflict']);
