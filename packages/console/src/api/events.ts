import { useEffect, useEffectEvent } from 'react';

/** Subscribes to server-sent events of these kinds, of some items or of all, for as long as a component shows. */
export function useServerEvents(
  kinds: readonly string[],
  items: readonly string[] | undefined,
  take: (kind: string, data: unknown) => void,
  onOpen?: () => void,
): void {
  const query = new URLSearchParams();
  for (const kind of kinds) query.append('event', kind);
  for (const item of items ?? []) query.append('item', item);
  const url = `/api/v1/events?${query.toString()}`;
  const idle = items?.length === 0;
  const taken = useEffectEvent(take);
  const opened = useEffectEvent(() => onOpen?.());
  useEffect(() => {
    if (idle) return undefined;
    // It connects again by itself when the connection is lost.
    const source = new EventSource(url);
    const listen = (event: MessageEvent<string>) => taken(event.type, JSON.parse(event.data));
    for (const kind of new URL(url, window.location.href).searchParams.getAll('event'))
      source.addEventListener(kind, listen);
    source.addEventListener('open', opened);
    return () => source.close();
  }, [url, idle]);
}
