import { List, Text } from '@mantine/core';
import { useDeleteItems } from '../api/actions';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { countText } from '../words/quantities';

const MOST_NAMED = 10;

/** Asks before definitions are deleted. */
export function DeleteDialog({ names, onClose }: { names: readonly string[]; onClose: () => void }) {
  const remove = useDeleteItems();
  return (
    <ConfirmDialog
      opened={names.length > 0}
      title={`Delete ${names.length === 1 ? names[0] : countText(names.length, 'item')}?`}
      action="Delete"
      pending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate(names, { onSuccess: onClose })}
    >
      <Text>
        {names.length === 1 ? 'The definition is' : 'The definitions are'} taken out of the configuration. No
        file on either side is touched.
      </Text>
      {names.length > 1 && (
        <List mt="xs">
          {names.slice(0, MOST_NAMED).map((name) => (
            <List.Item key={name} className="words">
              {name}
            </List.Item>
          ))}
          {names.length > MOST_NAMED && <List.Item>and {names.length - MOST_NAMED} more</List.Item>}
        </List>
      )}
    </ConfirmDialog>
  );
}
