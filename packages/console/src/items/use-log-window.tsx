import type { ReactNode } from 'react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useSyncNow } from '../api/actions';
import { ErrorNote } from '../components/ErrorNote';

/** A run does not wait longer than this for its log. */
const LOG_PATIENCE_MS = 3_000;

/** Which log is open. Sync Now opens the log, and begins the run once the log follows. */
export function useLogWindow() {
  const [items, setItems] = useState<readonly string[] | undefined>(undefined);
  const [wanted, setWanted] = useState<readonly string[] | undefined>(undefined);
  const { mutate, error, isPending } = useSyncNow();
  const start = () => {
    if (wanted === undefined) return;
    setWanted(undefined);
    mutate(wanted, { onError: () => setItems(undefined) });
  };
  const startAnyway = useEffectEvent(start);
  useEffect(() => {
    if (wanted === undefined) return undefined;
    const timer = window.setTimeout(startAnyway, LOG_PATIENCE_MS);
    return () => window.clearTimeout(timer);
  }, [wanted]);
  const note: ReactNode = <ErrorNote error={error} title="The run did not begin" />;
  return {
    items,
    note,
    isStarting: isPending || wanted !== undefined,
    onFollowing: start,
    open: setItems,
    close: () => setItems(undefined),
    syncNow(names: readonly string[]) {
      setItems(names);
      setWanted(names);
    },
  };
}
