import type { Query, QueryClient, QueryFilters } from '@tanstack/react-query';

/** Of an answer that takes a walk of both sides: it is asked for by people alone, and counts as old (`isStale`) once something has changed. */
export const WHEN_WANTED = {
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
  retry: false,
  meta: { whenWanted: true },
} as const;

/**
 * Asks again for what is shown, once something has changed: each with a question that is begun after it.
 * RACE: an answer that is on its way tells how things stood before. It is waited for, and not taken for new; to give it up would
 * leave nothing to show where answers take longer than it takes for the next thing to happen.
 * What is answered only when wanted is marked as old.
 */
export async function askAgain(queries: QueryClient, filters: QueryFilters = {}): Promise<void> {
  const again = async (query: Query): Promise<void> => {
    const { queryKey, promise, meta } = query;
    await promise?.catch(() => undefined);
    const isKept = meta?.['whenWanted'] === true && query.state.data !== undefined;
    const refetchType = isKept ? 'none' : 'active';
    await queries.invalidateQueries({ queryKey, exact: true, refetchType }, { cancelRefetch: false });
  };
  await Promise.all(queries.getQueryCache().findAll(filters).map(again));
}
