import type { Item } from '@syncline/model';
import { usageError } from '@syncline/model';

import type { Context } from '../context.js';
import type { Warn } from '../items/configuration.js';
import { namedItem } from '../items/named-item.js';
import { noticeLine } from '../notice-line.js';
import { stateDirectory } from '../state-directory.js';
import type { SyncOptions } from '../sync-options.js';
import { ITEM_DEFINING_OPTIONS, LIVE_OPTIONS, optionFlag } from '../sync-options.js';
import type { SyncRequest } from '../sync-request.js';
import { buildRequest, readAddresses } from '../sync-request.js';
import type { Frame } from './frame.js';
import type { GivenItem, ItemWords } from './item-words.js';

/** The options of `addItemOptions`, as they were given. */
export type ItemCommandOptions = Omit<SyncOptions, 'trash'>;

export interface ItemRequest {
  readonly item: Item;
  readonly stateDirectory: string;
}

/** The item that a command is about, passwords included. Throws as `requestFor` does. */
export async function itemRequest(
  { given }: Pick<ItemWords<readonly string[]>, 'given'>,
  options: ItemCommandOptions,
  context: Context,
  { screen }: Frame,
): Promise<ItemRequest> {
  const warn: Warn = (message) => screen.err(noticeLine({ level: 'warning', message }));
  const { item, run } = await requestFor(given, { ...options, trash: true }, context, warn);
  return { item, stateDirectory: run.stateDirectory };
}

/**
 * A run of a configured item, or of two endpoints as for `sync`. Throws `usage`: for a name that is not configured, for
 * options that only an item itself can have; and `interrupted` where a person gave no password.
 */
export async function requestFor(
  given: GivenItem,
  options: SyncOptions,
  context: Context,
  warn: Warn,
): Promise<SyncRequest> {
  if (given.by === 'endpoints') {
    const addresses = readAddresses(given.source, given.destination, options, context.cwd);
    addresses.warnings.forEach(warn);
    return buildRequest(addresses, options, context);
  }
  forbidDefinition(given.name, options);
  const { item } = await namedItem(given.name, options.config, context, warn);
  return {
    item,
    run: {
      stateDirectory: stateDirectory(options.state, context),
      dryRun: options.dryRun === true,
      approveDeletes: options.approveDeletes === true,
    },
  };
}

/**
 * What an item is, is said by the configuration alone: another mode, for one, would mean another journal. Throws `usage` where a
 * command that names one has such options.
 */
export function forbidDefinition(name: string, { given = [] }: Pick<SyncOptions, 'given'>): void {
  const option = given.find((each) => ITEM_DEFINING_OPTIONS.has(each) || LIVE_OPTIONS.has(each));
  if (option === undefined) return;
  throw usageError(
    `${optionFlag(option)} belongs to the item ${name} itself: change it with 'syncline edit ${name}', or name two endpoints`,
  );
}
