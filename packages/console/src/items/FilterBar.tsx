import { Group, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { STATES, URGENCY } from '../words/states';
import type { Filter } from './select-items';
import { WITH_CONFLICTS } from './select-items';

export interface FilterBarProps {
  readonly filter: Filter;
  readonly groups: readonly string[];
  readonly onChange: (filter: Filter) => void;
}

const STATE_CHOICES = [
  ...URGENCY.map((state) => ({ value: state, label: STATES[state].label })),
  { value: WITH_CONFLICTS, label: 'With conflicts' },
];

/** Search and filters of the list. */
export function FilterBar({ filter, groups, onChange }: FilterBarProps) {
  // Of a link that is older than the groups, too: what is filtered by is seen, and can be taken back.
  const choices = new Set([...groups, ...(filter.group === null ? [] : [filter.group])]);
  return (
    <Group gap="xs" role="search" className="filters">
      <TextInput
        type="search"
        aria-label="Search items"
        placeholder="Search"
        leftSection={<IconSearch size={16} aria-hidden />}
        flex="4 1 12rem"
        value={filter.text}
        onChange={({ currentTarget }) => onChange({ ...filter, text: currentTarget.value })}
      />
      <Select
        aria-label="Only this state"
        placeholder="All states"
        clearable
        flex="1 1 9rem"
        data={STATE_CHOICES}
        value={filter.state}
        onChange={(state) => onChange({ ...filter, state: state as Filter['state'] })}
      />
      {choices.size > 0 && (
        <Select
          aria-label="Only this group"
          placeholder="All groups"
          clearable
          flex="1 1 9rem"
          data={[...choices]}
          value={filter.group}
          onChange={(group) => onChange({ ...filter, group })}
        />
      )}
    </Group>
  );
}
