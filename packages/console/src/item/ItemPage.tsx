import { Anchor, Breadcrumbs, Button, Center, Group, Loader, Stack, Tabs, Text, Title } from '@mantine/core';
import { IconCopy, IconPencil, IconPlayerStop, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { SaveMode } from '../api/actions';
import { useStop, useSyncNow } from '../api/actions';
import type { ItemStatus } from '../api/shapes';
import { useStatus } from '../api/status';
import { EmptyState } from '../components/EmptyState';
import { ErrorNote } from '../components/ErrorNote';
import { ItemDialog } from '../dialog/ItemDialog';
import { DeleteDialog } from '../items/DeleteDialog';
import { StateCell } from '../items/ItemFacts';
import { MODES } from '../words/modes';
import { ConflictsTab } from './ConflictsTab';
import { HoldsTab } from './HoldsTab';
import { OverviewTab } from './OverviewTab';
import { PlanTab } from './PlanTab';
import { RunsTab } from './RunsTab';
import { TrashTab } from './TrashTab';
import { WhyTab } from './WhyTab';

const TABS = [
  { value: 'overview', label: 'Overview', Panel: OverviewTab },
  { value: 'runs', label: 'Runs', Panel: RunsTab },
  { value: 'preview', label: 'Preview', Panel: PlanTab },
  { value: 'holds', label: 'Held deletes', Panel: HoldsTab },
  { value: 'conflicts', label: 'Conflicts', Panel: ConflictsTab },
  { value: 'trash', label: 'Trash', Panel: TrashTab },
  { value: 'why', label: 'Why', Panel: WhyTab },
] as const;

/** All there is to know of one item, and to do with it. */
export function ItemPage({ name, tab }: { name: string; tab: string }) {
  const { data } = useStatus();
  if (data === undefined)
    return (
      <Center p="xl">
        <Loader aria-label="Loading" />
      </Center>
    );
  const item = data.items.find((each) => each.name === name);
  if (item === undefined)
    return (
      <EmptyState title={`There is no item ${name}`}>
        It may have been renamed or deleted. <Link href="/">Show all items</Link>
      </EmptyState>
    );
  return <Page item={item} tab={tab} />;
}

function Page({ item, tab }: { item: ItemStatus; tab: string }) {
  const [, navigate] = useLocation();
  const here = `/item/${encodeURIComponent(item.name)}`;
  return (
    <Stack>
      <Breadcrumbs>
        <Anchor component={Link} href="/">
          Items
        </Anchor>
        <Text>{item.name}</Text>
      </Breadcrumbs>
      <Head item={item} />
      <Tabs
        value={tab}
        onChange={(next) => navigate(next === 'overview' ? here : `${here}/${next}`)}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {TABS.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
              {value === 'holds' && item.holds > 0 ? ` (${item.holds})` : ''}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map(({ value, Panel }) => (
          <Tabs.Panel key={value} value={value}>
            <Panel item={item} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}

function Head({ item }: { item: ItemStatus }) {
  const { name, description, mode, source, destination, running } = item;
  const [, navigate] = useLocation();
  const [dialog, setDialog] = useState<SaveMode | undefined>(undefined);
  const [deletes, setDeletes] = useState(false);
  const syncNow = useSyncNow();
  const stop = useStop();
  return (
    <>
      <Group justify="space-between" align="flex-start">
        <Stack gap={4} miw={0} flex="1 1 20rem">
          <Group gap="sm">
            <Title order={1} size="h3">
              {name}
            </Title>
            <StateCell item={item} />
          </Group>
          {description !== '' && <Text className="words">{description}</Text>}
          <Text size="sm" c="dimmed" className="path">
            {MODES[mode].label}: {source} {mode === 'two-way' ? '↔' : '→'} {destination}
          </Text>
        </Stack>
        <Group gap="xs">
          {running !== undefined && (
            <Button
              variant="default"
              leftSection={<IconPlayerStop size={16} aria-hidden />}
              loading={stop.isPending}
              onClick={() => stop.mutate(name)}
            >
              Stop
            </Button>
          )}
          <Button
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={syncNow.isPending}
            onClick={() => syncNow.mutate([name])}
          >
            Sync Now
          </Button>
          <Button
            variant="default"
            leftSection={<IconPencil size={16} aria-hidden />}
            onClick={() => setDialog({ kind: 'edit', name })}
          >
            Edit
          </Button>
          <Button
            variant="default"
            leftSection={<IconCopy size={16} aria-hidden />}
            onClick={() => setDialog({ kind: 'copy', name })}
          >
            Copy
          </Button>
          <Button
            variant="default"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setDeletes(true)}
          >
            Delete
          </Button>
        </Group>
      </Group>
      <ErrorNote error={syncNow.error ?? stop.error} title="That did not work" />
      <ItemDialog
        mode={dialog}
        onClose={() => setDialog(undefined)}
        onSaved={(saved) => navigate(`/item/${encodeURIComponent(saved)}`)}
      />
      <DeleteDialog names={deletes ? [name] : []} onClose={() => setDeletes(false)} />
    </>
  );
}
