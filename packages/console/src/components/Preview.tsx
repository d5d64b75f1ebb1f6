import { Button, Group, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { PlannedRun } from '../api/shapes';
import { ErrorNote } from './ErrorNote';
import { Moment } from './Moment';
import { PlanView } from './PlanView';
import { Waiting } from './Waiting';

export interface PreviewProps {
  readonly plan: Pick<
    UseQueryResult<PlannedRun>,
    'data' | 'error' | 'dataUpdatedAt' | 'isFetching' | 'isStale'
  > & { readonly refetch: () => unknown };
  /** Whose it is; undefined while it is being written. */
  readonly item?: string;
}

/** What a run would do, how old that answer is, and the way to another one. */
export function Preview({ plan, item }: PreviewProps) {
  const { data, error, dataUpdatedAt, isFetching, isStale, refetch } = plan;
  return (
    <Stack>
      <Group>
        <Stack gap={0} flex="1 1 16rem">
          <Text>What a run would do now. Nothing is written for it.</Text>
          {data !== undefined && (
            <Text size="sm" c="dimmed">
              Both sides were looked at <Moment at={new Date(dataUpdatedAt).toISOString()} />
              {isStale && !isFetching && '; something may have happened since'}
            </Text>
          )}
        </Stack>
        <Button variant="default" loading={isFetching} onClick={() => refetch()}>
          Look again
        </Button>
      </Group>
      <ErrorNote error={error} title="There is no preview" />
      {data === undefined && error === null && <Waiting label="Both sides are looked at" />}
      {data !== undefined && <PlanView plan={data} item={item} />}
    </Stack>
  );
}
