import { Accordion, Stack, Table, Textarea } from '@mantine/core';
import { ErrorNote } from '../components/ErrorNote';
import { visibleText } from '../words/paths';
import type { TriedPatterns } from './use-patterns';

/** Names that are not there yet, and what becomes of them. */
export function TriedPaths({
  text,
  setText,
  paths,
  matches,
  error,
}: Omit<TriedPatterns, 'errors' | 'isKnown'>) {
  return (
    <Accordion variant="contained">
      <Accordion.Item value="paths">
        <Accordion.Control>Try names that are not there yet</Accordion.Control>
        <Accordion.Panel>
          <Stack>
            <Textarea
              label="Paths to try"
              description="One per line, relative to the root, with slashes"
              placeholder="mail/inbox/1.eml"
              autosize
              minRows={3}
              maxRows={10}
              className="monospace"
              value={text}
              onChange={({ currentTarget }) => setText(currentTarget.value)}
            />
            <ErrorNote error={error} title="It cannot be tried" />
            {paths.length > 0 && (
              <Table className="stacked">
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
                      <Table.Td className="words">{fateText(matches[index])}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )}
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

function fateText(pattern: string | null | undefined): string {
  if (pattern === undefined) return '…';
  return pattern === null ? 'takes part' : `left out by ${visibleText(pattern)}`;
}
