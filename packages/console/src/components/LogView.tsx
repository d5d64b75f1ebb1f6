import { Checkbox, Group, ScrollArea, Stack, Text } from '@mantine/core';
import { useLayoutEffect, useRef, useState } from 'react';
import { ErrorNote } from './ErrorNote';
import { useLog } from './use-log';

export interface LogViewProps {
  readonly items: readonly string[];
  readonly height?: number;
  readonly onFollowing?: (() => void) | undefined;
}

/** The log of some items, which follows. File names are text in it. */
export function LogView({ items, height = 420, onFollowing }: LogViewProps) {
  const { lines, dropped, error } = useLog(items, onFollowing);
  const [follows, setFollows] = useState(true);
  const viewport = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (follows) viewport.current?.scrollTo({ top: viewport.current.scrollHeight });
  }, [lines, follows]);
  return (
    <Stack gap="xs">
      <ErrorNote error={error} title="The earlier log cannot be read" />
      <ScrollArea
        h={height}
        type="auto"
        viewportRef={viewport}
        viewportProps={{
          tabIndex: 0,
          role: 'log',
          'aria-label': `Log of ${items.join(', ')}`,
          'aria-live': 'off',
        }}
        className="log"
      >
        <pre>
          {lines.length === 0 ? 'Nothing yet. What runs from now on is shown here.' : lines.join('\n')}
        </pre>
      </ScrollArea>
      <Group justify="space-between">
        <Checkbox
          label="Follow"
          checked={follows}
          onChange={({ currentTarget }) => setFollows(currentTarget.checked)}
        />
        {dropped && (
          <Text size="xs" c="dimmed">
            Only the latest lines are shown.
          </Text>
        )}
      </Group>
    </Stack>
  );
}
