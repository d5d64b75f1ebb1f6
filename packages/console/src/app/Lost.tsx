import { Alert, Button, Group } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { ApiError } from '../api/client';
import type { useStatus } from '../api/status';
import { Moment } from '../components/Moment';

/** Says that what is shown is old, for as long as the daemon gives no answer. */
export function Lost({ status }: { status: ReturnType<typeof useStatus> }) {
  const { error, dataUpdatedAt, refetch, isFetching } = status;
  // Whoever has to sign in again is told so otherwise.
  if (error === null || (error instanceof ApiError && error.status === 401)) return null;
  return (
    <Alert
      className="lost"
      color="red.9"
      variant="filled"
      icon={<IconPlugConnectedX aria-hidden />}
      title="No answer from the daemon"
      role="alert"
    >
      <Group justify="space-between">
        <span className="words">
          {error.message}{' '}
          {dataUpdatedAt > 0 && (
            <>
              What is shown is how things stood <Moment at={new Date(dataUpdatedAt).toISOString()} />.
            </>
          )}{' '}
          It is asked again by itself.
        </span>
        <Button variant="white" color="red.9" size="xs" loading={isFetching} onClick={() => void refetch()}>
          Ask now
        </Button>
      </Group>
    </Alert>
  );
}
