import { Center, Loader, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/client';
import type { PlannedRun } from '../api/shapes';
import { PlanView } from '../components/PlanView';
import { ErrorNote } from '../components/ErrorNote';
import type { Draft } from './draft';

/** What the first run of an item that is being written would do. Nothing is written. */
export function PreviewDialog({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const { data, error } = useQuery({
    queryKey: ['draft-plan', draft],
    queryFn: ({ signal }) => ask<PlannedRun>('POST', '/draft/plan', draft, signal),
    retry: false,
    gcTime: 0,
  });
  return (
    <Modal opened onClose={onClose} title="Preview" size="60rem">
      <Stack>
        <ErrorNote error={error} title="There is no preview" />
        {data === undefined && error === null && (
          <Center p="lg">
            <Stack align="center">
              <Loader aria-hidden />
              <Text role="status">Both sides are looked at …</Text>
            </Stack>
          </Center>
        )}
        {data !== undefined && <PlanView plan={data} />}
      </Stack>
    </Modal>
  );
}
