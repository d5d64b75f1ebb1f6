import type { ItemState, ItemStatus } from '../api/item-shapes.js';
import type { NotifyEvent } from '../config/notify-schema.js';

/** Something that people are told. */
export interface Notification {
  readonly event: NotifyEvent;
  readonly item: string;
  readonly reason: string | undefined;
}

const TROUBLE: Readonly<Partial<Record<ItemState, NotifyEvent>>> = {
  failed: 'failed',
  held: 'held',
  overdue: 'overdue',
  partial: 'partial',
};
const WELL: ReadonlySet<ItemState> = new Set(['in-sync', 'live']);

/**
 * What changed since the last look. Each trouble is told once when it begins, and its end once; what goes on in between
 * (a run, a wait) is neither. `known`: what each item is in trouble with; changed by this.
 */
export function transitionsOf(
  items: readonly ItemStatus[],
  known: Map<string, NotifyEvent>,
): readonly Notification[] {
  const names = new Set(items.map(({ name }) => name));
  for (const name of known.keys()) if (!names.has(name)) known.delete(name);
  return items.flatMap(({ name, state, reason }): Notification[] => {
    const trouble = TROUBLE[state];
    const before = known.get(name);
    if (trouble !== undefined && trouble !== before) {
      known.set(name, trouble);
      return [{ event: trouble, item: name, reason }];
    }
    if (before === undefined || !WELL.has(state)) return [];
    known.delete(name);
    return [{ event: 'recovered', item: name, reason: `it was ${before}` }];
  });
}
