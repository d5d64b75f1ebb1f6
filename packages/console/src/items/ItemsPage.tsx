import { Group, Pagination, Stack, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useDeferredValue, useState } from 'react';
import { useStatus } from '../api/status';
import type { DaemonStatus } from '../api/shapes';
import { PHONE } from '../app/theme';
import { EmptyState } from '../components/EmptyState';
import { LogDialog } from '../components/LogDialog';
import { Waiting } from '../components/Waiting';
import { ItemDialog } from '../dialog/ItemDialog';
import type { SaveMode } from '../api/actions';
import { countText } from '../words/quantities';
import { DeleteDialog } from './DeleteDialog';
import { FilterBar } from './FilterBar';
import { ItemsList } from './ItemsList';
import { ItemsTable } from './ItemsTable';
import { ItemsToolbar } from './ItemsToolbar';
import { OrderBar } from './OrderBar';
import { selectItems } from './select-items';
import { useListView } from './use-list-view';
import { useLogWindow } from './use-log-window';
import { useSelection } from './use-selection';

/** Rows of one page: more would make every change of one of them slow. */
const ROWS = 100;

/** The view Items. */
export function ItemsPage() {
  const { data } = useStatus();
  if (data === undefined) return <Waiting />;
  return <Items status={data} />;
}

function Items({ status }: { status: DaemonStatus }) {
  const [{ filter, sorting, page }, setView] = useListView();
  const [dialog, setDialog] = useState<SaveMode | undefined>(undefined);
  const [deletes, setDeletes] = useState<readonly string[]>([]);
  const { selected, toggle, select } = useSelection(status.items.map(({ name }) => name));
  const log = useLogWindow();
  const isPhone = useMediaQuery(PHONE);
  const found = selectItems(status.items, useDeferredValue(filter), sorting);
  const pages = Math.max(1, Math.ceil(found.length / ROWS));
  const here = Math.min(page, pages);
  const shown = found.slice((here - 1) * ROWS, here * ROWS);
  const names = [...selected];
  const [first = ''] = names;
  const isFound = new Set(found.map(({ name }) => name));
  const unseen = names.filter((name) => !isFound.has(name)).length;
  const List = isPhone === true ? ItemsList : ItemsTable;
  const toggleAll = () =>
    select(shown.every(({ name }) => selected.has(name)) ? [] : shown.map(({ name }) => name));

  return (
    <Stack>
      <Title order={1} size="h3">
        Synchronization items
      </Title>
      <ItemsToolbar
        count={names.length}
        hasLog={status.items.some(({ name, hasLog }) => hasLog && selected.has(name))}
        isStarting={log.isStarting}
        onAdd={() => setDialog({ kind: 'add' })}
        onEdit={() => setDialog({ kind: 'edit', name: first })}
        onCopy={() => setDialog({ kind: 'copy', name: first })}
        onDelete={() => setDeletes(names)}
        onLogs={() => log.open(names)}
        onSyncNow={() => log.syncNow(names)}
      />
      {log.note}
      {status.items.length === 0 ? (
        <EmptyState title="Nothing is kept in step yet">
          Press Add and say what to synchronize: a source, a destination, and when. Nothing is touched before
          you press Sync Now or its time has come, and a preview shows what would happen.
        </EmptyState>
      ) : (
        <>
          <FilterBar
            filter={filter}
            groups={status.groups.map(({ name }) => name)}
            onChange={(next) => setView({ filter: next })}
          />
          {isPhone === true && <OrderBar sorting={sorting} onChange={(next) => setView({ sorting: next })} />}
          {shown.length === 0 && (
            <EmptyState title="No item is like that">Change the search or the filters.</EmptyState>
          )}
          {shown.length > 0 && (
            <List
              items={shown}
              selected={selected}
              sorting={sorting}
              onToggle={toggle}
              onToggleAll={toggleAll}
              onSort={(key) =>
                setView({ sorting: { key, descending: sorting.key === key && !sorting.descending } })
              }
            />
          )}
          <Group justify="space-between">
            <Text size="sm" c="dimmed" aria-live="polite">
              {countText(found.length, 'item')}
              {names.length > 0 && `, ${names.length} selected`}
              {unseen > 0 && ` (${unseen} of them not in this list)`}
            </Text>
            {pages > 1 && (
              <Pagination
                total={pages}
                value={here}
                onChange={(next) => setView({ page: next })}
                getControlProps={(control) => ({ 'aria-label': `${control} page` })}
              />
            )}
          </Group>
        </>
      )}
      <LogDialog items={log.items} onFollowing={log.onFollowing} onClose={log.close} />
      <DeleteDialog names={deletes} onClose={() => setDeletes([])} />
      <ItemDialog mode={dialog} onClose={() => setDialog(undefined)} />
    </Stack>
  );
}
