import { Button, Center, Group, Loader, Stack, Text } from '@mantine/core';
import { usePlan } from '../api/questions';
import type { ItemStatus } from '../api/shapes';
import { ErrorNote } from '../components/ErrorNote';
import { PlanView } from '../components/PlanView';

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
      {data === undefined && isFetching && (
        <Center p="lg">
          <Loader aria-label="Both sides are looked at" />
        </Center>
      )}
      {data !== undefined && <PlanView plan={data} />}
    </Stack>
  );
}
