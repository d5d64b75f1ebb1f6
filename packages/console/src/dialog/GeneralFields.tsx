import { Autocomplete, Fieldset, Radio, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core';
import { useStatus } from '../api/status';
import type { Mode } from '../words/modes';
import { MODES } from '../words/modes';
import { BrowseField } from './BrowseField';
import type { FieldState } from './field';
import { fieldProps } from './field';
import type { ItemValues } from './values';

export interface FieldsProps {
  readonly values: ItemValues;
  readonly state: FieldState;
  readonly onChange: (changes: Partial<ItemValues>) => void;
}

/** What the item is called, and what it does. */
export function GeneralFields({ values, state, onChange }: FieldsProps) {
  const groups = useStatus().data?.groups ?? [];
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label="Name"
          description="Letters, digits, . _ - ; it names the item on the command line too"
          data-autofocus
          required
          value={values.name}
          onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
          {...fieldProps(state, 'name')}
        />
        <TextInput
          label="Description"
          description="Any text that tells you what this is for"
          value={values.description}
          onChange={({ currentTarget }) => onChange({ description: currentTarget.value })}
          {...fieldProps(state, 'description')}
        />
        <Autocomplete
          label="Group"
          description="Items of one group can be synchronized together"
          data={groups.map(({ name }) => name)}
          value={values.group}
          onChange={(group) => onChange({ group })}
          {...fieldProps(state, 'group')}
        />
        <BrowseField
          label="Log File"
          description="A .txt file that tells each run, for people"
          newFile={`${values.name.trim() || 'syncline'}.txt`}
          value={values.logFile}
          onChange={(logFile) => onChange({ logFile })}
          {...fieldProps(state, 'logFile')}
        />
      </SimpleGrid>
      <Fieldset legend="Synchronization">
        <Stack>
          <Radio.Group
            aria-label="Synchronization"
            value={values.mode}
            onChange={(mode) => onChange({ mode: mode as Mode })}
          >
            <Stack gap="xs">
              {Object.entries(MODES).map(([mode, { label, help }]) => (
                <Radio key={mode} value={mode} label={label} description={help} />
              ))}
            </Stack>
          </Radio.Group>
          <Switch
            label="Recursive"
            description="Subdirectories are synchronized too"
            checked={values.recursive}
            onChange={({ currentTarget }) => onChange({ recursive: currentTarget.checked })}
          />
        </Stack>
      </Fieldset>
    </>
  );
}
