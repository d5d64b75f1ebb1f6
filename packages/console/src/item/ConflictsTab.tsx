import { Stack, Table, Text } from '@mantine/core';
import { useConflicts } from '../api/questions';
import type { ItemStatus } from '../api/shapes';
import { EmptyState } from '../components/EmptyState';
import { ErrorNote } from '../components/ErrorNote';
import { Moment } from '../components/Moment';
import { bytesText } from '../words/quantities';

/** The conflict copies that stand on both sides. */
export function ConflictsTab({ item }: { item: ItemStatus }) {
  const { data, error } = useConflicts(item.name);
  return (
    <Stack>
      <ErrorNote error={error} title="The conflicts cannot be shown" />
      {data?.entries.length === 0 && (
        <EmptyState title="There is no conflict copy">
          When both sides changed a file, both versions are kept, the one of them under another name. They are
          listed here.
        </EmptyState>
      )}
      {data !== undefined && data.entries.length > 0 && (
        <>
          <Text>
            Both versions are on both sides. Keep the one that you want, and delete or rename the other; the
            next run carries that.
          </Text>
          <Table.ScrollContainer minWidth={520} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Path</Table.Th>
                  <Table.Th>The other version</Table.Th>
                  <Table.Th>Came from</Table.Th>
                  <Table.Th>When</Table.Th>
                  <Table.Th ta="right">Size</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.entries.map(({ path, copy, side, when, size, plain }) => (
                  <Table.Tr key={copy}>
                    <Table.Td className="path">
                      {path}
                      {plain ? '' : ' (no longer there)'}
                    </Table.Td>
                    <Table.Td className="path">{copy}</Table.Td>
                    <Table.Td>{side}</Table.Td>
                    <Table.Td>
                      <Moment at={when} />
                    </Table.Td>
                    <Table.Td ta="right">{size === undefined ? '' : bytesText(size)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          {data.more > 0 && <Text size="sm">… and {data.more.toLocaleString('en')} more.</Text>}
        </>
      )}
    </Stack>
  );
}
