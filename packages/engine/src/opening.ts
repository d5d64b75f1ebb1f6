import type { Endpoint } from '@syncline/endpoint';
import type { Item, Side } from '@syncline/model';
import type { Journal } from '@syncline/state';
import type { Effects } from './effects.js';
import type { RunEvent } from './events.js';
import { requireChecks } from './file-checks.js';
import { ofSide } from './of-side.js';
import type { RunOptions } from './options.js';
import type { CheckedRoots } from './roots.js';
import { checkRoots } from './roots.js';
import { notice } from './run.js';

/** What an item is opened with. */
export interface Opening {
  readonly item: Item;
  readonly options: RunOptions;
  readonly emit: (event: RunEvent) => void;
  readonly effects: Effects;
}

/** Opens the journal of an item, and says so if it is not the one that it should be. */
export async function openJournalOf({ item, options, emit, effects }: Opening): Promise<Journal> {
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

/** What the sides of an item are checked with. */
type Checking = Pick<Opening, 'item' | 'options'> & {
  readonly journal: Journal;
  readonly signal: AbortSignal;
  /** What would be held, or refused for another root, is meant. */
  readonly approved: boolean;
};

/** Opens both sides and makes sure that they may be touched (SPEC §4); makes the destination's root where that is due. */
export async function openSides(
  sides: Readonly<Record<Side, Endpoint>>,
  checking: Checking,
): Promise<CheckedRoots> {
  await openBoth(sides, checking.signal);
  return checkSides(sides, checking);
}

/** Opens both sides, which changes nothing on them. */
export async function openBoth(sides: Readonly<Record<Side, Endpoint>>, signal: AbortSignal): Promise<void> {
  await Promise.all([openSide('source', sides, signal), openSide('destination', sides, signal)]);
}

/** Makes sure that two opened sides may be touched; makes the destination's root where that is due. */
export async function checkSides(
  sides: Readonly<Record<Side, Endpoint>>,
  { item, options, journal, signal, approved }: Checking,
): Promise<CheckedRoots> {
  const roots = await checkRoots(sides, journal, signal, approved);
  await requireChecks({ item, sides, signal });
  const { destination } = sides;
  if (roots.makeDestination) await makeRoot(destination, options.dryRun === true, signal);
  return roots;
}

async function makeRoot(destination: Endpoint, isDryRun: boolean, signal: AbortSignal): Promise<void> {
  try {
    await (isDryRun ? destination.foreseeRoot?.(signal) : destination.makeRoot(signal));
  } catch (error) {
    throw ofSide('destination', error);
  }
}

/** Opens a side; an error says which one it is about. */
async function openSide(
  side: Side,
  sides: Readonly<Record<Side, Endpoint>>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await sides[side].open(signal);
  } catch (error) {
    throw ofSide(side, error);
  }
}
