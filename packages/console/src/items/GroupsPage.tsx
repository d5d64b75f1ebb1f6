import { Anchor, Checkbox, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useStatus } from '../api/status';
import { EmptyState } from '../components/EmptyState';
import { LogDialog } from '../components/LogDialog';
import { StateBadge } from '../components/StateBadge';
import { ItemDialog } from '../dialog/ItemDialog';
import { countText } from '../words/quantities';
import { ItemsToolbar } from './ItemsToolbar';
import { useLogWindow } from './use-log-window';
import { useSelection } from './use-selection';

/** The view Groups: what is done here is done with all items of the groups that are selected. */
export function GroupsPage() {
  const { data } = useStatus();
  const groups = data?.groups ?? [];
  const [adds, setAdds] = useState(false);
  const { selected, toggle } = useSelection(groups.map(({ name }) => name));
  const log = useLogWindow();
  const members = groups.flatMap(({ name, items }) => (selected.has(name) ? items : []));
  const [group] = selected;
  return (
    <Stack>
      <Title order={1} size="h3">
        Synchronization groups
      </Title>
      <ItemsToolbar
        count={selected.size}
        hasLog={data?.items.some(({ name, hasLog }) => hasLog && members.includes(name)) === true}
        isStarting={log.isStarting}
        onAdd={() => setAdds(true)}
        onLogs={() => log.open(members)}
        onSyncNow={() => log.syncNow(members)}
      />
      {log.note}
      {data !== undefined && groups.length === 0 && (
        <EmptyState title="There is no group yet">
          Give items the same word in their field Group, and they can be synchronized together here.
        </EmptyState>
      )}
      <Stack gap="xs" component="ul" p={0} m={0}>
        {groups.map(({ name, items, state }) => (
          <Paper key={name} component="li" withBorder p="sm" display="block">
            <Group wrap="nowrap" align="flex-start">
              <Checkbox
                mt={2}
                aria-label={`Select the group ${name}`}
                checked={selected.has(name)}
                onChange={() => toggle(name)}
              />
              <Stack gap={4} flex={1} miw={0}>
                <Group justify="space-between">
                  <Anchor
                    component={Link}
                    href={`/?group=${encodeURIComponent(name)}`}
                    fw={600}
                    className="words"
                  >
                    {name}
                  </Anchor>
                  <StateBadge state={state} />
                </Group>
                <Text size="sm" c="dimmed" className="words">
                  {countText(items.length, 'item')}: {items.join(', ')}
                </Text>
              </Stack>
            </Group>
          </Paper>
        ))}
      </Stack>
      <LogDialog items={log.items} onFollowing={log.onFollowing} onClose={log.close} />
      <ItemDialog mode={adds ? { kind: 'add' } : undefined} group={group} onClose={() => setAdds(false)} />
    </Stack>
  );
}
