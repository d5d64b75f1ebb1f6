import type { ItemState, ItemStatus } from '../api/shapes';
import { URGENCY } from '../words/states';

export const SORT_KEYS = ['name', 'state', 'last', 'next'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export interface Sorting {
  readonly key: SortKey;
  readonly descending: boolean;
}

/** Beside the states: conflicts are none. */
export const WITH_CONFLICTS = 'conflicts';

export interface Filter {
  readonly text: string;
  readonly group: string | null;
  readonly state: ItemState | typeof WITH_CONFLICTS | null;
}

/** The items that a filter lets through, in order; names decide between equals. */
export function selectItems(
  items: readonly ItemStatus[],
  { text, group, state }: Filter,
  { key, descending }: Sorting,
): readonly ItemStatus[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = items.filter((item) => {
    if (group !== null && item.group !== group) return false;
    if (state !== null && !isIn(item, state)) return false;
    const { name, description, source, destination } = item;
    const all = [name, description, item.group ?? '', source, destination].join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  });
  const sign = descending ? -1 : 1;
  return found.sort((a, b) => sign * compare(a, b, key) || a.name.localeCompare(b.name));
}

function isIn(item: ItemStatus, state: NonNullable<Filter['state']>): boolean {
  return state === WITH_CONFLICTS ? item.conflicts > 0 : item.state === state;
}

/** What has no time comes last. */
const NO_TIME = '9';

function compare(a: ItemStatus, b: ItemStatus, key: SortKey): number {
  switch (key) {
    case 'name':
      return a.name.localeCompare(b.name);
    case 'state':
      return URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state);
    case 'last':
      return (a.lastRun?.started ?? NO_TIME).localeCompare(b.lastRun?.started ?? NO_TIME);
    case 'next':
      return (a.nextRuns[0] ?? NO_TIME).localeCompare(b.nextRuns[0] ?? NO_TIME);
    default:
      return key satisfies never;
  }
}
