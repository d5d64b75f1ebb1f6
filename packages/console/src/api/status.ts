import type { QueryClient } from '@tanstack/react-query';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { askAgain } from './ask-again';
import { ask } from './client';
import { useServerEvents } from './events';
import type { DaemonStatus, ProgressShape } from './shapes';

const KEY = ['status'];
/** Events come in bursts; the state is asked for at most this often. */
const LEAST_MS_BETWEEN = 700;
/** What no event tells, such as an item that becomes overdue. */
const ASKED_EVERY_MS = 15_000;
/** While the daemon does not answer. */
const TRIED_EVERY_MS = 2_000;
/** Progress is drawn at most this often, of however many items. */
const PROGRESS_EVERY_MS = 250;
const FOLLOWED = ['run-begun', 'run-ended', 'progress', 'live', 'conflicts', 'config'] as const;

/** How everything stands. */
export function useStatus() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => ask<DaemonStatus>('GET', '/status', undefined, signal),
    retry: false,
    refetchInterval: ({ state }) => (state.status === 'error' ? TRIED_EVERY_MS : ASKED_EVERY_MS),
  });
}

/** Keeps the state of everything as it is in the daemon. Once per page. */
export function useFollowedStatus(): void {
  const queries = useQueryClient();
  const refresh = useThrottled(() => void askAgain(queries, { queryKey: KEY }), LEAST_MS_BETWEEN);
  const progressed = useRef(new Map<string, Progressed>());
  const drawProgress = useThrottled(() => {
    putProgress(queries, progressed.current);
    progressed.current = new Map();
  }, PROGRESS_EVERY_MS);
  const isLost = useRef(false);
  const take = (kind: string, data: unknown) => {
    if (kind === 'progress') {
      progressed.current.set((data as Progressed).item, data as Progressed);
      return drawProgress();
    }
    refresh();
    if (kind === 'run-ended') void askAgain(queries, { queryKey: ['item', (data as { item: string }).item] });
    if (kind === 'config') void askAgain(queries, { queryKey: ['definition'] });
  };
  // What happened while nobody listened is in the state.
  const onOpen = () => {
    if (isLost.current) void askAgain(queries);
    else refresh();
    isLost.current = false;
  };
  const onLost = () => {
    isLost.current = true;
    refresh();
  };
  useServerEvents(FOLLOWED, undefined, { take, onOpen, onLost });
}

interface Progressed {
  readonly item: string;
  readonly number: number;
  readonly progress: ProgressShape;
}

function putProgress(queries: QueryClient, latest: ReadonlyMap<string, Progressed>): void {
  // All else in it is as old as before.
  const updatedAt = queries.getQueryState(KEY)?.dataUpdatedAt;
  queries.setQueryData<DaemonStatus>(
    KEY,
    (before) =>
      before === undefined
        ? before
        : {
            ...before,
            items: before.items.map((each) => {
              const progress = latest.get(each.name);
              return progress === undefined || each.running?.run.number !== progress.number
                ? each
                : { ...each, running: { ...each.running, progress: progress.progress } };
            }),
          },
    updatedAt === undefined ? undefined : { updatedAt },
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
