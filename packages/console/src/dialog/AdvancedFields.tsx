import { Select, SimpleGrid, Switch, TextInput } from '@mantine/core';
import { fieldProps } from './field';
import type { FieldsProps } from './GeneralFields';
import type { ItemValues } from './values';

type TextKey = 'maxDelete' | 'connections' | 'bandwidth' | 'timeout' | 'retries' | 'keepDays';

interface TextField {
  readonly key: TextKey;
  readonly path: string;
  readonly label: string;
  readonly description: string;
  readonly placeholder: string;
}

const FIELDS: readonly TextField[] = [
  {
    key: 'maxDelete',
    path: 'maxDelete',
    label: 'Hold deletes above',
    description:
      'Share of the known files; 0% holds every delete, 100% none. Empty: 50 % and more than 10 files',
    placeholder: '50%',
  },
  {
    key: 'connections',
    path: 'limits.connections',
    label: 'Connections',
    description: 'Per server, shared by all items',
    placeholder: '8',
  },
  {
    key: 'bandwidth',
    path: 'limits.bandwidth',
    label: 'Bandwidth',
    description: 'Bytes per second; empty: no limit',
    placeholder: '10MiB/s',
  },
  {
    key: 'timeout',
    path: 'limits.timeout',
    label: 'Timeout',
    description: 'Seconds without progress on a connection',
    placeholder: '30',
  },
  {
    key: 'retries',
    path: 'limits.retries',
    label: 'Retries',
    description: 'Per operation, each on a fresh connection',
    placeholder: '2',
  },
];

/** What is seldom changed. */
export function AdvancedFields({ values, state, onChange }: FieldsProps) {
  const textField = ({ key, path, ...rest }: TextField) => (
    <TextInput
      key={key}
      {...rest}
      value={values[key]}
      onChange={({ currentTarget }) => onChange({ [key]: currentTarget.value } as Partial<ItemValues>)}
      {...fieldProps(state, path)}
    />
  );
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Select
        label="In a conflict"
        description="Two-way: who keeps the plain name; both versions are always kept"
        allowDeselect={false}
        disabled={values.mode !== 'two-way'}
        data={[
          { value: 'newer', label: 'the newer version' },
          { value: 'source', label: 'the source' },
          { value: 'destination', label: 'the destination' },
          { value: 'larger', label: 'the larger version' },
        ]}
        value={values.conflict}
        onChange={(conflict) => onChange({ conflict: conflict ?? 'newer' })}
      />
      <Select
        label="Files differ by"
        description="Content reads everything on both sides at every run"
        allowDeselect={false}
        data={[
          { value: 'size+mtime', label: 'size and time' },
          { value: 'size', label: 'size' },
          { value: 'content', label: 'content' },
        ]}
        value={values.compare}
        onChange={(compare) => onChange({ compare: compare ?? 'size+mtime' })}
      />
      <Switch
        label="Trash"
        description="Replaced and deleted versions are kept, and can be restored"
        checked={values.keepsTrash}
        onChange={({ currentTarget }) => onChange({ keepsTrash: currentTarget.checked })}
      />
      {values.keepsTrash ? (
        textField({
          key: 'keepDays',
          path: 'trash.keepDays',
          label: 'Keep for days',
          description: 'Older versions are removed for good',
          placeholder: '30',
        })
      ) : (
        <div />
      )}
      {FIELDS.map(textField)}
    </SimpleGrid>
  );
}
