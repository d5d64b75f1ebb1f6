import { Button, Table, UnstyledButton } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { SideName } from '../api/shapes';
import { visibleText } from '../words/paths';
import type { Block, Line, Row } from './diff-rows';
import { foldRows } from './diff-rows';

/** Beyond these the page would be slow, and nobody reads on. */
const ROWS_AT_ONCE = 600;

export interface DiffTableProps {
  readonly rows: readonly Row[];
  readonly left: SideName;
  readonly right: SideName;
}

/** Two versions of a text: beside each other, on a phone one below the other. */
export function DiffTable({ rows, left, right }: DiffTableProps) {
  const [opened, setOpened] = useState<ReadonlySet<Block>>(new Set());
  const [most, setMost] = useState(ROWS_AT_ONCE);
  const blocks = useMemo(() => foldRows(rows), [rows]);
  let room = most;
  const shown = blocks.flatMap((block) => {
    if (room <= 0) return [];
    if (block.kind === 'alike' && !opened.has(block))
      return [
        <Folded
          key={block.rows[0]!.left!.number}
          count={block.rows.length}
          onOpen={() => setOpened(new Set([...opened, block]))}
        />,
      ];
    const part = block.rows.slice(0, room);
    room -= part.length;
    return part.map((row) => (
      <DiffRow
        key={`${row.left?.number ?? ''} ${row.right?.number ?? ''}`}
        row={row}
        left={left}
        right={right}
      />
    ));
  });
  return (
    <>
      <Table className="diff" layout="fixed" withTableBorder withRowBorders={false}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className="number" aria-label={`Line in the ${left}`} />
            <Table.Th>{left === 'source' ? 'Source' : 'Destination'}</Table.Th>
            <Table.Th className="number" aria-label={`Line in the ${right}`} />
            <Table.Th>{right === 'source' ? 'Source' : 'Destination'}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{shown}</Table.Tbody>
      </Table>
      {room <= 0 && (
        <Button variant="default" onClick={() => setMost(most + ROWS_AT_ONCE)}>
          Show more
        </Button>
      )}
    </>
  );
}

function Folded({ count, onOpen }: { count: number; onOpen: () => void }) {
  return (
    <Table.Tr className="folded">
      <Table.Td colSpan={4}>
        <UnstyledButton onClick={onOpen}>
          {count === 1 ? 'One line that both have' : `${count.toLocaleString('en')} lines that both have`} –
          show
        </UnstyledButton>
      </Table.Td>
    </Table.Tr>
  );
}

interface DiffRowProps {
  readonly row: Row;
  readonly left: SideName;
  readonly right: SideName;
}

function DiffRow({ row, left, right }: DiffRowProps) {
  return (
    <Table.Tr className={row.kind}>
      <DiffCells line={row.left} side={left} isSecond={false} />
      <DiffCells line={row.right} side={right} isSecond />
    </Table.Tr>
  );
}

interface DiffCellsProps {
  readonly line: Line | undefined;
  readonly side: SideName;
  readonly isSecond: boolean;
}

function DiffCells({ line, side, isSecond }: DiffCellsProps) {
  const name = `${line === undefined ? 'none' : side}${isSecond ? ' second' : ''}`;
  return (
    <>
      <Table.Td className={`number ${name}`} data-side={side === 'source' ? 'S' : 'D'}>
        {line?.number}
      </Table.Td>
      <Table.Td className={`text ${name}`}>
        {line?.pieces.map(({ text, differs }, index) =>
          differs ? <mark key={index}>{visibleText(text)}</mark> : visibleText(text),
        )}
      </Table.Td>
    </>
  );
}
