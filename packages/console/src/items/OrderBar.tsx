import { ActionIcon, Group, Select } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { Sorting, SortKey } from './select-items';

export interface OrderBarProps {
  readonly sorting: Sorting;
  readonly onChange: (sorting: Sorting) => void;
}

const CHOICES: readonly { readonly value: SortKey; readonly label: string }[] = [
  { value: 'name', label: 'By name' },
  { value: 'state', label: 'By state' },
  { value: 'last', label: 'By last run' },
  { value: 'next', label: 'By next run' },
];

/** The order of the list, where there are no heads of columns to press. */
export function OrderBar({ sorting, onChange }: OrderBarProps) {
  const { descending } = sorting;
  const Arrow = descending ? IconArrowDown : IconArrowUp;
  return (
    <Group gap="xs" wrap="nowrap">
      <Select
        aria-label="Order of the items"
        flex={1}
        allowDeselect={false}
        data={CHOICES}
        value={sorting.key}
        onChange={(key) => onChange({ key: key ?? 'name', descending: false })}
      />
      <ActionIcon
        variant="default"
        size={36}
        aria-label="Descending"
        aria-pressed={descending}
        onClick={() => onChange({ ...sorting, descending: !descending })}
      >
        <Arrow size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
