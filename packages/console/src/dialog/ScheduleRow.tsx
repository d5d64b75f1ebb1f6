import {
  Button,
  Chip,
  Group,
  NumberInput,
  Paper,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import type { FieldState } from './field';
import { fieldProps } from './field';
import type { ScheduleValues } from './values';
import { WEEKDAYS } from './values';

export interface ScheduleRowProps {
  readonly index: number;
  readonly schedule: ScheduleValues;
  readonly state: FieldState;
  readonly onChange: (schedule: ScheduleValues) => void;
  readonly onRemove: () => void;
}

const DAY_NAMES: Readonly<Record<string, string>> = {
  mon: 'Mon',
  tue: 'Tue',
  wed: 'Wed',
  thu: 'Thu',
  fri: 'Fri',
  sat: 'Sat',
  sun: 'Sun',
};

/** One schedule: on which days, and when on those. */
export function ScheduleRow({ index, schedule, state, onChange, onRemove }: ScheduleRowProps) {
  const change = (changes: Partial<ScheduleValues>) => onChange({ ...schedule, ...changes });
  const error = state.errors[`schedule.${index}.days`];
  return (
    <Paper withBorder p="sm" role="group" aria-label={`Schedule ${index + 1}`}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Switch
            label="On"
            checked={!schedule.disabled}
            onChange={({ currentTarget }) => change({ disabled: !currentTarget.checked })}
          />
          <Button
            size="xs"
            variant="subtle"
            color="red"
            onClick={onRemove}
            aria-label={`Remove schedule ${index + 1}`}
          >
            Remove
          </Button>
        </Group>
        <Group>
          <SegmentedControl
            aria-label="Days"
            data={[
              { value: 'week', label: 'Days of week' },
              { value: 'month', label: 'Days of month' },
            ]}
            value={schedule.daysBy}
            onChange={(daysBy) => change({ daysBy: daysBy as ScheduleValues['daysBy'] })}
          />
          {schedule.daysBy === 'week' ? (
            <Chip.Group multiple value={[...schedule.weekdays]} onChange={(weekdays) => change({ weekdays })}>
              <Group gap={4}>
                {WEEKDAYS.map((day) => (
                  <Chip key={day} value={day} size="xs" name={`schedule.${index}.days`}>
                    {DAY_NAMES[day]}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
          ) : (
            <TextInput
              aria-label="Days of month"
              placeholder="7;14;28"
              value={schedule.daysOfMonth}
              onChange={({ currentTarget }) => change({ daysOfMonth: currentTarget.value })}
              {...fieldProps(state, `schedule.${index}.daysOfMonth`)}
            />
          )}
        </Group>
        {error !== undefined && (
          <Text size="xs" c="var(--mantine-color-error)" role="status">
            {error}
          </Text>
        )}
        <Group align="flex-start">
          <SegmentedControl
            aria-label="Times"
            data={[
              { value: 'at', label: 'Once at' },
              { value: 'every', label: 'Every' },
            ]}
            value={schedule.timesBy}
            onChange={(timesBy) => change({ timesBy: timesBy as ScheduleValues['timesBy'] })}
          />
          {schedule.timesBy === 'at' ? (
            <TextInput
              type="time"
              aria-label="At"
              value={schedule.at}
              onChange={({ currentTarget }) => change({ at: currentTarget.value })}
              {...fieldProps(state, `schedule.${index}.at`)}
            />
          ) : (
            <EveryFields {...{ index, schedule, state, change }} />
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

interface EveryProps extends Pick<ScheduleRowProps, 'index' | 'schedule' | 'state'> {
  readonly change: (changes: Partial<ScheduleValues>) => void;
}

function EveryFields({ index, schedule, state, change }: EveryProps) {
  return (
    <>
      <NumberInput
        aria-label="How often"
        w={80}
        min={1}
        value={schedule.every}
        onChange={(every) => change({ every: String(every) })}
        {...fieldProps(state, `schedule.${index}.every`)}
      />
      <Select
        aria-label="Unit"
        w={110}
        allowDeselect={false}
        data={['minutes', 'hours']}
        value={schedule.unit}
        onChange={(unit) => change({ unit: (unit ?? 'minutes') as ScheduleValues['unit'] })}
      />
      <Switch
        mt={8}
        label="only between"
        checked={schedule.isBetween}
        onChange={({ currentTarget }) => change({ isBetween: currentTarget.checked })}
      />
      {schedule.isBetween && (
        <Group gap="xs" align="flex-start">
          <TextInput
            type="time"
            aria-label="From"
            value={schedule.from}
            onChange={({ currentTarget }) => change({ from: currentTarget.value })}
            {...fieldProps(state, `schedule.${index}.between`)}
          />
          <TextInput
            type="time"
            aria-label="To"
            value={schedule.to}
            onChange={({ currentTarget }) => change({ to: currentTarget.value })}
            error={state.errors[`schedule.${index}.between`] !== undefined}
          />
        </Group>
      )}
    </>
  );
}
