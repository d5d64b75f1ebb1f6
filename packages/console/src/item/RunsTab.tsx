import { Button, Stack, Table, Text } from '@mantine/core';
import { Link } from 'wouter';
import { RUNS_SHOWN, useRuns } from '../api/questions';
import type { ItemStatus, RunShape } from '../api/shapes';
import { EmptyState } from '../components/EmptyState';
import { ErrorNote } from '../components/ErrorNote';
import { Moment } from '../components/Moment';
import { useSteps } from '../components/use-steps';
import { Waiting } from '../components/Waiting';
import { TRIGGERS } from '../words/triggers';
import { RunEnd } from './RunEnd';
import { RunPage } from './RunPage';
import { RunsChart } from './RunsChart';

/** What its runs came to; `detail`: the number of the one whose operations are shown. */
export function RunsTab({ item, detail }: { item: ItemStatus; detail: string | undefined }) {
  return detail === undefined ? (
    <Runs name={item.name} />
  ) : (
    <RunPage key={detail} name={item.name} number={Number(detail)} />
  );
}

function Runs({ name }: { name: string }) {
  const { start, buttons } = useSteps<number>('Later runs', 'Earlier runs');
  const { data, error } = useRuns(name, start);
  if (error !== null) return <ErrorNote error={error} title="The runs cannot be shown" />;
  if (data === undefined) return <Waiting />;
  if (data.length === 0 && start === undefined)
    return <EmptyState title="It never ran">Press Sync Now, or wait for its time.</EmptyState>;
  return (
    <Stack>
      <RunsChart runs={data} />
      <Table className="stacked" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={70}>Run</Table.Th>
            <Table.Th w={150}>When</Table.Th>
            <Table.Th w={150}>Why</Table.Th>
            <Table.Th>How it ended</Table.Th>
            <Table.Th w={130} aria-label="Operations" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.map((run) => (
            <RunRow key={run.number} name={name} run={run} />
          ))}
        </Table.Tbody>
      </Table>
      {buttons(data.length < RUNS_SHOWN ? undefined : data.at(-1)?.number)}
    </Stack>
  );
}

function RunRow({ name, run }: { name: string; run: RunShape }) {
  const { number, started, trigger, kept, state } = run;
  return (
    <Table.Tr>
      <Table.Td data-label="Run">{number}</Table.Td>
      <Table.Td>
        <Moment at={started} />
      </Table.Td>
      <Table.Td>{TRIGGERS[trigger]}</Table.Td>
      <Table.Td>
        <RunEnd run={run} />
      </Table.Td>
      <Table.Td ta="right">
        {kept > 0 || state === 'running' ? (
          <Button
            component={Link}
            href={`/item/${encodeURIComponent(name)}/runs/${number}`}
            size="xs"
            variant="default"
            aria-label={`Operations of run ${number}`}
          >
            Operations
          </Button>
        ) : (
          <Text size="xs" c="dimmed">
            no operations
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
