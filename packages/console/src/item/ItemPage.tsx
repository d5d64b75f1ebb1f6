import { Anchor, Breadcrumbs, Button, Group, Stack, Tabs, Text, Title } from '@mantine/core';
import { IconCopy, IconPencil, IconPlayerStop, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { SaveMode } from '../api/actions';
import { useStop, useSyncNow } from '../api/actions';
import type { ItemStatus } from '../api/shapes';
import { useStatus } from '../api/status';
import { EmptyState } from '../components/EmptyState';
import { ErrorNote } from '../components/ErrorNote';
import { Waiting } from '../components/Waiting';
import { ItemDialog } from '../dialog/ItemDialog';
import { DeleteDialog } from '../items/DeleteDialog';
import { StateCell } from '../items/ItemFacts';
import { listHref } from '../items/use-list-view';
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

export interface ItemPageProps {
  readonly name: string;
  readonly tab: string;
  /** What of the tab is shown. */
  readonly detail: string | undefined;
}

/** All there is to know of one item, and to do with it. */
export function ItemPage({ name, tab, detail }: ItemPageProps) {
  const { data } = useStatus();
  const [, navigate] = useLocation();
  // Whoever changes the item here goes on doing so, though it is renamed or deleted meanwhile.
  const [dialog, setDialog] = useState<SaveMode | undefined>(undefined);
  const item = data?.items.find((each) => each.name === name);
  return (
    <>
      {data === undefined && <Waiting />}
      {item !== undefined && <Page item={item} tab={tab} detail={detail} onDialog={setDialog} />}
      {data !== undefined && item === undefined && (
        <EmptyState title={`There is no item ${name}`}>
          It may have been renamed or deleted. <Link href="/">Show all items</Link>
        </EmptyState>
      )}
      <ItemDialog
        mode={dialog}
        onClose={() => setDialog(undefined)}
        onSaved={(saved) => saved !== name && navigate(`/item/${encodeURIComponent(saved)}`)}
      />
    </>
  );
}

interface PageProps {
  readonly item: ItemStatus;
  readonly tab: string;
  readonly detail: string | undefined;
  readonly onDialog: (mode: SaveMode) => void;
}

function Page({ item, tab, detail, onDialog }: PageProps) {
  const [, navigate] = useLocation();
  const here = `/item/${encodeURIComponent(item.name)}`;
  const list = useRef<HTMLDivElement>(null);
  // Where the tabs have no room, the chosen one is in sight.
  useEffect(() => {
    list.current
      ?.querySelector('[aria-selected="true"]')
      ?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [tab]);
  const isTwoWay = item.mode === 'two-way';
  const tabs = TABS.filter(({ value }) => value !== 'conflicts' || isTwoWay);
  const shown = tabs.find(({ value }) => value === tab)?.value ?? 'overview';
  const counts: Readonly<Record<string, number>> = { holds: item.holds, conflicts: item.conflicts };
  return (
    <Stack>
      <Breadcrumbs lh="sm">
        <Anchor component={Link} href={listHref()}>
          Items
        </Anchor>
        <Text className="words">{item.name}</Text>
      </Breadcrumbs>
      <Head item={item} onDialog={onDialog} />
      <Tabs
        value={shown}
        onChange={(next) => navigate(next === 'overview' ? here : `${here}/${next}`)}
        keepMounted={false}
      >
        <Tabs.List ref={list} mb="md" className="tabs">
          {tabs.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
              {(counts[value] ?? 0) > 0 ? ` (${counts[value]!.toLocaleString('en')})` : ''}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ value, Panel }) => (
          <Tabs.Panel key={value} value={value}>
            <Panel item={item} detail={detail} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}

function Head({ item, onDialog }: Pick<PageProps, 'item' | 'onDialog'>) {
  const { name, description, mode, source, destination, running } = item;
  const [, navigate] = useLocation();
  const [deletes, setDeletes] = useState(false);
  const [askedIn, setAskedIn] = useState<number | undefined>(undefined);
  const syncNow = useSyncNow();
  const stop = useStop();
  return (
    <>
      <Group justify="space-between" align="flex-start">
        <Stack gap={4} miw={0} flex="1 1 20rem">
          <Group gap="sm">
            <Title order={1} size="h3" className="words">
              {name}
            </Title>
            <StateCell item={item} whole />
          </Group>
          {description !== '' && <Text className="words">{description}</Text>}
          <Text size="sm" c="dimmed" className="path">
            {MODES[mode].label}: {source} {mode === 'two-way' ? '↔' : '→'} {destination}
          </Text>
        </Stack>
        <Group gap="xs" className="toolbar">
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
            onClick={() => {
              // Its log is there, and how far the run is.
              navigate(`/item/${encodeURIComponent(name)}`);
              setAskedIn(running?.run.number);
              syncNow.mutate([name]);
            }}
          >
            Sync Now
          </Button>
          <Button
            variant="default"
            leftSection={<IconPencil size={16} aria-hidden />}
            onClick={() => onDialog({ kind: 'edit', name })}
          >
            Edit
          </Button>
          <Button
            variant="default"
            leftSection={<IconCopy size={16} aria-hidden />}
            onClick={() => onDialog({ kind: 'copy', name })}
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
      {running !== undefined && running.run.number === askedIn && (
        <Text size="sm" role="status">
          It runs once more when this run has ended.
        </Text>
      )}
      <ErrorNote error={syncNow.error ?? stop.error} title="That did not work" />
      <DeleteDialog names={deletes ? [name] : []} onClose={() => setDeletes(false)} />
    </>
  );
}
