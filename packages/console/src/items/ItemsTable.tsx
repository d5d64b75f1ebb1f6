import { Anchor, Checkbox, Table, Text, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { memo } from 'react';
import { Link } from 'wouter';
import type { ItemStatus } from '../api/shapes';
import { MODES } from '../words/modes';
import { LastRun, NextRun, StateCell } from './ItemFacts';
import type { Sorting, SortKey } from './select-items';

export interface ItemsTableProps {
  readonly items: readonly ItemStatus[];
  readonly selected: ReadonlySet<string>;
  readonly sorting: Sorting;
  readonly onSort: (key: SortKey) => void;
  readonly onToggle: (name: string) => void;
  readonly onToggleAll: () => void;
}

const COLUMNS: readonly (readonly [SortKey, string])[] = [
  ['state', 'State'],
  ['last', 'Last run'],
  ['next', 'Next run'],
];

/** The items of one page as a table. */
export function ItemsTable({ items, selected, sorting, onSort, onToggle, onToggleAll }: ItemsTableProps) {
  const chosen = items.filter(({ name }) => selected.has(name)).length;
  return (
    <Table highlightOnHover verticalSpacing="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={40}>
            <Checkbox
              aria-label="Select all that are shown"
              checked={items.length > 0 && chosen === items.length}
              indeterminate={chosen > 0 && chosen < items.length}
              onChange={onToggleAll}
            />
          </Table.Th>
          <SortHead by="name" label="Item" sorting={sorting} onSort={onSort} />
          <Table.Th>From and to</Table.Th>
          {COLUMNS.map(([key, label]) => (
            <SortHead key={key} by={key} label={label} sorting={sorting} onSort={onSort} />
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <ItemRow key={item.name} item={item} isSelected={selected.has(item.name)} onToggle={onToggle} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface SortHeadProps {
  readonly by: SortKey;
  readonly label: string;
  readonly sorting: Sorting;
  readonly onSort: (key: SortKey) => void;
}

function SortHead({ by, label, sorting, onSort }: SortHeadProps) {
  const isBy = sorting.key === by;
  const Arrow = sorting.descending ? IconArrowDown : IconArrowUp;
  return (
    <Table.Th aria-sort={isBy ? (sorting.descending ? 'descending' : 'ascending') : 'none'}>
      <UnstyledButton fw={700} fz="sm" onClick={() => onSort(by)}>
        {label} {isBy && <Arrow size={14} aria-hidden />}
      </UnstyledButton>
    </Table.Th>
  );
}

interface ItemRowProps {
  readonly item: ItemStatus;
  readonly isSelected: boolean;
  readonly onToggle: (name: string) => void;
}

const ItemRow = memo(function ItemRow({ item, isSelected, onToggle }: ItemRowProps) {
  const { name, description, group, mode, source, destination } = item;
  return (
    <Table.Tr bg={isSelected ? 'var(--mantine-primary-color-light)' : 'transparent'}>
      <Table.Td>
        <Checkbox aria-label={`Select ${name}`} checked={isSelected} onChange={() => onToggle(name)} />
      </Table.Td>
      <Table.Td maw={300}>
        <Anchor component={Link} href={`/item/${encodeURIComponent(name)}`} fw={600} className="words">
          {name}
        </Anchor>
        <Text size="xs" c="dimmed" className="words">
          {[description, group].filter(Boolean).join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td maw={300}>
        <Text size="sm" className="path">
          {source} {mode === 'two-way' ? '↔' : '→'} {destination}
        </Text>
        <Text size="xs" c="dimmed">
          {MODES[mode].label}
        </Text>
      </Table.Td>
      <Table.Td maw={300}>
        <StateCell item={item} />
      </Table.Td>
      <Table.Td fz="sm">
        <LastRun item={item} />
      </Table.Td>
      <Table.Td fz="sm">
        <NextRun item={item} />
      </Table.Td>
    </Table.Tr>
  );
});
