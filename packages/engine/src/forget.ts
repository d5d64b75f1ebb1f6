import type { Path, Row } from '@syncline/model';
import { joinPath } from '@syncline/model';
import type { RowChange } from '@syncline/state';
import type { Run } from './run.js';

/** Makes the journal forget a path and all that it knows below it. */
export async function forgetTree(run: Run, path: Path, row: Row): Promise<void> {
  if (row.kind === 'directory') await forgetBelow(run, path);
  await record(run, [{ path, row: undefined, previous: row }]);
}

/** Makes the journal forget all that it knows below a directory. Depth costs no stack. */
export async function forgetBelow(run: Run, directory: Path): Promise<void> {
  const pending: Path[] = [directory];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const children = await run.journal.children(next);
    const changes = children.map(({ name, row }): RowChange => ({
      path: joinPath(next, name),
      row: undefined,
      previous: row,
    }));
    for (const { path, previous } of changes) if (previous?.kind === 'directory') pending.push(path);
    await record(run, changes);
  }
}

/** Hands rows to the journal; a dry run keeps none. */
export async function record(run: Run, changes: readonly RowChange[]): Promise<void> {
  if (!run.dryRun) await run.committer.add(changes);
}
