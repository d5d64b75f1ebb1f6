import { Accordion, Alert, List, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { itemPath, useAction } from '../api/actions';
import { ask } from '../api/client';
import { useTrash } from '../api/questions';
import type { ItemStatus, KeptShape, RestoredShape } from '../api/shapes';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { EmptyState } from '../components/EmptyState';
import { ErrorNote } from '../components/ErrorNote';
import { Waiting } from '../components/Waiting';
import { pathText } from '../words/paths';
import { countText } from '../words/quantities';
import { KeptOfRun } from './KeptOfRun';

/** All of them would be slow to draw. */
const OPENED_BY_SEARCH = 5;

interface Wanted {
  readonly run: string;
  /** One version of it; undefined: all of the run. */
  readonly kept?: KeptShape;
}

/** What runs replaced or deleted: searched, restored, a whole run undone. */
export function TrashTab({ item }: { item: ItemStatus }) {
  const { data, error } = useTrash(item.name);
  const [wanted, setWanted] = useState<Wanted | undefined>(undefined);
  const restore = useAction(({ run, kept }: Wanted) =>
    ask<{ restored: readonly RestoredShape[] }>(
      'POST',
      itemPath(item.name, kept === undefined ? '/trash/undo' : '/trash/restore'),
      kept === undefined ? { run } : { run, path: kept.path, side: kept.side },
    ),
  );
  return (
    <Stack>
      <ErrorNote error={error} title="The trash cannot be shown" />
      {restore.data !== undefined && <Result restored={restore.data.restored} />}
      {data === undefined && error === null && <Waiting />}
      {data?.entries.length === 0 && (
        <EmptyState title="The trash is empty">
          What runs replace or delete is kept here for a while, and can be brought back.
        </EmptyState>
      )}
      {data !== undefined && data.entries.length > 0 && (
        <Kept item={item.name} entries={data.entries} more={data.more} onWanted={setWanted} />
      )}
      <ConfirmDialog
        opened={wanted !== undefined}
        title={wanted?.kept === undefined ? 'Undo this run?' : 'Restore this version?'}
        action={wanted?.kept === undefined ? 'Undo the run' : 'Restore'}
        pending={restore.isPending}
        error={restore.error}
        onClose={() => setWanted(undefined)}
        onConfirm={() => {
          if (wanted !== undefined) restore.mutate(wanted, { onSuccess: () => setWanted(undefined) });
        }}
      >
        <Text className="words">
          {wanted?.kept === undefined
            ? 'All that it replaced or deleted is brought back.'
            : `${pathText(wanted.kept)} is brought back on the ${wanted.kept.side}.`}{' '}
          What stands there now goes to the trash.{' '}
          {item.mode === 'two-way'
            ? 'The next run carries it to the other side.'
            : 'The next run finds it changed, and brings the destination in step with the source again.'}
        </Text>
        {restore.isPending && item.running !== undefined && (
          <Text size="sm" role="status">
            It waits for the run to end.
          </Text>
        )}
      </ConfirmDialog>
    </Stack>
  );
}

interface KeptProps {
  readonly item: string;
  readonly entries: readonly KeptShape[];
  readonly more: number;
  readonly onWanted: (wanted: Wanted) => void;
}

function Kept({ item, entries, more, onWanted }: KeptProps) {
  const [text, setText] = useState('');
  const words = text.toLowerCase();
  const found = entries.filter(({ path }) => path.toLowerCase().includes(words));
  const runs = [...Map.groupBy(found, ({ run }) => run)];
  return (
    <>
      <TextInput
        type="search"
        label="Search the trash"
        placeholder="Part of a path"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <Text size="sm" c="dimmed" aria-live="polite">
        {countText(found.length, 'version')} of {countText(runs.length, 'run')}
        {more > 0 && `; ${more.toLocaleString('en')} more are kept and not listed`}
      </Text>
      <Accordion
        // A search opens what it finds first.
        key={words}
        variant="separated"
        multiple
        defaultValue={runs.slice(0, words === '' ? 1 : OPENED_BY_SEARCH).map(([run]) => run)}
        keepMounted={false}
      >
        {runs.map(([run, kept]) => (
          <KeptOfRun
            key={run}
            item={item}
            run={run}
            kept={kept}
            onRestore={(one) => onWanted({ run, kept: one })}
            onUndo={() => onWanted({ run })}
          />
        ))}
      </Accordion>
    </>
  );
}

function Result({ restored }: { restored: readonly RestoredShape[] }) {
  const failed = restored.filter(({ outcome }) => outcome === 'failed');
  return (
    <Alert
      role="status"
      color={failed.length === 0 ? 'green' : 'orange'}
      title={`${countText(restored.length - failed.length, 'path')} restored`}
    >
      {failed.length > 0 && (
        <List>
          {failed.map(({ path, message }) => (
            <List.Item key={path} className="words">
              {pathText({ path })}: {message}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
