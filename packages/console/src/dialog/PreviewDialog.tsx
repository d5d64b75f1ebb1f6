import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { WHEN_WANTED } from '../api/ask-again';
import { ask } from '../api/client';
import type { PlannedRun } from '../api/shapes';
import { Preview } from '../components/Preview';
import type { Draft } from './draft';

/** What the first run of an item that is being written would do. Nothing is written. */
export function PreviewDialog({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const plan = useQuery({
    queryKey: ['draft-plan', draft],
    queryFn: ({ signal }) => ask<PlannedRun>('POST', '/draft/plan', draft, signal),
    gcTime: 0,
    ...WHEN_WANTED,
  });
  return (
    <Modal opened onClose={onClose} title="Preview" size="60rem">
      <Preview plan={plan} />
    </Modal>
  );
}
