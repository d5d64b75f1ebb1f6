import { Button } from '@mantine/core';
import type { Ref } from 'react';
import { ApiError } from '../api/client';
import { ErrorNote } from '../components/ErrorNote';

export interface NotSavedProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly error: Error | null;
  readonly onSaveAnyway: () => void;
}

/** Why an item was not saved. Of one that somebody else changed, the one who sees both says which is to be. */
export function NotSaved({ ref, error, onSaveAnyway }: NotSavedProps) {
  const isChanged = error instanceof ApiError && error.code === 'changed';
  return (
    <div ref={ref} tabIndex={-1}>
      <ErrorNote error={error} title="It was not saved">
        {isChanged && (
          <Button mt="sm" size="xs" variant="default" onClick={onSaveAnyway}>
            Save it as it is here
          </Button>
        )}
      </ErrorNote>
    </div>
  );
}
