import type { DeleteOperation, Path, RemoveDirectoryOperation, Side } from '@syncline/model';
import { hasContent, parentOf, ROOT } from '@syncline/model';
import { attemptOn, planOut } from './carry-out-name.js';
import type { DirectoryMoves } from './directory-moves.js';
import { record } from './forget.js';
import { createInFlight } from './in-flight.js';
import type { Holding } from './items/holding.js';
import { isPlanned } from './items/planned.js';
import type { Removal } from './postponed.js';
import type { UnprovenTops } from './prove.js';
import type { Run } from './run.js';
import { report } from './run.js';

/** Deletes that are under way at the same time, at most; a folder waits for those in it. */
const MAX_IN_FLIGHT = 256;

/**
 * Removes, bottom-up, what was noted, through plain non-recursive steps; what has to wait is only reported. A
 * folder in which something has to stay, or could not be removed, stays.
 */
export async function removeAll(
  run: Run,
  moves: DirectoryMoves,
  unproven: UnprovenTops,
  holding: Holding,
): Promise<void> {
  const inFlight = createInFlight();
  for await (const [path, removal] of run.postponed.removals.iterate({ reverse: true })) {
    if (unproven.covers(path) || moves.covers('removal', path)) continue;
    await run.pace();
    const isDirectory = !hasContent(removal.entry);
    if (isDirectory || inFlight.count >= MAX_IN_FLIGHT) await inFlight.settle();
    if (isDirectory && run.kept.has(path)) {
      run.kept.add(parentOf(path));
      continue;
    }
    const operation = operationFor(path, removal);
    if (!isPlanned(run, operation)) run.kept.add(parentOf(path));
    else if (run.unlisting[removal.side].size > 0 && (await isDoubtful(path, removal.side, run)))
      leave(operation, run);
    else if (holding.holds(path, removal)) report(run, operation, 'held');
    else inFlight.add(run.transfers.use(() => removeOne(operation, run)));
  }
  await inFlight.settle();
}

/** Whether it is, or is in, what its folder may list for something else that has another name there. */
async function isDoubtful(path: Path, side: Side, run: Run): Promise<boolean> {
  if (path === ROOT) return false;
  const folder = parentOf(path);
  if (run.unlisting[side].has(folder)) return true;
  return (await run.postponed.removals.get(folder)) !== undefined && isDoubtful(folder, side, run);
}

function leave(operation: DeleteOperation | RemoveDirectoryOperation, run: Run): void {
  const { path, side } = operation;
  const message = `the ${side} has names in its folder that it does not list, or lists otherwise: what seems to be extra there is left`;
  report(run, operation, 'failed', { code: 'unlistable', path, message });
  run.kept.add(parentOf(path));
}

function operationFor(
  path: Path,
  { side, entry, reason }: Removal,
): DeleteOperation | RemoveDirectoryOperation {
  return hasContent(entry)
    ? { op: 'delete', side, path, reason, target: entry }
    : { op: 'rmdir', side, path, reason };
}

async function removeOne(operation: DeleteOperation | RemoveDirectoryOperation, run: Run): Promise<void> {
  if (run.dryRun) {
    if (!(await planOut(operation, run))) run.kept.add(parentOf(operation.path));
    return;
  }
  run.signal.throwIfAborted();
  const applied = await attemptOn(operation, run);
  report(run, operation, applied.outcome, applied.problem);
  if (applied.outcome !== 'applied') {
    run.kept.add(parentOf(operation.path));
    return;
  }
  const previous = run.journal.get(operation.path);
  if (previous !== undefined) await record(run, [{ path: operation.path, row: undefined, previous }]);
}
