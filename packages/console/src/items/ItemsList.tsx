import { Anchor, Checkbox, Group, Paper, Stack, Text } from '@mantine/core';
import { Link } from 'wouter';
import type { ItemStatus } from '../api/shapes';
import { LastRun, NextRun, StateCell } from './ItemFacts';

export interface ItemsListProps {
  readonly items: readonly ItemStatus[];
  readonly selected: ReadonlySet<string>;
  readonly onToggle: (name: string) => void;
}

/** The items of one page where a table has no room. */
export function ItemsList({ items, selected, onToggle }: ItemsListProps) {
  return (
    <Stack gap="xs" component="ul" p={0} m={0}>
      {items.map((item) => (
        <Paper key={item.name} component="li" withBorder p="sm" display="block">
          <Group align="flex-start" wrap="nowrap">
            <Checkbox
              mt={2}
              aria-label={`Select ${item.name}`}
              checked={selected.has(item.name)}
              onChange={() => onToggle(item.name)}
            />
            <Stack gap={4} flex={1} miw={0}>
              <Anchor
                component={Link}
                href={`/item/${encodeURIComponent(item.name)}`}
                fw={600}
                className="words"
              >
                {item.name}
              </Anchor>
              <Text size="xs" c="dimmed" className="words">
                {[item.description, item.group].filter(Boolean).join(' · ')}
              </Text>
              <StateCell item={item} />
              <Text size="sm" className="path">
                {item.source} {item.mode === 'two-way' ? '↔' : '→'} {item.destination}
              </Text>
              <Text size="xs" c="dimmed">
                Last: <LastRun item={item} /> · next: <NextRun item={item} />
              </Text>
            </Stack>
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}
