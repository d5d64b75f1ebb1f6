import { Badge, Button, Center, Loader, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useRuns } from '../api/questions';
import type { ItemStatus, RunShape } from '../api/shapes';
import { EmptyState } from '../components/EmptyState';
import { ErrorNote } from '../components/ErrorNote';
import { Moment } from '../components/Moment';
import { summaryText } from '../words/summaries';
import { RunLines } from './RunLines';
import { RunsChart } from './RunsChart';

/** What its runs came to. */
export function RunsTab({ item }: { item: ItemStatus }) {
  const { data, error } = useRuns(item.name);
  const [shown, setShown] = useState<number | undefined>(undefined);
  if (error !== null) return <ErrorNote error={error} title="The runs cannot be shown" />;
  if (data === undefined)
    return (
      <Center>
        <Loader aria-label="Loading" />
      </Center>
    );
  if (data.length === 0)
    return <EmptyState title="It never ran">Press Sync Now, or wait for its time.</EmptyState>;
  return (
    <Stack>
      <RunsChart runs={data} />
      {shown !== undefined && (
        <RunLines key={shown} name={item.name} run={shown} onClose={() => setShown(undefined)} />
      )}
      <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Run</Table.Th>
              <Table.Th>When</Table.Th>
              <Table.Th>Why</Table.Th>
              <Table.Th>How it ended</Table.Th>
              <Table.Th aria-label="Operations" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.map((run) => (
              <Table.Tr key={run.number}>
                <Table.Td>{run.number}</Table.Td>
                <Table.Td>
                  <Moment at={run.started} />
                </Table.Td>
                <Table.Td>{run.trigger}</Table.Td>
                <Table.Td>
                  <RunEnd run={run} />
                </Table.Td>
                <Table.Td ta="right">
                  {run.kept > 0 && (
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={`Operations of run ${run.number}`}
                      onClick={() => setShown(run.number)}
                    >
                      Operations
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}

function RunEnd({ run: { state, summary } }: { run: RunShape }) {
  if (summary === undefined)
    return (
      <Badge className="state" tt="none" variant="light" color={state === 'running' ? 'blue' : 'red'}>
        {state === 'running' ? 'goes on' : 'its process was ended'}
      </Badge>
    );
  const { exit } = summary;
  return (
    <>
      <Badge
        className="state"
        tt="none"
        variant="light"
        color={exit === 0 ? 'green' : exit === 1 || exit === 130 ? 'yellow' : 'red'}
      >
        {END_WORDS[exit] ?? `exit code ${exit}`}
      </Badge>
      <Text size="sm" component="span" ml="xs" className="words">
        {summaryText(summary)}
      </Text>
    </>
  );
}

const END_WORDS: Readonly<Record<number, string>> = {
  0: 'in sync',
  1: 'partial',
  3: 'refused or held',
  4: 'unreachable',
  130: 'stopped',
};
