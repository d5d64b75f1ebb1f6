import type { Applied } from '@syncline/applier';
import { applyOperation } from '@syncline/applier';
import type { Pairing } from '@syncline/differ';
import type { Operation } from '@syncline/model';
import { isPlanned } from './items/planned.js';
import type { Run } from './run.js';
import { report, reportDone } from './run.js';
import type { Gathering } from './settle.js';

/**
 * Carries an operation on one name out (a dry run: plans it) and reports it; what does not hold still is looked at again
 * while that is possible. `whenApplied` takes what was achieved. Returns whether it was done.
 */
export async function carryOut(
  pairing: Pairing,
  operation: Operation,
  { last, again }: Pick<Gathering, 'last' | 'again'>,
  run: Run,
  whenApplied: (applied: Applied) => void | Promise<void>,
): Promise<boolean> {
  if (run.dryRun) {
    reportDone(run, operation);
    return true;
  }
  if (!isPlanned(run, operation)) return false;
  run.current = operation.path;
  const applied = await applyOperation(operation, run.apply);
  const unsteady = applied.outcome === 'stale' || applied.problem?.code === 'busy';
  if (unsteady && !last) {
    again.add(pairing.name);
    return false;
  }
  report(run, operation, applied.outcome, applied.problem);
  if (applied.outcome !== 'applied') return false;
  await whenApplied(applied);
  return true;
}
