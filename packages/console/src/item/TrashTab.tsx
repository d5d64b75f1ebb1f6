import { Alert, Button, Group, List, Paper, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { itemPath, useAction } from '../api/actions';
import { ask } from '../api/client';
import { useTrash } from '../api/questions';
import type { ItemStatus, KeptShape, RestoredShape } from '../api/shapes';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { EmptyState } from '../components/EmptyState';
import { ErrorNote } from '../components/ErrorNote';
import { Moment } from '../components/Moment';
import { bytesText, countText } from '../words/quantities';

const MOST_SHOWN = 200;

interface Wanted {
  readonly run: string;
  /** One version of it; undefined: all of the run. */
  readonly kept?: KeptShape;
}

/** What runs replaced or deleted: searched, restored, a whole run undone. */
export function TrashTab({ item }: { item: ItemStatus }) {
  const { data, error } = useTrash(item.name);
  const [text, setText] = useState('');
  const [wanted, setWanted] = useState<Wanted | undefined>(undefined);
  const restore = useAction(({ run, kept }: Wanted) =>
    ask<{ restored: readonly RestoredShape[] }>(
      'POST',
      itemPath(item.name, kept === undefined ? '/trash/undo' : '/trash/restore'),
      kept === undefined ? { run } : { run, path: kept.path, side: kept.side },
    ),
  );
  const found = (data?.entries ?? []).filter(({ path }) => path.toLowerCase().includes(text.toLowerCase()));
  const runs = Map.groupBy(found.slice(0, MOST_SHOWN), ({ run }) => run);
  return (
    <Stack>
      <ErrorNote error={error} title="The trash cannot be shown" />
      {restore.data !== undefined && <Result restored={restore.data.restored} />}
      {data?.entries.length === 0 && (
        <EmptyState title="The trash is empty">
          What runs replace or delete is kept here for a while, and can be brought back.
        </EmptyState>
      )}
      {data !== undefined && data.entries.length > 0 && (
        <TextInput
          type="search"
          label="Search the trash"
          placeholder="Part of a path"
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
      )}
      {[...runs].map(([run, kept]) => (
        <KeptOfRun
          key={run}
          kept={kept}
          onRestore={(one) => setWanted({ run, kept: one })}
          onUndo={() => setWanted({ run })}
        />
      ))}
      {found.length > MOST_SHOWN && (
        <Text size="sm">
          … and {(found.length - MOST_SHOWN).toLocaleString('en')} more; search to see them.
        </Text>
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
        {wanted?.kept === undefined
          ? 'All that it replaced or deleted is brought back. What stands there now goes to the trash.'
          : `${wanted.kept.path} is brought back on the ${wanted.kept.side}. What stands there now goes to the trash.`}
      </ConfirmDialog>
    </Stack>
  );
}

interface KeptOfRunProps {
  readonly kept: readonly KeptShape[];
  readonly onRestore: (kept: KeptShape) => void;
  readonly onUndo: () => void;
}

function KeptOfRun({ kept, onRestore, onUndo }: KeptOfRunProps) {
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h5">
          Run <Moment at={kept[0]?.started} />
        </Title>
        <Button size="xs" variant="default" onClick={onUndo}>
          Undo this run
        </Button>
      </Group>
      <Table>
        <Table.Tbody>
          {kept.map((one) => (
            <Table.Tr key={`${one.side} ${one.path}`}>
              <Table.Td className="path">{one.path}</Table.Td>
              <Table.Td>{one.side}</Table.Td>
              <Table.Td ta="right">{one.size === undefined ? one.kind : bytesText(one.size)}</Table.Td>
              <Table.Td ta="right">
                <Button
                  size="xs"
                  variant="subtle"
                  aria-label={`Restore ${one.path}`}
                  onClick={() => onRestore(one)}
                >
                  Restore
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
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
              {path}: {message}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
