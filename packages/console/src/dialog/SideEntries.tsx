import { Alert, Badge, Group, Loader, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/client';
import type { EntriesShape, SideName } from '../api/shapes';
import { ErrorNote } from '../components/ErrorNote';
import { boundText, hintsOf } from '../words/entries';
import { draftOfSide } from './draft';
import { EntryList } from './EntryList';
import type { ItemValues, SideValues } from './values';

export interface SideEntriesProps {
  readonly side: SideName;
  readonly item: ItemValues;
  /** Nobody types any more, and what is typed can be tried. */
  readonly isReady: boolean;
}

/** What is on a side now: which files take part, and which the ignore lists leave out. Typing on calls the question off. */
export function SideEntries({ side, item, isReady }: SideEntriesProps) {
  const isGiven = hasPlace(item[side]);
  const draft = draftOfSide(item, side);
  const { data, error, isFetching, isPlaceholderData } = useQuery({
    queryKey: ['draft-entries', draft],
    queryFn: ({ signal }) => ask<EntriesShape>('POST', '/draft/entries', draft, signal),
    placeholderData: keepPreviousData,
    enabled: isReady && isGiven,
    retry: false,
    gcTime: 0,
  });
  const title = side === 'source' ? 'Source' : 'Destination';
  const isOld = isFetching || isPlaceholderData;
  return (
    <Paper withBorder p="sm" component="section" aria-label={`${title} now`} aria-busy={isOld}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap">
          <Text fw={600}>{title}</Text>
          {isFetching && (
            <Group gap="xs" wrap="nowrap" role="status">
              <Loader size="xs" aria-hidden />
              <Text size="sm">{data === undefined ? 'Looking …' : 'Looking again …'}</Text>
            </Group>
          )}
          {!isFetching && isPlaceholderData && (
            <Text size="sm" c="dimmed">
              before the last change
            </Text>
          )}
        </Group>
        {!isGiven && <Text c="dimmed">Say first where the {side} is.</Text>}
        {isGiven && !isFetching && <ErrorNote error={error} title={`The ${side} cannot be looked at`} />}
        {isGiven && data !== undefined && error === null && <Seen seen={data} side={side} />}
      </Stack>
    </Paper>
  );
}

function hasPlace({ type, path, server, url }: SideValues): boolean {
  return { directory: path, ftp: server, sftp: server, url }[type].trim() !== '';
}

type Shown = 'out' | 'in';

function Seen({ seen, side }: { seen: EntriesShape; side: SideName }) {
  const [shown, setShown] = useState<Shown>('out');
  const out = seen.entries.filter(({ exclusion }) => exclusion !== null);
  const taking = seen.entries.filter(({ exclusion }) => exclusion === null);
  const hints = hintsOf(seen);
  if (seen.root !== 'directory')
    return (
      <Text c="dimmed">
        {seen.root === 'absent'
          ? 'This folder is not there yet: there is nothing in it.'
          : 'This is no folder.'}
      </Text>
    );
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {boundText(seen)}
      </Text>
      {hints.length > 0 && (
        <Alert color="orange" p="xs">
          {hints.map((hint) => (
            <Text key={hint} size="sm" className="words">
              {hint}
            </Text>
          ))}
        </Alert>
      )}
      <SegmentedControl
        fullWidth
        aria-label={`Which entries of the ${side} are shown`}
        value={shown}
        onChange={(value) => setShown(value as Shown)}
        data={[
          { value: 'out', label: <Counted words="Left out" count={out.length} /> },
          { value: 'in', label: <Counted words="Take part" count={taking.length} /> },
        ]}
      />
      <EntryList
        key={shown}
        side={side}
        entries={shown === 'out' ? out : taking}
        empty={shown === 'out' ? 'Nothing is left out.' : 'Nothing takes part.'}
      />
    </Stack>
  );
}

function Counted({ words, count }: { words: string; count: number }) {
  return (
    <Group gap={6} justify="center" wrap="nowrap">
      {words}
      <Badge variant="default" size="sm">
        {count.toLocaleString('en')}
      </Badge>
    </Group>
  );
}
