import type { Item } from '@syncline/model';

import type { Context } from '../context.js';
import { noticeLine } from '../notice-line.js';
import { buildRequest, readAddresses } from '../sync-request.js';
import type { SyncOptions } from '../sync-options.js';
import type { Frame } from './frame.js';

/** The options of `addItemOptions`, as they were given. */
export type ItemCommandOptions = Omit<SyncOptions, 'trash'>;

export interface ItemRequest {
  readonly item: Item;
  readonly stateDirectory: string;
}

/** The item that SOURCE, DESTINATION and the options name, passwords included. Throws as `buildRequest` does. */
export async function itemRequest(
  { source, destination }: { readonly source: string; readonly destination: string },
  given: ItemCommandOptions,
  context: Context,
  { screen }: Frame,
): Promise<ItemRequest> {
  const options: SyncOptions = { ...given, trash: true };
  const addresses = readAddresses(source, destination, options, context.cwd);
  for (const message of addresses.warnings) screen.err(noticeLine({ level: 'warning', message }));
  const { item, run } = await buildRequest(addresses, options, context);
  return { item, stateDirectory: run.stateDirectory };
}
