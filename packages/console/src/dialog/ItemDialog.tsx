import { Center, Loader, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { SaveMode } from '../api/actions';
import { itemPath } from '../api/actions';
import { ask } from '../api/client';
import type { ShownItem } from '../api/shapes';
import { PHONE } from '../app/theme';
import { ErrorNote } from '../components/ErrorNote';
import { valuesOf } from './from-document';
import { ItemForm } from './ItemForm';
import { emptyItem } from './values';

export interface ItemDialogProps {
  /** Undefined: it is closed. */
  readonly mode: SaveMode | undefined;
  /** Of a new item. */
  readonly group?: string | undefined;
  readonly onClose: () => void;
  /** Told the name that the item has now. */
  readonly onSaved?: ((name: string) => void) | undefined;
}

/** The Synchronization dialog. */
export function ItemDialog({ mode, group, onClose, onSaved }: ItemDialogProps) {
  const isPhone = useMediaQuery(PHONE);
  return (
    <Modal
      opened={mode !== undefined}
      onClose={onClose}
      title={titleOf(mode)}
      size="68rem"
      fullScreen={isPhone === true}
      // What was typed is not lost by a slip.
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {mode?.kind === 'add' && (
        <ItemForm
          mode={mode}
          initial={{ ...emptyItem(), group: group ?? '' }}
          hasPassword={false}
          onClose={onClose}
          onSaved={onSaved}
        />
      )}
      {mode !== undefined && mode.kind !== 'add' && (
        <Loaded mode={mode} onClose={onClose} onSaved={onSaved} />
      )}
    </Modal>
  );
}

function titleOf(mode: SaveMode | undefined): string {
  switch (mode?.kind) {
    case undefined:
    case 'add':
      return 'Add a synchronization';
    case 'edit':
      return `Edit ${mode.name}`;
    case 'copy':
      return `Copy ${mode.name}`;
  }
}

interface LoadedProps {
  readonly mode: Exclude<SaveMode, { kind: 'add' }>;
  readonly onClose: () => void;
  readonly onSaved: ItemDialogProps['onSaved'];
}

function Loaded({ mode, onClose, onSaved }: LoadedProps) {
  const { name } = mode;
  const { data, error } = useQuery({
    queryKey: ['definition', name],
    queryFn: ({ signal }) => ask<ShownItem>('GET', itemPath(name), undefined, signal),
    gcTime: 0,
  });
  if (error !== null) return <ErrorNote error={error} title="The item cannot be shown" />;
  if (data === undefined)
    return (
      <Center p="xl">
        <Loader aria-label="Loading" />
      </Center>
    );
  const values = valuesOf(data.item);
  return (
    <ItemForm
      mode={mode}
      initial={mode.kind === 'copy' ? { ...values, name: `${name}-copy`.slice(-64) } : values}
      hasPassword={data.hasPassword}
      onClose={onClose}
      onSaved={onSaved}
    />
  );
}
