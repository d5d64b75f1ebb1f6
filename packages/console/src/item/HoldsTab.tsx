import { Alert, Badge, Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useAction } from '../api/actions';
import { ask } from '../api/client';
import { useHolds } from '../api/questions';
import type { HoldShape, ItemStatus } from '../api/shapes';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { EmptyState } from '../components/EmptyState';
import { ErrorNote } from '../components/ErrorNote';
import { Moment } from '../components/Moment';
import { countText } from '../words/quantities';

/** More rows would only be scrolled over; the counts tell the rest. */
const MOST_SHOWN = 200;

/** Deletes that wait, with their proof; to be approved or dropped. */
export function HoldsTab({ item }: { item: ItemStatus }) {
  const { data, error } = useHolds(item.name);
  return (
    <Stack>
      <ErrorNote error={error} title="The holds cannot be shown" />
      {data?.length === 0 && (
        <EmptyState title="No delete is held">
          When a run would delete more than its guard allows, the deletes wait here for your word.
        </EmptyState>
      )}
      {data?.map((hold) => (
        <Hold key={hold.id} hold={hold} />
      ))}
    </Stack>
  );
}

function Hold({ hold }: { hold: HoldShape }) {
  const [asks, setAsks] = useState(false);
  const act = useAction((action: 'approve' | 'drop') =>
    ask('POST', `/holds/${encodeURIComponent(hold.id)}/${action}`),
  );
  return (
    <Paper withBorder p="md">
      <Stack>
        <Group justify="space-between" align="flex-start">
          <div>
            <Title order={2} size="h5">
              {heldText(hold)}
              {hold.approved && (
                <Badge ml="xs" className="state" color="green" variant="light" tt="none">
                  approved
                </Badge>
              )}
            </Title>
            {Object.entries(hold.because).map(([side, why]) => (
              <Text key={side} size="sm" className="words">
                On the {side}: {why}
              </Text>
            ))}
            <Text size="sm" c="dimmed">
              held <Moment at={hold.since} />
            </Text>
          </div>
          {!hold.approved && (
            <Group>
              <Button variant="default" loading={act.isPending} onClick={() => act.mutate('drop')}>
                Drop
              </Button>
              <Button color="red.9" onClick={() => setAsks(true)}>
                Approve
              </Button>
            </Group>
          )}
        </Group>
        {hold.approved && (
          <Alert color="green">The next run carries these out, as far as they are as listed.</Alert>
        )}
        <ErrorNote error={act.error} title="That did not work" />
        <HeldPaths hold={hold} />
        <ConfirmDialog
          opened={asks}
          title="Approve these deletes?"
          action="Approve"
          pending={act.isPending}
          error={act.error}
          onClose={() => setAsks(false)}
          onConfirm={() => act.mutate('approve', { onSuccess: () => setAsks(false) })}
        >
          The next run deletes {heldText(hold)}, as far as they are still as listed. Where the item has a
          trash, they go there.
        </ConfirmDialog>
      </Stack>
    </Paper>
  );
}

function heldText({ files, folders }: HoldShape): string {
  const parts = [files > 0 ? countText(files, 'file') : '', folders > 0 ? countText(folders, 'folder') : ''];
  return parts.filter(Boolean).join(' and ');
}

function HeldPaths({ hold }: { hold: HoldShape }) {
  const shown = hold.paths.slice(0, MOST_SHOWN);
  const more = hold.files + hold.folders - shown.length;
  return (
    <>
      <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Path</Table.Th>
              <Table.Th>On</Table.Th>
              <Table.Th>Proof that it is gone from the other side</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map(({ path, side, proof }) => (
              <Table.Tr key={`${side} ${path}`}>
                <Table.Td className="path">{path}</Table.Td>
                <Table.Td>{side}</Table.Td>
                <Table.Td className="words">{proof}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {more > 0 && <Text size="sm">… and {more.toLocaleString('en')} more.</Text>}
    </>
  );
}
