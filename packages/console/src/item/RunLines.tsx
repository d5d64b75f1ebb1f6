import { Button, Center, Group, Loader, Paper, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { LineFilter } from '../api/questions';
import { LINES_AT_ONCE, useLines } from '../api/questions';
import { ErrorNote } from '../components/ErrorNote';
import { LinesTable } from '../components/LinesTable';

const OPERATIONS = ['copy', 'update', 'delete', 'mkdir', 'rmdir', 'move', 'conflict', 'skip'];
const OUTCOMES = ['applied', 'stale', 'failed', 'held'];
const PAUSE_MS = 300;

/** The operations of a run, filtered, a page at a time. */
export function RunLines({ name, run, onClose }: { name: string; run: number; onClose: () => void }) {
  const [filter, setFilter] = useState<LineFilter>({ op: null, outcome: null, contains: '' });
  /** Behind which operation each page so far began. */
  const [starts, setStarts] = useState<readonly (number | undefined)[]>([undefined]);
  const [settled] = useDebouncedValue(filter, PAUSE_MS);
  const { data, error } = useLines(name, run, settled, starts.at(-1));
  const change = (changes: Partial<LineFilter>) => {
    setFilter({ ...filter, ...changes });
    setStarts([undefined]);
  };
  return (
    <Paper withBorder p="sm">
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h5">
            Operations of run {run}
          </Title>
          <Button size="xs" variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
        <Group>
          <TextInput
            aria-label="Only paths that contain"
            placeholder="Part of a path"
            value={filter.contains}
            onChange={({ currentTarget }) => change({ contains: currentTarget.value })}
          />
          <Select
            aria-label="Only this operation"
            placeholder="All operations"
            clearable
            data={OPERATIONS}
            value={filter.op}
            onChange={(op) => change({ op })}
          />
          <Select
            aria-label="Only this outcome"
            placeholder="All outcomes"
            clearable
            data={OUTCOMES}
            value={filter.outcome}
            onChange={(outcome) => change({ outcome })}
          />
        </Group>
        <ErrorNote error={error} title="The operations cannot be shown" />
        {data === undefined && error === null && (
          <Center>
            <Loader aria-label="Loading" />
          </Center>
        )}
        {data?.length === 0 && <Text c="dimmed">No operation is like that.</Text>}
        {data !== undefined && data.length > 0 && <LinesTable lines={data} />}
        <Group>
          <Button
            size="xs"
            variant="default"
            disabled={starts.length === 1}
            onClick={() => setStarts(starts.slice(0, -1))}
          >
            Earlier
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={data === undefined || data.length < LINES_AT_ONCE}
            onClick={() => setStarts([...starts, data?.at(-1)?.sequence])}
          >
            Later
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
