import { Stack, Table } from '@mantine/core';
import type { LineShape } from '../api/shapes';
import { pathText } from '../words/paths';
import { bytesText } from '../words/quantities';
import { PathLink } from './PathLink';
import { usePage } from './use-page';

export interface LinesTableProps {
  readonly lines: readonly LineShape[];
  /** Whose operations they are; undefined while it is being written: nothing can be asked of its paths. */
  readonly item?: string | undefined;
}

/** Operations, a page at a time. */
export function LinesTable({ lines, item }: LinesTableProps) {
  const { shown, pager } = usePage(lines);
  return (
    <Stack>
      <Table className="stacked">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={110}>Operation</Table.Th>
            <Table.Th>Path</Table.Th>
            <Table.Th w={220}>Because</Table.Th>
            <Table.Th w={110}>On</Table.Th>
            <Table.Th w={100} ta="right">
              Size
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((line) => (
            <Line key={line.sequence} line={line} item={item} />
          ))}
        </Table.Tbody>
      </Table>
      {pager}
    </Stack>
  );
}

function Line({ line, item }: { line: LineShape; item: string | undefined }) {
  const { op, path, encoding, from, side, bytes, reason, message, outcome } = line;
  const failed = outcome === 'failed' || outcome === 'stale';
  const words = [outcome === 'planned' || outcome === 'applied' ? '' : outcome, reason, message];
  const other = from === undefined ? '' : pathText({ path: from });
  return (
    <Table.Tr>
      <Table.Td>{op}</Table.Td>
      <Table.Td>
        {op === 'move' && <span className="path">{other} → </span>}
        {item === undefined ? (
          <span className="path">{pathText({ path })}</span>
        ) : (
          <PathLink item={item} at={{ path, encoding }} />
        )}
        {op === 'conflict' && <span className="path"> (the other as {other})</span>}
      </Table.Td>
      <Table.Td className="words" c={failed ? 'var(--mantine-color-error)' : 'dimmed'}>
        {words.filter(Boolean).join(' · ')}
      </Table.Td>
      <Table.Td>{side}</Table.Td>
      <Table.Td ta="right">{bytes > 0 ? bytesText(bytes) : ''}</Table.Td>
    </Table.Tr>
  );
}
