import { usePlan } from '../api/questions';
import type { ItemStatus } from '../api/shapes';
import { Preview } from '../components/Preview';

/** What a run would do now. */
export function PlanTab({ item }: { item: ItemStatus }) {
  return <Preview plan={usePlan(item.name)} item={item.name} />;
}
