import type { Item } from '@syncline/model';
import { usageError } from '@syncline/model';
import type { Journal, KnownJournal } from '@syncline/state';
import { journalDirectory, knownJournals, openJournal } from '@syncline/state';
import { keyOfPair } from '../item-key.js';
import { pairOf } from '../label.js';
import type { Notice } from '../events.js';
import type { HeldPath, Hold } from './hold.js';
import { clearHold, markApproved, readHeldPaths, readHold } from './hold.js';

/** Where holds are looked for. */
export interface HoldsOptions {
  readonly stateDirectory: string;
  readonly notice?: ((notice: Notice) => void) | undefined;
}

/** A hold with each path that it lists, and the proof of it. */
export interface ListedHold extends Hold {
  readonly paths: readonly HeldPath[];
}

/** The holds of one item, or of all items of a state directory, with what they list. Needs no lock and writes nothing. */
export async function* listHolds(
  options: HoldsOptions,
  item?: Item,
): AsyncGenerator<ListedHold, void, undefined> {
  const pair = item === undefined ? undefined : pairOf(item);
  for (const known of await knownJournals(options.stateDirectory)) {
    if (item !== undefined && known.name !== item.name) continue;
    if (known.pair === undefined) options.notice?.(cannotRead(known));
    if (known.pair === undefined || (pair !== undefined && known.pair !== pair)) continue;
    const hold = await withKnown(options, known, 'copy', async (journal) => {
      const found = await readHold(journal);
      return found === undefined ? undefined : { ...found, paths: await readHeldPaths(journal, found) };
    });
    if (hold !== undefined) yield hold;
  }
}

/**
 * Approves a hold: the next run deletes what it lists, each only if it is still the listed version, and that uses the
 * approval up. Idempotent. Throws `usage` for an id that there is not, `locked` while the item runs.
 */
export async function approveHold(id: string, options: HoldsOptions): Promise<Hold> {
  return onHold(id, options, async (journal, hold) => {
    if (!hold.approved) await markApproved(journal, hold);
  });
}

/** Forgets a hold: the next run decides anew. Throws as `approveHold`. */
export async function dropHold(id: string, options: HoldsOptions): Promise<Hold> {
  return onHold(id, options, clearHold);
}

/** Whether a hold with this id, if there is one, is this item's. */
export function isHoldOf(item: Pick<Item, 'source' | 'destination' | 'mode'>, id: string): boolean {
  return isHoldOfPair(pairOf(item), id);
}

function isHoldOfPair(pair: string, id: string): boolean {
  return id.startsWith(`${keyOfPair(pair)}-`);
}

async function onHold(
  id: string,
  options: HoldsOptions,
  work: (journal: Journal, hold: Hold) => Promise<void>,
): Promise<Hold> {
  for (const known of await knownJournals(options.stateDirectory)) {
    if (known.pair === undefined || !isHoldOfPair(known.pair, id)) continue;
    // First without the lock: an id that is not there must not make anybody wait, nor write anything.
    const found = await withKnown(options, known, 'copy', readHold);
    if (found?.id !== id) continue;
    return withKnown(options, known, 'write', async (journal) => {
      const hold = await readHold(journal);
      if (hold?.id !== id) throw noHold(id);
      await work(journal, hold);
      return hold;
    });
  }
  throw noHold(id);
}

/** Only notes are written here, so the index of identities is not needed. */
async function withKnown<T>(
  { stateDirectory }: HoldsOptions,
  { name, pair = '' }: KnownJournal,
  mode: 'copy' | 'write',
  work: (journal: Journal) => Promise<T>,
): Promise<T> {
  const directory = journalDirectory(stateDirectory, name);
  const journal = await openJournal({ directory, pair, itemName: name, mode, indexSides: [] });
  try {
    return await work(journal);
  } finally {
    await journal.close();
  }
}

function cannotRead({ name, problem }: KnownJournal): Notice {
  return { level: 'warning', message: `the holds of ${name} cannot be read: ${problem}` };
}

function noHold(id: string) {
  return usageError(
    `there is no hold '${id}'; a run that holds other deletes replaces it. 'syncline holds' lists those there are`,
  );
}
