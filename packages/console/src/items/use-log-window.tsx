import type { ReactNode } from 'react';
import { useState } from 'react';
import { useSyncNow } from '../api/actions';
import { ErrorNote } from '../components/ErrorNote';

/** Which log is open; Sync Now opens the log that follows. */
export function useLogWindow() {
  const [items, setItems] = useState<readonly string[] | undefined>(undefined);
  const start = useSyncNow();
  const note: ReactNode = <ErrorNote error={start.error} title="The run did not begin" />;
  return {
    items,
    note,
    isStarting: start.isPending,
    open: setItems,
    close: () => setItems(undefined),
    syncNow(names: readonly string[]) {
      setItems(names);
      start.mutate(names, { onError: () => setItems(undefined) });
    },
  };
}
