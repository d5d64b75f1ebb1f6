import { Pagination, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { LineShape } from '../api/shapes';
import { bytesText } from '../words/quantities';

const ROWS = 100;

/** Operations, a page at a time. */
export function LinesTable({ lines }: { lines: readonly LineShape[] }) {
  const [page, setPage] = useState(1);
  const pages = Math.max(1, Math.ceil(lines.length / ROWS));
  const here = Math.min(page, pages);
  return (
    <Stack>
      <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Operation</Table.Th>
              <Table.Th>Path</Table.Th>
              <Table.Th>On</Table.Th>
              <Table.Th ta="right">Size</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.slice((here - 1) * ROWS, here * ROWS).map((line) => (
              <Line key={line.sequence} line={line} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {pages > 1 && (
        <Pagination
          total={pages}
          value={here}
          onChange={setPage}
          getControlProps={(control) => ({ 'aria-label': `${control} page` })}
        />
      )}
    </Stack>
  );
}

function Line({ line }: { line: LineShape }) {
  const { op, path, from, side, bytes, reason, message, outcome } = line;
  const failed = outcome === 'failed' || outcome === 'stale';
  const words = [outcome === 'planned' || outcome === 'applied' ? '' : outcome, reason, message];
  return (
    <Table.Tr>
      <Table.Td>{op}</Table.Td>
      <Table.Td>
        <Text size="sm" className="path">
          {from !== undefined && op === 'move' ? `${from} → ${path}` : path}
          {from !== undefined && op === 'conflict' ? ` (the other as ${from})` : ''}
        </Text>
        <Text size="xs" className="words" c={failed ? 'var(--mantine-color-error)' : 'dimmed'}>
          {words.filter(Boolean).join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td>{side}</Table.Td>
      <Table.Td ta="right">{bytes > 0 ? bytesText(bytes) : ''}</Table.Td>
    </Table.Tr>
  );
}
