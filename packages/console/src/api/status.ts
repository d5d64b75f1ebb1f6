import type { QueryClient } from '@tanstack/react-query';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { ask } from './client';
import { useServerEvents } from './events';
import type { DaemonStatus, ProgressShape } from './shapes';

const KEY = ['status'];
/** Events come in bursts; the state is asked for at most this often. */
const LEAST_MS_BETWEEN = 700;
/** What no event tells, such as an item that becomes overdue. */
const ASKED_EVERY_MS = 15_000;
const FOLLOWED = ['run-begun', 'run-ended', 'progress', 'live', 'config'] as const;

/** How everything stands. */
export function useStatus() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => ask<DaemonStatus>('GET', '/status', undefined, signal),
    refetchInterval: ASKED_EVERY_MS,
  });
}

/** Keeps the state of everything as it is in the daemon. Once per page. */
export function useFollowedStatus(): void {
  const queries = useQueryClient();
  const refresh = useThrottled(() => void queries.invalidateQueries({ queryKey: KEY }), LEAST_MS_BETWEEN);
  const take = (kind: string, data: unknown) => {
    if (kind === 'progress') return putProgress(queries, data as Progressed);
    refresh();
    if (kind === 'run-ended')
      void queries.invalidateQueries({ queryKey: ['item', (data as { item: string }).item] });
    if (kind === 'config') void queries.invalidateQueries({ queryKey: ['definition'] });
  };
  // What happened while nobody listened is in the state.
  useServerEvents(FOLLOWED, undefined, take, refresh);
}

/** Asks for the state now: something was changed here. */
export function useRefreshStatus(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: KEY });
}

interface Progressed {
  readonly item: string;
  readonly number: number;
  readonly progress: ProgressShape;
}

function putProgress(queries: QueryClient, { item, number, progress }: Progressed): void {
  queries.setQueryData<DaemonStatus>(KEY, (before) =>
    before === undefined
      ? before
      : {
          ...before,
          items: before.items.map((each) =>
            each.name === item && each.running?.run.number === number
              ? { ...each, running: { ...each.running, progress } }
              : each,
          ),
        },
  );
}

function useThrottled(work: () => void, ms: number): () => void {
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return () => {
    if (timer.current !== undefined) return;
    timer.current = window.setTimeout(() => {
      timer.current = undefined;
      work();
    }, ms);
  };
}
