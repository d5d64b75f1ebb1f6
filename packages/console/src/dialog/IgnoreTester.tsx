import { Button, List, Modal, Stack, Table, Text, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/client';
import type { SideName } from '../api/shapes';
import { ErrorNote } from '../components/ErrorNote';
import { linesOf } from './to-document';
import type { ItemValues } from './values';

interface Tried {
  readonly errors: readonly { readonly pattern: string; readonly message: string }[];
  readonly matches: readonly (string | null)[];
}

const PAUSE_MS = 300;

/** Tells which names the Ignore List of a side leaves out. */
export function IgnoreTester({ side, item }: { side: SideName; item: ItemValues }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setOpened(true)}>
        Try the ignore list
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={`Ignore list of the ${side}`} size="lg">
        <Tester patterns={linesOf(item[side].ignore)} />
      </Modal>
    </>
  );
}

function Tester({ patterns }: { patterns: readonly string[] }) {
  const [text, setText] = useState('mail/inbox/1.eml\nmail/cache.db\ntmp/upload.part\nreadme.txt');
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const paths = linesOf(settled);
  const { data, error } = useQuery({
    queryKey: ['ignore', patterns, paths],
    queryFn: ({ signal }) => ask<Tried>('POST', '/draft/ignore', { patterns, paths }, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <Stack>
      <Textarea
        label="Paths to try"
        description="One per line, relative to the root, with slashes"
        autosize
        minRows={4}
        maxRows={10}
        className="monospace"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <ErrorNote error={error} title="It cannot be tried" />
      {patterns.length === 0 && <Text c="dimmed">The ignore list is empty: nothing is left out.</Text>}
      {data !== undefined && data.errors.length > 0 && (
        <List c="var(--mantine-color-error)">
          {data.errors.map(({ pattern, message }) => (
            <List.Item key={pattern} className="words">
              {pattern}: {message}
            </List.Item>
          ))}
        </List>
      )}
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Path</Table.Th>
            <Table.Th>What becomes of it</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {paths.map((path, index) => (
            <Table.Tr key={`${index} ${path}`}>
              <Table.Td className="path">{path}</Table.Td>
              <Table.Td className="words">
                {typeof data?.matches[index] === 'string'
                  ? `left out by ${data.matches[index]}`
                  : 'synchronized'}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}
