import type { Applied } from '@syncline/applier';
import type { ContentEntry, Operation } from '@syncline/model';
import type { Run } from './run.js';

const BECAUSE = 'it changed moments ago, and may change again unseen; the next run looks again';

/**
 * Refuses to take away, without a trash, a file that was changed too recently for its times to show a further change: its content
 * was proven, and would be lost if it was edited since. Only two-way mode protects what it removes so (SPEC §3: I1), and only a
 * disk can: between two commands to a server there is always room for an edit.
 */
export function refuseHiddenEdit(operation: Operation, run: Run): Applied | undefined {
  if (run.item.mode !== 'two-way' || run.item.trash !== 'off') return undefined;
  if (!run.sides[operation.side].traits.local) return undefined;
  const taken = takenBy(operation);
  if (taken === undefined || taken.kind !== 'file' || !taken.racy || isRecorded(operation, taken, run))
    return undefined;
  const problem = { code: 'stale', path: operation.path, message: BECAUSE } as const;
  return { operation, outcome: 'stale', problem };
}

function takenBy(operation: Operation): ContentEntry | undefined {
  switch (operation.op) {
    case 'delete':
      return operation.target;
    case 'copy':
    case 'update':
      return 'content' in operation ? operation.replaces : undefined;
    default:
      return undefined;
  }
}

/** Our own work, or what was proven once its times were old enough. */
function isRecorded({ side, path }: Operation, { token }: ContentEntry, { journal }: Run): boolean {
  const row = journal.get(path);
  return row !== undefined && row.kind !== 'directory' && row[side].token === token && !row[side].racy;
}
