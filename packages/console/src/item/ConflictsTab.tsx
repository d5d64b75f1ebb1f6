import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { Link, useSearchParams } from 'wouter';
import { useConflicts } from '../api/questions';
import type { ConflictShape, ItemStatus } from '../api/shapes';
import { ComparePage } from '../compare/ComparePage';
import { EmptyState } from '../components/EmptyState';
import { ErrorNote } from '../components/ErrorNote';
import { Moment } from '../components/Moment';
import { PathLink } from '../components/PathLink';
import { Waiting } from '../components/Waiting';
import { pathText } from '../words/paths';
import { bytesText } from '../words/quantities';

/** The conflict copies that stand on both sides; one of them compared and resolved. */
export function ConflictsTab({ item }: { item: ItemStatus }) {
  const [query] = useSearchParams();
  const copy = query.get('copy');
  if (copy === null) return <Conflicts item={item} />;
  const encoding = query.get('encoding') === 'escaped' ? 'escaped' : undefined;
  return <ComparePage key={copy} item={item} copy={{ path: copy, encoding }} />;
}

function Conflicts({ item }: { item: ItemStatus }) {
  const { data, error } = useConflicts(item.name);
  return (
    <Stack>
      <ErrorNote error={error} title="The conflicts cannot be shown" />
      {data === undefined && error === null && <Waiting />}
      {data?.entries.length === 0 && (
        <EmptyState title="There is no conflict">
          When both sides changed a file, both versions are kept, one of them under another name. Here they
          can be compared, and you say which is to stay.
        </EmptyState>
      )}
      {data !== undefined && data.entries.length > 0 && (
        <>
          <Text>
            Both sides changed these files. Nothing is lost: both versions are on both sides, one under its
            name, the other under the name of a conflict copy.
          </Text>
          <Table className="stacked" highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Path</Table.Th>
                <Table.Th>Sizes</Table.Th>
                <Table.Th>When</Table.Th>
                <Table.Th aria-label="Actions" />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.entries.map((conflict) => (
                <ConflictRow key={conflict.copy} item={item.name} conflict={conflict} />
              ))}
            </Table.Tbody>
          </Table>
          {data.more > 0 && <Text size="sm">… and {data.more.toLocaleString('en')} more.</Text>}
        </>
      )}
    </Stack>
  );
}

function ConflictRow({ item, conflict }: { item: string; conflict: ConflictShape }) {
  const { path, copy, encoding, side, when, size, plain, plainSize } = conflict;
  const query = new URLSearchParams({ copy });
  if (encoding !== undefined) query.set('encoding', encoding);
  return (
    <Table.Tr>
      <Table.Td>
        <PathLink item={item} at={{ path, encoding }} />
        {!plain && ' (no longer there)'}
        <Text size="xs" c="dimmed" className="path">
          from the {side}: {pathText({ path: copy })}
        </Text>
      </Table.Td>
      <Table.Td data-label="Sizes">
        {[plainSize, size].map((each) => (each === undefined ? '–' : bytesText(each))).join(' and ')}
      </Table.Td>
      <Table.Td data-label="When">
        <Moment at={when} />
      </Table.Td>
      <Table.Td>
        <Group justify="flex-end">
          <Button
            component={Link}
            href={`/item/${encodeURIComponent(item)}/conflicts?${query.toString()}`}
            size="xs"
            variant="default"
            leftSection={<IconArrowsDiff size={14} aria-hidden />}
            aria-label={`Compare the versions of ${pathText({ path })}`}
          >
            Compare
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
