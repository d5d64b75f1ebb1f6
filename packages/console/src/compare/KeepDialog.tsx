import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { itemPath, useAction } from '../api/actions';
import { ApiError, ask } from '../api/client';
import { useDefinition } from '../api/questions';
import type { ComparisonShape, ItemStatus, Keep, ResolvedShape } from '../api/shapes';
import { ErrorNote } from '../components/ErrorNote';
import { pathText } from '../words/paths';
import type { Candidate } from './ComparePage';

export interface KeepDialogProps {
  readonly item: ItemStatus;
  readonly comparison: ComparisonShape;
  /** Undefined: it is closed. */
  readonly keep: Candidate | 'both' | undefined;
  readonly onClose: () => void;
  readonly onResolved: (resolved: ResolvedShape) => void;
  /** The versions are to be looked at anew. */
  readonly onAgain: () => void;
}

/** Says what becomes of the other version, and has the choice carried out. */
export function KeepDialog({ item, comparison, keep, onClose, onResolved, onAgain }: KeepDialogProps) {
  const isLive = item.live !== undefined;
  const [runs, setRuns] = useState(true);
  const resolve = useAction(async (choice: Keep) => {
    const { copy, encoding, state } = comparison;
    const body = { copy, keep: choice, state, ...(encoding === undefined ? {} : { encoding }) };
    const resolved = await ask<ResolvedShape>('POST', itemPath(item.name, '/conflicts/resolve'), body);
    if (resolved.next !== null && runs && !isLive) await ask('POST', itemPath(item.name, '/run'), {});
    return resolved;
  });
  const close = () => {
    resolve.reset();
    onClose();
  };
  const again = () => {
    resolve.reset();
    onAgain();
  };
  if (keep === undefined) return null;
  const choice = keep === 'both' ? 'both' : keep.keep;
  const isStale = resolve.error instanceof ApiError && resolve.error.status === 409;
  return (
    <Modal
      opened
      onClose={close}
      title={keep === 'both' ? 'Keep both versions?' : `Keep the version of the ${keep.side}?`}
      centered
    >
      <Stack>
        {keep === 'both' ? (
          <BothWords comparison={comparison} />
        ) : (
          <OneWords item={item} comparison={comparison} keep={keep} />
        )}
        {keep !== 'both' && !isLive && (
          <Checkbox
            label="Carry it to the other side at once"
            description="Starts a run of this item. Else the next run carries it."
            checked={runs}
            disabled={resolve.isPending}
            onChange={({ currentTarget }) => setRuns(currentTarget.checked)}
          />
        )}
        {resolve.isPending && item.running !== undefined && (
          <Text size="sm" role="status">
            It waits for the run to end. Nothing is done if you leave this page before.
          </Text>
        )}
        <ErrorNote
          error={resolve.error}
          title={isStale ? 'It has changed since you saw it' : 'That did not work'}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            Cancel
          </Button>
          {isStale ? (
            <Button onClick={again}>Look again</Button>
          ) : (
            <Button
              {...(keep === 'both' ? {} : { color: 'red.9' })}
              loading={resolve.isPending}
              onClick={() => resolve.mutate(choice, { onSuccess: onResolved })}
            >
              {keep === 'both' ? 'Keep both' : 'Keep this one'}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

function BothWords({ comparison: { path, copy } }: { comparison: ComparisonShape }) {
  return (
    <Text className="words">
      Nothing is touched: {pathText({ path })} and {pathText({ path: copy })} both stay, on both sides. The
      conflict is taken off this list.
    </Text>
  );
}

interface OneWordsProps {
  readonly item: ItemStatus;
  readonly comparison: ComparisonShape;
  readonly keep: Candidate;
}

function OneWords({ item, comparison: { path }, keep }: OneWordsProps) {
  const other = keep.side === 'source' ? 'destination' : 'source';
  const { data } = useDefinition(item.name);
  const hasTrash = data === undefined || data.item['trash'] !== 'off';
  return (
    <>
      <Text className="words">
        {pathText({ path })} becomes the version of the {keep.side}, and the conflict copy goes away.
      </Text>
      <Text className="words" {...(hasTrash ? {} : { c: 'var(--mantine-color-error)', fw: 600 })}>
        {hasTrash
          ? `The version of the ${other} goes to the trash, from where it can be restored.`
          : `This item keeps no trash: the version of the ${other} is gone for good.`}
      </Text>
    </>
  );
}
