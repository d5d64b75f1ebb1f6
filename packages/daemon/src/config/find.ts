import { usageError } from '@syncline/model';
import type { ConfiguredItem } from './configured-item.js';
import type { LoadedConfig } from './config-file.js';

/** The item of this name. Throws `usage`, which says what there is. */
export function findItem({ config, exists, file }: LoadedConfig, name: string): ConfiguredItem {
  const item = config.items.find((each) => each.name === name);
  if (item !== undefined) return item;
  if (!exists)
    throw usageError(
      `there is no item '${name}': there is no configuration ${file} yet. 'syncline add' makes one`,
    );
  const names = config.items.map((each) => each.name);
  throw usageError(`there is no item '${name}' in ${file}. ${listed('Items', names)}`);
}

/** The items of a group, in the order of the file. Throws `usage` for a group that no item names. */
export function findGroup({ config, file }: LoadedConfig, group: string): readonly ConfiguredItem[] {
  const items = config.items.filter((each) => each.group === group);
  if (items.length > 0) return items;
  throw usageError(
    `no item of ${file} is in the group '${group}'. ${listed('Groups', groupsOf(config.items))}`,
  );
}

/** The groups that items name, in the order of the file. */
export function groupsOf(items: readonly ConfiguredItem[]): readonly string[] {
  return [...new Set(items.map(({ group }) => group).filter((group) => group !== undefined))];
}

const MOST_LISTED = 12;

function listed(what: string, names: readonly string[]): string {
  if (names.length === 0) return `It has no ${what.toLowerCase()}`;
  const more = names.length > MOST_LISTED ? ` and ${names.length - MOST_LISTED} more` : '';
  return `${what}: ${names.slice(0, MOST_LISTED).join(', ')}${more}`;
}
