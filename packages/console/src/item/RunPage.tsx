import { Anchor, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { LineFilter } from '../api/questions';
import { LINES_AT_ONCE, useLines, useRun } from '../api/questions';
import type { RunShape } from '../api/shapes';
import { ErrorNote } from '../components/ErrorNote';
import { LinesTable } from '../components/LinesTable';
import { Moment } from '../components/Moment';
import { useSteps } from '../components/use-steps';
import { Waiting } from '../components/Waiting';
import { countText } from '../words/quantities';
import { TRIGGERS } from '../words/triggers';
import { RunEnd } from './RunEnd';

const OPERATIONS = ['copy', 'update', 'delete', 'mkdir', 'rmdir', 'move', 'conflict', 'skip'];
const OUTCOMES = ['applied', 'stale', 'failed', 'held'];
const PAUSE_MS = 300;

/** One run and its operations, filtered, a page at a time. */
export function RunPage({ name, number }: { name: string; number: number }) {
  const { data: run, error } = useRun(name, number);
  return (
    <Stack>
      <Anchor component={Link} href={`/item/${encodeURIComponent(name)}/runs`} w="fit-content">
        <IconArrowLeft size={14} aria-hidden /> All runs
      </Anchor>
      <Title order={2} size="h4">
        Operations of run {number}
      </Title>
      <ErrorNote error={error} title="The run cannot be shown" />
      {run !== undefined && (
        <>
          <Facts run={run} />
          <Lines name={name} number={number} isRunning={run.state === 'running'} />
        </>
      )}
    </Stack>
  );
}

function Facts({ run }: { run: RunShape }) {
  const { trigger, started, kept, dropped } = run;
  return (
    <div>
      <RunEnd run={run} />
      <Text size="sm" c="dimmed">
        {TRIGGERS[trigger]}, <Moment at={started} />
      </Text>
      {dropped > 0 && (
        <Text size="sm" c="dimmed">
          {kept > 0 ? `The first ${countText(kept, 'operation')} are kept; ` : ''}
          {dropped.toLocaleString('en')} more are counted only.
        </Text>
      )}
    </div>
  );
}

interface LinesProps {
  readonly name: string;
  readonly number: number;
  readonly isRunning: boolean;
}

function Lines({ name, number, isRunning }: LinesProps) {
  const [filter, setFilter] = useState<LineFilter>({ op: null, outcome: null, contains: '' });
  const { start, reset, buttons } = useSteps<number>('Earlier', 'Later');
  const [settled] = useDebouncedValue(filter, PAUSE_MS);
  const { data, error } = useLines(name, number, settled, start, isRunning);
  const change = (changes: Partial<LineFilter>) => {
    setFilter({ ...filter, ...changes });
    reset();
  };
  return (
    <>
      <Group>
        <TextInput
          aria-label="Only paths that contain"
          placeholder="Part of a path"
          flex="1 1 12rem"
          value={filter.contains}
          onChange={({ currentTarget }) => change({ contains: currentTarget.value })}
        />
        <Select
          aria-label="Only this operation"
          placeholder="All operations"
          clearable
          w={160}
          data={OPERATIONS}
          value={filter.op}
          onChange={(op) => change({ op })}
        />
        <Select
          aria-label="Only this outcome"
          placeholder="All outcomes"
          clearable
          w={160}
          data={OUTCOMES}
          value={filter.outcome}
          onChange={(outcome) => change({ outcome })}
        />
      </Group>
      <ErrorNote error={error} title="The operations cannot be shown" />
      {data === undefined && error === null && <Waiting />}
      {data?.length === 0 && <Text c="dimmed">No operation is like that.</Text>}
      {data !== undefined && data.length > 0 && <LinesTable lines={data} item={name} />}
      {buttons(data === undefined || data.length < LINES_AT_ONCE ? undefined : data.at(-1)?.sequence)}
    </>
  );
}
