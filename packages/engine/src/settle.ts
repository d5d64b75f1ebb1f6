import type { Decision, Pairing } from '@syncline/differ';
import { decide } from '@syncline/differ';
import { WHOLE_CONTENT_BYTES } from '@syncline/endpoint';
import { recordDone } from './done.js';
import { record } from './forget.js';
import { noteFound } from './found.js';
import type { Gathering, SettleContext } from './gathering.js';
import { createInFlight } from './in-flight.js';
import type { Run } from './run.js';
import { settleName } from './settle-name.js';
import type { Slots } from './slots.js';

/**
 * Decides on a batch of names of one directory, carries out what can be done at once, notes what has to wait, and
 * hands the journal the rows of what was achieved.
 */
export async function settle(batch: readonly Pairing[], context: SettleContext, run: Run): Promise<void> {
  const gathering: Gathering = { ...context, changes: [], done: [] };
  const inFlight = createInFlight();
  for (const pairing of batch) {
    const decision = decide(pairing, context.place.path, run.policy);
    if (decision.do === 'nothing') continue;
    noteFound(run.tally, decision);
    const work = (): Promise<void> => settleName(pairing, decision, gathering, run);
    const slots = slotsFor(decision, run);
    inFlight.add(slots === undefined ? work() : slots.use(work));
  }
  await inFlight.settle();
  await recordDone(gathering.done, gathering.changes, context.place.path, run);
  await record(run, gathering.changes);
}

function slotsFor(decision: Decision, run: Run): Slots | undefined {
  if (!NEEDS_SLOT.has(decision.do)) return undefined;
  const operation = decision.do === 'apply' ? decision.operation : undefined;
  const content = operation?.op === 'copy' ? operation.content : undefined;
  const small = content !== undefined && content.size <= WHOLE_CONTENT_BYTES;
  return small ? run.smallTransfers : run.transfers;
}

/** Decisions whose work reads or writes content. */
const NEEDS_SLOT: ReadonlySet<string> = new Set(['hash', 'apply', 'make', 'conflict', 'type-conflict']);
