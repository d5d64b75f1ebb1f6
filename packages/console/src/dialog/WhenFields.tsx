import { Alert, Button, Fieldset, List, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ask } from '../api/client';
import { ErrorNote } from '../components/ErrorNote';
import { momentText } from '../words/moments';
import { fieldProps } from './field';
import type { FieldsProps } from './GeneralFields';
import { ScheduleRow } from './ScheduleRow';
import { scheduleDocument } from './to-document';
import type { ItemValues } from './values';
import { newSchedule } from './values';

/** When the item runs by itself. */
export function WhenFields({ values, state, onChange }: FieldsProps) {
  const { schedules } = values;
  return (
    <Fieldset legend="Schedule">
      <Stack>
        <Switch
          label="Live"
          description="Changes are carried as they happen; a full comparison is made every so often"
          checked={values.live}
          onChange={({ currentTarget }) => onChange({ live: currentTarget.checked })}
        />
        {values.live && (
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <TextInput
              label="Settle"
              description="How long a file must hold still"
              placeholder="100ms"
              value={values.settle}
              onChange={({ currentTarget }) => onChange({ settle: currentTarget.value })}
              {...fieldProps(state, 'settle')}
            />
            <TextInput
              label="Compare everything every"
              placeholder="1h"
              description="What the watch missed is found then"
              value={values.auditEvery}
              onChange={({ currentTarget }) => onChange({ auditEvery: currentTarget.value })}
              {...fieldProps(state, 'auditEvery')}
            />
            <TextInput
              label="Look at remote sides every"
              placeholder="60s"
              description="A server tells nothing by itself"
              value={values.pollEvery}
              onChange={({ currentTarget }) => onChange({ pollEvery: currentTarget.value })}
              {...fieldProps(state, 'pollEvery')}
            />
          </SimpleGrid>
        )}
        {schedules.length === 0 && !values.live && (
          <Text c="dimmed">Without a schedule it runs when you press Sync Now.</Text>
        )}
        {schedules.map((schedule, index) => (
          <ScheduleRow
            key={schedule.id}
            index={index}
            schedule={schedule}
            state={state}
            onChange={(next) =>
              onChange({ schedules: schedules.map((each) => (each.id === next.id ? next : each)) })
            }
            onRemove={() => onChange({ schedules: schedules.filter(({ id }) => id !== schedule.id) })}
          />
        ))}
        <Button
          variant="default"
          size="xs"
          w="fit-content"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => onChange({ schedules: [...schedules, newSchedule()] })}
        >
          Add a schedule
        </Button>
        {schedules.length > 0 && (
          <>
            {values.live ? (
              <Text size="sm" c="dimmed">
                While it is live, its schedules are not followed.
              </Text>
            ) : Object.keys(state.errors).some((key) => key.startsWith('schedule.')) ? (
              <Text size="sm" c="dimmed">
                The next runs are told here once the schedules are in order.
              </Text>
            ) : (
              <NextRuns values={values} />
            )}
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <TextInput
                label="Time zone"
                description="Empty: that of the configuration, else that of the daemon’s machine"
                placeholder="Europe/Prague"
                value={values.timezone}
                onChange={({ currentTarget }) => onChange({ timezone: currentTarget.value })}
                {...fieldProps(state, 'timezone')}
              />
              <Switch
                mt={{ base: 0, sm: 'xl' }}
                label="Catch up"
                description="Run at the start what was missed while nothing ran"
                checked={values.catchUp}
                onChange={({ currentTarget }) => onChange({ catchUp: currentTarget.checked })}
              />
            </SimpleGrid>
          </>
        )}
      </Stack>
    </Fieldset>
  );
}

interface Shown {
  readonly words: readonly string[];
  readonly next: readonly string[];
  readonly timezone: string;
}

const PAUSE_MS = 300;

function NextRuns({ values }: { values: ItemValues }) {
  const zone = values.timezone.trim();
  const body = {
    schedules: values.schedules.map(scheduleDocument),
    ...(zone === '' ? {} : { timezone: zone }),
  };
  const [settled] = useDebouncedValue(JSON.stringify(body), PAUSE_MS);
  const { data, error } = useQuery({
    queryKey: ['schedule', settled],
    queryFn: ({ signal }) => ask<Shown>('POST', '/draft/schedule', JSON.parse(settled), signal),
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (error !== null) return <ErrorNote error={error} title="The next runs cannot be told" />;
  if (data === undefined) return null;
  return (
    <Alert
      color="blue"
      variant="light"
      title={`Runs ${data.words.join(', and ')} (${data.timezone})`}
      role="status"
    >
      {data.next.length === 0 ? (
        'There is no next run.'
      ) : (
        <>
          The next runs, in your own time:
          <List size="sm">
            {data.next.map((at) => (
              <List.Item key={at}>{momentText(at)}</List.Item>
            ))}
          </List>
        </>
      )}
    </Alert>
  );
}
