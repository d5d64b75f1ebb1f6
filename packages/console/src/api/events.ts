import { useDocumentVisibility } from '@mantine/hooks';
import { useEffect, useEffectEvent, useState } from 'react';

export interface EventHandlers {
  readonly take: (kind: string, data: unknown) => void;
  /** The connection stands: nothing that comes from now on is missed. */
  readonly onOpen?: () => void;
  /** It was lost; it is tried again by itself. */
  readonly onLost?: () => void;
}

/** A daemon that refuses is asked again after this long; one that is away, by the browser itself. */
const AGAIN_MS = 3_000;

/**
 * Subscribes to server-sent events of these kinds, of some items or of all, for as long as a component shows. A browser has six
 * connections for all tabs of a daemon: a tab that nobody sees keeps none of them, and counts as lost meanwhile.
 */
export function useServerEvents(
  kinds: readonly string[],
  items: readonly string[] | undefined,
  handlers: EventHandlers,
): void {
  const query = new URLSearchParams();
  for (const kind of kinds) query.append('event', kind);
  for (const item of items ?? []) query.append('item', item);
  const url = `/api/v1/events?${query.toString()}`;
  const idle = items?.length === 0;
  const isHidden = useDocumentVisibility() === 'hidden';
  const [attempt, setAttempt] = useState(0);
  const taken = useEffectEvent(handlers.take);
  const opened = useEffectEvent(() => handlers.onOpen?.());
  const lost = useEffectEvent(() => handlers.onLost?.());
  useEffect(() => {
    if (idle) return undefined;
    if (isHidden) {
      lost();
      return undefined;
    }
    let timer: number | undefined;
    const source = new EventSource(url);
    const listen = (event: MessageEvent<string>) => taken(event.type, JSON.parse(event.data));
    for (const kind of new URL(url, window.location.href).searchParams.getAll('event'))
      source.addEventListener(kind, listen);
    source.addEventListener('open', () => opened());
    source.addEventListener('error', () => {
      lost();
      if (source.readyState === EventSource.CLOSED)
        timer ??= window.setTimeout(() => setAttempt(attempt + 1), AGAIN_MS);
    });
    return () => {
      window.clearTimeout(timer);
      source.close();
    };
  }, [url, idle, isHidden, attempt]);
}
