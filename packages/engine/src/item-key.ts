import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Item } from '@syncline/model';
import { pairOf } from './label.js';

/** Enough to tell the items of one place apart. */
const ITEM_KEY_DIGITS = 8;

/** Enough to tell the few state directories apart that have one and the same item. */
const KEEPER_DIGITS = 6;

/** What the ids of an item's holds and runs have of it: the same wherever it is run. */
export function itemKeyOf(item: Pick<Item, 'source' | 'destination' | 'mode'>): string {
  return keyOfPair(pairOf(item));
}

export function keyOfPair(pair: string): string {
  return pair.slice(0, ITEM_KEY_DIGITS);
}

/**
 * The item part of run ids: the item, and who runs it, a state directory on a machine. Machines that share a server often have it
 * in step with folders of one name, which makes one pair of addresses; yet their runs overlap, and none may take the temp files of
 * another's for those of its own ended ones.
 */
export function runKeyOf(
  item: Pick<Item, 'source' | 'destination' | 'mode'>,
  keeper: { readonly host: string; readonly stateDirectory: string },
): string {
  const who = JSON.stringify([keeper.host, resolve(keeper.stateDirectory)]);
  return `${itemKeyOf(item)}${createHash('sha256').update(who).digest('hex').slice(0, KEEPER_DIGITS)}`;
}
