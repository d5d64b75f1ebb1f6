import type { Applied } from '@syncline/applier';
import { applyOperation } from '@syncline/applier';
import type { Operation } from '@syncline/model';
import { parentOf } from '@syncline/model';
import { whyItWouldFail } from './foresee.js';
import { noteLost } from './found.js';
import { refuseHiddenEdit } from './hidden-edit.js';
import { isPlanned } from './items/planned.js';
import type { Run } from './run.js';
import { report } from './run.js';
import { noteStrayTemp } from './sweep.js';

/** What follows on an operation. */
export interface Follow {
  /** Takes what was achieved. */
  readonly whenApplied: (applied: Applied) => void | Promise<void>;
  /** Has the name looked at and decided anew, when it did not hold still; undefined: there is no further look. */
  readonly lookAgain: ((applied: Applied) => void) | undefined;
}

/**
 * Carries an operation on one name out (a dry run: plans it) and reports it; what does not hold still is looked at again
 * while that is possible. Returns whether it was done.
 */
export async function carryOut(operation: Operation, follow: Follow, run: Run): Promise<boolean> {
  if (run.dryRun) return planOut(operation, run);
  if (!isPlanned(run, operation)) {
    noteLost(run.tally, operation);
    return false;
  }
  return conclude(await attemptOn(operation, run), follow, run);
}

/** Reports what a dry run plans, as far as nothing is known to stand against it. Returns whether it would be done. */
export async function planOut(operation: Operation, run: Run): Promise<boolean> {
  const problem = await whyItWouldFail(operation, run);
  report(run, operation, problem === undefined ? 'planned' : 'failed', problem);
  return problem === undefined;
}

/** Carries an operation out that the run's plan has. Nothing is reported yet. */
export async function attemptOn(operation: Operation, run: Run): Promise<Applied> {
  run.current = operation.path;
  run.inHand.add(operation.path);
  try {
    const applied = refuseHiddenEdit(operation, run) ?? (await applyOperation(operation, run.apply));
    await noteStrayTemp(applied, run);
    if (applied.problem?.unlisted === true) run.unlisting[operation.side].add(parentOf(operation.path));
    return applied;
  } finally {
    run.inHand.delete(operation.path);
  }
}

/** Reports what was achieved and passes it on. Returns whether it was done. */
export async function conclude(
  applied: Applied,
  { whenApplied, lookAgain }: Follow,
  run: Run,
): Promise<boolean> {
  const { operation, outcome, problem } = applied;
  const unsteady = outcome === 'stale' || problem?.code === 'busy';
  // A plan names what is to be done: another decision is none of its operations.
  if (unsteady && lookAgain !== undefined && run.plan === undefined) {
    noteLost(run.tally, operation);
    lookAgain(applied);
    return false;
  }
  if (applied.wasThere !== true) report(run, operation, outcome, problem);
  if (outcome !== 'applied') return false;
  await whenApplied(applied);
  return true;
}
