import { Button, Group, Stack, Text } from '@mantine/core';
import { usePlan } from '../api/questions';
import type { ItemStatus } from '../api/shapes';
import { ErrorNote } from '../components/ErrorNote';
import { PlanView } from '../components/PlanView';
import { Waiting } from '../components/Waiting';

/** What a run would do now. */
export function PlanTab({ item }: { item: ItemStatus }) {
  const { data, error, isFetching, refetch } = usePlan(item.name);
  return (
    <Stack>
      <Group>
        <Text flex={1}>What a run would do now. Nothing is written for it.</Text>
        <Button variant="default" loading={isFetching} onClick={() => void refetch()}>
          Look again
        </Button>
      </Group>
      <ErrorNote error={error} title="There is no preview" />
      {data === undefined && isFetching && <Waiting label="Both sides are looked at" />}
      {data !== undefined && <PlanView plan={data} item={item.name} />}
    </Stack>
  );
}
