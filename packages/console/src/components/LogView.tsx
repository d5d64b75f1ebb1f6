import { Box, Checkbox, Group, Stack, Text } from '@mantine/core';
import type { KeyboardEvent, MouseEvent } from 'react';
import { useLayoutEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { ErrorNote } from './ErrorNote';
import { LogChunkView } from './LogChunkView';
import { LogTroubles } from './LogTroubles';
import { useLog } from './use-log';

export interface LogViewProps {
  readonly items: readonly string[];
  /** Of the lines, as CSS has it. */
  readonly height: string;
  /** What is said where there is no line yet. */
  readonly empty?: string;
  readonly onFollowing?: (() => void) | undefined;
}

/** The log of some items, which follows. File names are text in it, and lead to why they are as they are. */
export function LogView({ items, height, empty, onFollowing }: LogViewProps) {
  const { chunks, dropped, error } = useLog(items, onFollowing);
  const [follows, setFollows] = useState(true);
  const region = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  // What is seen for the first time gets its true height then, so each change of the height counts, not each line.
  useLayoutEffect(() => {
    if (!follows || region.current === null || content.current === null) return undefined;
    const { current: box } = region;
    const toEnd = () => box.scrollTo({ top: box.scrollHeight });
    toEnd();
    const observer = new ResizeObserver(toEnd);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, [follows]);
  const [, navigate] = useLocation();
  const stay = () => setFollows(false);
  return (
    <Stack gap="xs">
      <ErrorNote error={error} title="The earlier log cannot be read" />
      <LogTroubles items={items} />
      <Group justify="space-between">
        <Checkbox
          label="Follow"
          checked={follows}
          onChange={({ currentTarget }) => setFollows(currentTarget.checked)}
        />
        <Text size="xs" c="dimmed">
          {dropped ? 'Only the latest lines are shown. ' : ''}Times are UTC.
        </Text>
      </Group>
      <Box
        ref={region}
        h={height}
        className="log"
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={`Log of ${items.join(', ')}. Arrow keys choose a path, Enter tells why it is as it is.`}
        onWheel={({ deltaY }) => deltaY < 0 && stay()}
        onTouchMove={stay}
        onClick={(event) => followLink(event, navigate)}
        onKeyDown={(event) => {
          if (['ArrowUp', 'PageUp', 'Home'].includes(event.key)) stay();
          chooseByKeys(event);
        }}
      >
        <div ref={content}>
          {chunks.length === 0 && <p>{empty ?? 'Nothing yet. What runs from now on is shown here.'}</p>}
          {chunks.map((chunk, index) => (
            <LogChunkView
              key={chunk.lines[0]!.number}
              chunk={chunk}
              isOfMany={items.length > 1}
              isLast={index === chunks.length - 1}
            />
          ))}
        </div>
      </Box>
    </Stack>
  );
}

/** Goes to what a link of a line leads to, without loading the console again. One handler for thousands of links. */
function followLink(event: MouseEvent, navigate: (to: string) => void): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  event.preventDefault();
  navigate(link.pathname + link.search);
}

/** One stop of the Tab key for thousands of links: the arrow keys go among them. */
function chooseByKeys(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const links = [...event.currentTarget.querySelectorAll('a')];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  const next = at < 0 ? (step < 0 ? links.at(-1) : firstSeen(links, event.currentTarget)) : links[at + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function firstSeen(links: readonly HTMLAnchorElement[], region: HTMLElement): HTMLAnchorElement | undefined {
  const { top } = region.getBoundingClientRect();
  return links.find((link) => link.getBoundingClientRect().top >= top);
}
