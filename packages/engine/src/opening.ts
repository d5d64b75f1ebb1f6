import type { Endpoint } from '@syncline/endpoint';
import type { Item, Side } from '@syncline/model';
import { ROOT } from '@syncline/model';
import type { Journal } from '@syncline/state';
import type { Effects } from './effects.js';
import type { RunEvent } from './events.js';
import { requireChecks } from './file-checks.js';
import { ofSide } from './of-side.js';
import type { RunOptions } from './options.js';
import type { CheckedRoots } from './roots.js';
import { checkRoots } from './roots.js';
import { notice } from './run.js';

type BothSides = Readonly<Record<Side, Endpoint>>;

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
export async function openSides(sides: BothSides, checking: Checking): Promise<CheckedRoots> {
  await openBoth(sides, checking.signal);
  return checkSides(sides, checking);
}

/** Opens both sides, which changes nothing on them. */
export async function openBoth(sides: BothSides, signal: AbortSignal): Promise<void> {
  await Promise.all([openSide('source', sides, signal), openSide('destination', sides, signal)]);
}

/** Makes sure that two opened sides may be touched; makes the destination's root where that is due. */
export async function checkSides(
  sides: BothSides,
  { item, options, journal, signal, approved }: Checking,
): Promise<CheckedRoots> {
  const roots = await checkRoots(sides, journal, signal, approved);
  await requireChecks({ item, sides, signal });
  if (roots.makeDestination) await makeRoot(sides, options.dryRun === true, signal);
  return roots;
}

async function makeRoot(sides: BothSides, isDryRun: boolean, signal: AbortSignal): Promise<void> {
  const { destination } = sides;
  try {
    if (isDryRun) return await destination.foreseeRoot?.(signal);
    await destination.makeRoot(signal);
    await closeLikeSource(sides, signal);
  } catch (error) {
    throw ofSide('destination', error);
  }
}

/**
 * A new root is open to no more people than that of the source: many a file that everybody may read is private by the folder
 * that it is in alone.
 */
async function closeLikeSource({ source, destination }: BothSides, signal: AbortSignal): Promise<void> {
  if (!source.traits.modes || !destination.traits.modes) return;
  const [original, made] = [await source.root(signal), await destination.root(signal)];
  if (original.state !== 'directory' || made.state !== 'directory') return;
  if (original.mode === undefined || made.mode === undefined) return;
  const mode = (made.mode & original.mode) | 0o700;
  if (mode !== made.mode) await destination.setDirectoryMode(ROOT, mode, signal);
}

/** Opens a side; an error says which one it is about. */
async function openSide(side: Side, sides: BothSides, signal: AbortSignal): Promise<void> {
  try {
    await sides[side].open(signal);
  } catch (error) {
    throw ofSide(side, error);
  }
}
