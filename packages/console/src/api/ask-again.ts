import type { Query, QueryClient, QueryFilters } from '@tanstack/react-query';

/**
 * Asks again for what is shown, once something has changed: each with a question that is begun after it.
 * RACE: an answer that is on its way tells how things stood before. It is waited for, and not taken for new; to give it up would
 * leave nothing to show where answers take longer than it takes for the next thing to happen.
 */
export async function askAgain(queries: QueryClient, filters: QueryFilters = {}): Promise<void> {
  const again = async ({ queryKey, promise }: Query): Promise<void> => {
    await promise?.catch(() => undefined);
    await queries.invalidateQueries({ queryKey, exact: true }, { cancelRefetch: false });
  };
  await Promise.all(queries.getQueryCache().findAll(filters).map(again));
}
