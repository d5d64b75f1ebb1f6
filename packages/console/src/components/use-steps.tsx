import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';

export interface Steps<T> {
  /** Where the page that is shown begins; undefined: at the first. */
  readonly start: T | undefined;
  readonly reset: () => void;
  /** What turns the pages; `next`: where the page behind this one begins, undefined at the last. Null where there is only one. */
  readonly buttons: (next: T | undefined) => ReactNode;
}

/** Goes through a long list of which the daemon answers a page at a time. */
export function useSteps<T>(back: string, forth: string): Steps<T> {
  const [starts, setStarts] = useState<readonly (T | undefined)[]>([undefined]);
  return {
    start: starts.at(-1),
    reset: () => setStarts([undefined]),
    buttons: (next) =>
      starts.length === 1 && next === undefined ? null : (
        <Group>
          <Button
            size="xs"
            variant="default"
            disabled={starts.length === 1}
            onClick={() => setStarts(starts.slice(0, -1))}
          >
            {back}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={next === undefined}
            onClick={() => setStarts([...starts, next])}
          >
            {forth}
          </Button>
        </Group>
      ),
  };
}
