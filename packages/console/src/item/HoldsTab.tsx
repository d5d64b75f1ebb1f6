import { Alert, Badge, Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAction, useSyncNow } from '../api/actions';
import { ask } from '../api/client';
import { useHolds } from '../api/questions';
import type { HoldShape, ItemStatus } from '../api/shapes';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { EmptyState } from '../components/EmptyState';
import { ErrorNote } from '../components/ErrorNote';
import { Moment } from '../components/Moment';
import { PathLink } from '../components/PathLink';
import { usePage } from '../components/use-page';
import { Waiting } from '../components/Waiting';
import { countText } from '../words/quantities';

/** Deletes that wait, with their proof; to be approved or dropped. */
export function HoldsTab({ item }: { item: ItemStatus }) {
  const { data, error } = useHolds(item.name);
  return (
    <Stack>
      <ErrorNote error={error} title="The holds cannot be shown" />
      {data === undefined && error === null && <Waiting />}
      {data?.length === 0 && (
        <EmptyState title="No delete is held">
          {item.holds === 0 && (item.lastRun?.summary?.held ?? 0) > 0
            ? 'What the last run held was dropped. It comes up again at the next run.'
            : 'When a run would delete more than its guard allows, the deletes wait here for your word.'}
        </EmptyState>
      )}
      {data?.map((hold) => (
        <Hold key={hold.id} item={item} hold={hold} />
      ))}
    </Stack>
  );
}

interface HoldProps {
  readonly item: ItemStatus;
  readonly hold: HoldShape;
}

function Hold({ item, hold }: HoldProps) {
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
        {hold.approved && <Approved item={item} />}
        <ErrorNote error={act.error} title="That did not work" />
        <HeldPaths item={item.name} hold={hold} />
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

/** When they are carried out; or at once. */
function Approved({ item: { name, nextRuns, running } }: { item: ItemStatus }) {
  const [, navigate] = useLocation();
  const syncNow = useSyncNow();
  return (
    <Alert color="green">
      <Group justify="space-between">
        <Text size="sm">
          The next run
          {nextRuns[0] !== undefined && (
            <>
              {' ('}
              <Moment at={nextRuns[0]} />)
            </>
          )}{' '}
          carries these out, as far as they are as listed.
        </Text>
        {running === undefined && (
          <Button
            variant="default"
            loading={syncNow.isPending}
            // Its log is there, and how far the run is.
            onClick={() =>
              syncNow.mutate([name], { onSuccess: () => navigate(`/item/${encodeURIComponent(name)}`) })
            }
          >
            Carry them out now
          </Button>
        )}
      </Group>
      <ErrorNote error={syncNow.error} title="That did not work" />
    </Alert>
  );
}

function heldText({ files, folders }: HoldShape): string {
  const parts = [files > 0 ? countText(files, 'file') : '', folders > 0 ? countText(folders, 'folder') : ''];
  return parts.filter(Boolean).join(' and ');
}

function HeldPaths({ item, hold }: { item: string; hold: HoldShape }) {
  const { shown, pager } = usePage(hold.paths);
  const more = hold.files + hold.folders - hold.paths.length;
  return (
    <>
      <Table className="stacked">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="40%">Path</Table.Th>
            <Table.Th w={110}>On</Table.Th>
            <Table.Th>Proof that it is gone from the other side</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map(({ path, encoding, side, proof }) => (
            <Table.Tr key={`${side} ${path}`}>
              <Table.Td>
                <PathLink item={item} at={{ path, encoding }} />
              </Table.Td>
              <Table.Td>{side}</Table.Td>
              <Table.Td className="words">{proof}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {pager}
      {more > 0 && <Text size="sm">… and {more.toLocaleString('en')} more.</Text>}
    </>
  );
}
