import type { Pairing } from '@syncline/differ';
import { decide } from '@syncline/differ';
import type { Name } from '@syncline/model';
import type { RowChange } from '@syncline/state';
import type { Done } from './done.js';
import { recordDone } from './done.js';
import { record } from './forget.js';
import { createInFlight } from './in-flight.js';
import type { Place } from './place.js';
import type { Run } from './run.js';
import { settleName } from './settle-name.js';

/** What settling names of one directory reads and fills. */
export interface SettleContext {
  readonly place: Place;
  /** No further look follows: what does not hold still now is reported. */
  readonly last: boolean;
  readonly again: Set<Name>;
  readonly children: Place[];
  /** Whether a name is in use in this directory, on either side; a name that is given out is in use from then on. */
  readonly taken: Set<Name>;
}

/** What settling a batch gathers besides. */
export interface Gathering extends SettleContext {
  readonly changes: RowChange[];
  readonly done: Done[];
}

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
    const work = (): Promise<void> => settleName(pairing, decision, gathering, run);
    if (NEEDS_SLOT.has(decision.do)) inFlight.add(run.transfers.use(work));
    else inFlight.add(work());
  }
  await inFlight.settle();
  await recordDone(gathering.done, gathering.changes, context.place.path, run);
  await record(run, gathering.changes);
}

/** Decisions whose work reads or writes content. */
const NEEDS_SLOT: ReadonlySet<string> = new Set(['hash', 'apply', 'make', 'conflict', 'type-conflict']);
