import { keepPreviousData, queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { itemPath } from './actions';
import { WHEN_WANTED } from './ask-again';
import { ask } from './client';
import type { ShownPath } from '../words/paths';
import type {
  ComparisonShape,
  ConflictShape,
  HoldShape,
  KeptShape,
  LineShape,
  Listed,
  PlannedRun,
  RunShape,
  ShownItem,
  WhyShape,
} from './shapes';

interface HowAsked {
  /** Asked for again and again: it grows. */
  readonly everyMs?: number | undefined;
  /** Until there is an answer, the one of the question before is shown. */
  readonly keepsBefore?: boolean;
}

/** Of what belongs to an item: asked for again when a run of it ends. */
function ofItem<T>(name: string, what: string, path: string, how: HowAsked = {}) {
  const { everyMs, keepsBefore = false } = how;
  return queryOptions({
    queryKey: ['item', name, what],
    queryFn: ({ signal }) => ask<T>('GET', itemPath(name, path), undefined, signal),
    retry: false,
    refetchInterval: everyMs ?? false,
    ...(keepsBefore ? { placeholderData: keepPreviousData } : {}),
  });
}

function useOfItem<T>(name: string, what: string, path: string, how?: HowAsked) {
  return useQuery(ofItem<T>(name, what, path, how));
}

/** An item as it is written in the configuration. */
export function useDefinition(name: string) {
  return useQuery({
    queryKey: ['definition', name],
    queryFn: ({ signal }) => ask<ShownItem>('GET', itemPath(name), undefined, signal),
    gcTime: 0,
  });
}

export const RUNS_SHOWN = 60;

/** Its latest runs; `before`: those before the run of this number. */
export function useRuns(name: string, before: number | undefined) {
  const path = `/runs?limit=${RUNS_SHOWN}${before === undefined ? '' : `&before=${before}`}`;
  return useOfItem<readonly RunShape[]>(name, path, path);
}

export const useRun = (name: string, number: number) =>
  useOfItem<RunShape>(name, `run ${number}`, `/runs/${number}`);

export const useHolds = (name: string) => useOfItem<readonly HoldShape[]>(name, 'holds', '/holds');

export const useConflicts = (name: string) =>
  useOfItem<Listed<ConflictShape>>(name, 'conflicts', '/conflicts');

export function useComparison(name: string, copy: ShownPath) {
  const query = new URLSearchParams({ copy: copy.path });
  if (copy.encoding !== undefined) query.set('encoding', copy.encoding);
  const path = `/conflicts/compare?${query.toString()}`;
  return useOfItem<ComparisonShape>(name, path, path);
}

export function useWhy(name: string, { path, encoding }: ShownPath) {
  const query = new URLSearchParams({ path });
  if (encoding !== undefined) query.set('encoding', encoding);
  const asked = `/why?${query.toString()}`;
  return useOfItem<WhyShape>(name, asked, asked);
}

export const useTrash = (name: string) => useOfItem<Listed<KeptShape>>(name, 'trash', '/trash');

/** What a run would do, by the item as it is written now. */
export function usePlan(name: string) {
  const definition = useDefinition(name);
  const version = definition.data?.version;
  const plan = useQuery({
    queryKey: ['item', name, 'plan', version],
    queryFn: ({ signal }) => ask<PlannedRun>('POST', itemPath(name, '/plan'), undefined, signal),
    enabled: version !== undefined,
    ...WHEN_WANTED,
  });
  if (version !== undefined) return plan;
  const { error, isFetching, refetch } = definition;
  return { ...plan, error, isFetching, refetch };
}

export interface LineFilter {
  readonly op: string | null;
  readonly outcome: string | null;
  readonly contains: string;
}

export const LINES_AT_ONCE = 50;
const GROWS_EVERY_MS = 2_000;

/** What is not in order stays so until somebody does something about it elsewhere. */
const LOOKED_AT_EVERY_MS = 15_000;

/** Beyond so many each is asked for less often. */
const MOST_LOOKED_AT = 20;

/** What is wrong with the log files of these items. */
export function useLogTroubles(names: readonly string[]): readonly string[] {
  const everyMs = LOOKED_AT_EVERY_MS * Math.ceil(names.length / MOST_LOOKED_AT);
  return useQueries({
    queries: names.map((name) =>
      ofItem<{ readonly trouble?: string }>(name, 'log file', '/log?lines=0', { everyMs }),
    ),
    combine: (answers) => [...new Set(answers.flatMap(({ data }) => data?.trouble ?? []))],
  });
}

/** Operations of a run behind a sequence number. */
export function useLines(
  name: string,
  run: number,
  filter: LineFilter,
  after: number | undefined,
  isRunning: boolean,
) {
  const query = new URLSearchParams({ limit: String(LINES_AT_ONCE) });
  if (after !== undefined) query.set('after', String(after));
  if (filter.op !== null) query.set('op', filter.op);
  if (filter.outcome !== null) query.set('outcome', filter.outcome);
  if (filter.contains !== '') query.set('contains', filter.contains);
  const path = `/runs/${run}/lines?${query.toString()}`;
  return useOfItem<readonly LineShape[]>(name, path, path, {
    everyMs: isRunning ? GROWS_EVERY_MS : undefined,
    keepsBefore: true,
  });
}
