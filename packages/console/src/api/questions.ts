import { useQuery } from '@tanstack/react-query';
import { itemPath } from './actions';
import { ask } from './client';
import type { ConflictShape, HoldShape, KeptShape, LineShape, Listed, PlannedRun, RunShape } from './shapes';

/** Of what belongs to an item: asked for again when a run of it ends. */
function useOfItem<T>(name: string, what: string, path: string, method = 'GET') {
  return useQuery({
    queryKey: ['item', name, what],
    queryFn: ({ signal }) => ask<T>(method, itemPath(name, path), undefined, signal),
    retry: false,
  });
}

export const RUNS_SHOWN = 60;

export const useRuns = (name: string) =>
  useOfItem<readonly RunShape[]>(name, 'runs', `/runs?limit=${RUNS_SHOWN}`);

export const useHolds = (name: string) => useOfItem<readonly HoldShape[]>(name, 'holds', '/holds');

export const useConflicts = (name: string) =>
  useOfItem<Listed<ConflictShape>>(name, 'conflicts', '/conflicts');

export const useTrash = (name: string) => useOfItem<Listed<KeptShape>>(name, 'trash', '/trash');

export const usePlan = (name: string) => useOfItem<PlannedRun>(name, 'plan', '/plan', 'POST');

export interface LineFilter {
  readonly op: string | null;
  readonly outcome: string | null;
  readonly contains: string;
}

export const LINES_AT_ONCE = 100;

/** Operations of a run behind a sequence number. */
export function useLines(name: string, run: number, filter: LineFilter, after: number | undefined) {
  const query = new URLSearchParams({ limit: String(LINES_AT_ONCE) });
  if (after !== undefined) query.set('after', String(after));
  if (filter.op !== null) query.set('op', filter.op);
  if (filter.outcome !== null) query.set('outcome', filter.outcome);
  if (filter.contains !== '') query.set('contains', filter.contains);
  const path = `/runs/${run}/lines?${query.toString()}`;
  return useOfItem<readonly LineShape[]>(name, path, path);
}
