import { Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { PHONE } from '../app/theme';
import { LogView } from './LogView';

export interface LogDialogProps {
  /** Undefined: it is closed. */
  readonly items: readonly string[] | undefined;
  readonly onFollowing: () => void;
  readonly onClose: () => void;
}

/** The log of one item, or of several merged. */
export function LogDialog({ items, onFollowing, onClose }: LogDialogProps) {
  const isPhone = useMediaQuery(PHONE);
  const title =
    items === undefined ? '' : items.length === 1 ? `Log of ${items[0]}` : `Logs of ${items.length} items`;
  return (
    <Modal
      opened={items !== undefined}
      onClose={onClose}
      title={title}
      size="70rem"
      fullScreen={isPhone === true}
    >
      {items !== undefined && (
        <LogView
          items={items}
          height={isPhone === true ? 'calc(100dvh - 8rem)' : '60vh'}
          onFollowing={onFollowing}
        />
      )}
    </Modal>
  );
}
