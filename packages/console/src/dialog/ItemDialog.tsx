import { Modal } from '@mantine/core';
import { useMediaQuery, useWindowEvent } from '@mantine/hooks';
import { useState } from 'react';
import type { SaveMode } from '../api/actions';
import { useIsSaving } from '../api/actions';
import { useDefinition } from '../api/questions';
import { PHONE } from '../app/theme';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { ErrorNote } from '../components/ErrorNote';
import { Waiting } from '../components/Waiting';
import { valuesOf } from './from-document';
import type { ItemFormProps } from './ItemForm';
import { ItemForm } from './ItemForm';
import type { ItemValues } from './values';
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

/** The Synchronization dialog. It asks before it lets go of what was typed. */
export function ItemDialog({ mode, group, onClose, onSaved }: ItemDialogProps) {
  const isPhone = useMediaQuery(PHONE);
  const [isEdited, setEdited] = useState(false);
  const [asks, setAsks] = useState(false);
  const isSaving = useIsSaving();
  const close = () => {
    setEdited(false);
    setAsks(false);
    onClose();
  };
  const leave = () => (isEdited ? setAsks(true) : close());
  // Before what has the focus takes it: a list of choices is open then still.
  useWindowEvent('keydown', (event) => mode !== undefined && isOwnEscape(event) && leave(), {
    capture: true,
  });
  const formProps = { onClose: close, onLeave: leave, onEdited: setEdited, onSaved };
  return (
    <>
      <Modal
        opened={mode !== undefined}
        onClose={leave}
        title={titleOf(mode)}
        size="68rem"
        fullScreen={isPhone === true}
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        {mode?.kind === 'add' && (
          <ItemForm
            mode={mode}
            initial={{ ...emptyItem(), group: group ?? '' }}
            hasPassword={false}
            {...formProps}
          />
        )}
        {mode !== undefined && mode.kind !== 'add' && <Loaded mode={mode} {...formProps} />}
      </Modal>
      <ConfirmDialog
        opened={asks}
        title={isSaving ? 'Leave while it is being saved?' : 'Leave without saving?'}
        action="Leave"
        pending={false}
        error={null}
        onClose={() => setAsks(false)}
        onConfirm={close}
      >
        {isSaving ? 'It may be saved all the same.' : 'What you changed here is lost.'}
      </ConfirmDialog>
    </>
  );
}

/** Not one that closes a list of choices, or a dialog above this one. */
function isOwnEscape({ key, target }: KeyboardEvent): boolean {
  if (key !== 'Escape' || document.querySelectorAll('[role="dialog"]').length > 1) return false;
  return !(target instanceof HTMLElement && target.dataset['mantineStopPropagation'] === 'true');
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

const LONGEST_NAME = 64;

/** What a copy begins with: a name of its own, and its own log file, where that was called after the item. */
function copyOf(values: ItemValues): ItemValues {
  const name = `${values.name}-copy`.slice(-LONGEST_NAME);
  const folder = values.logFile.slice(0, values.logFile.lastIndexOf('/') + 1);
  const isOwn = values.logFile === `${folder}${values.name}.txt`;
  return { ...values, name, logFile: isOwn ? `${folder}${name}.txt` : values.logFile };
}

interface LoadedProps extends Omit<ItemFormProps, 'mode' | 'initial' | 'hasPassword' | 'version'> {
  readonly mode: Exclude<SaveMode, { kind: 'add' }>;
}

function Loaded({ mode, ...formProps }: LoadedProps) {
  const { name } = mode;
  const { data, error } = useDefinition(name);
  // What is being changed stays, though the item has gone meanwhile, or the daemon.
  if (data === undefined)
    return error === null ? <Waiting /> : <ErrorNote error={error} title="The item cannot be shown" />;
  const values = valuesOf(data.item);
  return (
    <ItemForm
      mode={mode}
      initial={mode.kind === 'copy' ? copyOf(values) : values}
      hasPassword={data.hasPassword}
      version={data.version}
      {...formProps}
    />
  );
}
