import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { ErrorNote } from './ErrorNote';

export interface ConfirmDialogProps {
  readonly opened: boolean;
  readonly title: string;
  /** What the button does, in words. */
  readonly action: string;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly children: ReactNode;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that can't be taken back by the same button. The harmless answer has the focus. */
export function ConfirmDialog({
  opened,
  title,
  action,
  pending,
  error,
  children,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const [asked, setAsked] = useState({ opened, error });
  if (asked.opened !== opened) setAsked({ opened, error });
  // What did not work when something else was asked says nothing of this.
  const own = error === asked.error ? null : error;
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered>
      <Stack>
        <div>{children}</div>
        <ErrorNote error={own} title="That did not work" />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button color="red.9" loading={pending} onClick={onConfirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
