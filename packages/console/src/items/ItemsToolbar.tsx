import { Button, Group } from '@mantine/core';
import { IconCopy, IconFileText, IconPencil, IconPlus, IconRefresh, IconTrash } from '@tabler/icons-react';

export interface ItemsToolbarProps {
  readonly count: number;
  readonly hasLog: boolean;
  readonly onAdd: () => void;
  readonly onEdit?: (() => void) | undefined;
  readonly onCopy?: (() => void) | undefined;
  readonly onDelete?: (() => void) | undefined;
  readonly onLogs: () => void;
  readonly onSyncNow: () => void;
  readonly isStarting: boolean;
}

/** The buttons of the tab, for what is selected. */
export function ItemsToolbar(props: ItemsToolbarProps) {
  const { count, hasLog, onAdd, onEdit, onCopy, onDelete, onLogs, onSyncNow, isStarting } = props;
  return (
    <Group gap="xs" className="toolbar" role="toolbar" aria-label="What to do with the selection">
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd}>
        Add
      </Button>
      {onEdit !== undefined && (
        <Button
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
          disabled={count !== 1}
          onClick={onEdit}
        >
          Edit
        </Button>
      )}
      {onCopy !== undefined && (
        <Button
          variant="default"
          leftSection={<IconCopy size={16} aria-hidden />}
          disabled={count !== 1}
          onClick={onCopy}
        >
          Copy
        </Button>
      )}
      {onDelete !== undefined && (
        <Button
          variant="default"
          leftSection={<IconTrash size={16} aria-hidden />}
          disabled={count === 0}
          onClick={onDelete}
        >
          Delete
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<IconFileText size={16} aria-hidden />}
        disabled={count === 0 || !hasLog}
        title={count > 0 && !hasLog ? 'No log file is set for the selection' : undefined}
        onClick={onLogs}
      >
        Logs
      </Button>
      <Button
        variant="light"
        leftSection={<IconRefresh size={16} aria-hidden />}
        disabled={count === 0}
        loading={isStarting}
        onClick={onSyncNow}
      >
        Sync Now
      </Button>
    </Group>
  );
}
