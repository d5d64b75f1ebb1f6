import type { ContentEntry, Operation, Path, Problem, Reason, Side, TreeVersion } from '@syncline/model';
import type { Run } from '../run.js';

type Doable = Exclude<Operation, { op: 'skip' }>;

/** One version of a file or link, as its own side tells it from every other; of a directory: of all that is below it. */
export interface PlannedVersion {
  readonly kind: ContentEntry['kind'] | 'directory';
  readonly size: number;
  readonly token: string;
}

/**
 * An operation of a plan, with its preconditions: the version that it brings, and the one that it replaces, deletes or
 * renames. Both come from the listings of the two sides. What is not there is expected to be absent.
 */
export interface PlannedOperation {
  readonly op: Doable['op'];
  readonly side: Side;
  readonly path: Path;
  /** Of a move the old path. Of a conflict the name of the copy if it were made now; no precondition. */
  readonly from?: Path | undefined;
  readonly reason: Reason;
  /** What is brought, from the other side. */
  readonly brings?: PlannedVersion | undefined;
  /** What is replaced, deleted, renamed or given another time, on `side`. */
  readonly takes?: PlannedVersion | undefined;
  /** The guard would hold it, as long as it is not approved. */
  readonly held?: boolean | undefined;
}

/** A plan while a run carries it out. */
export interface PlanToApply {
  readonly operations: ReadonlyMap<string, PlannedOperation>;
  /** Keys of those that the run came across. */
  readonly met: Set<string>;
}

export function plannedOperation(operation: Doable): PlannedOperation {
  const { op, side, path, reason } = operation;
  const from = op === 'move' || op === 'conflict' ? operation.from : undefined;
  const [brings, takes] = versionsOf(operation).map(plannedVersion);
  return { op, side, path, from, reason, brings, takes };
}

export function planToApply(plan: readonly PlannedOperation[] | undefined): PlanToApply | undefined {
  if (plan === undefined) return undefined;
  return { operations: new Map(plan.map((planned) => [keyOf(planned), planned])), met: new Set() };
}

/**
 * Whether a run may carry out an operation: always without a plan. With one: if the plan has it with the same
 * preconditions. If only those differ it is reported `stale`; one that is not in the plan is left in silence.
 */
export function isPlanned(run: Run, operation: Doable | Operation): boolean {
  if (run.plan === undefined || operation.op === 'skip') return true;
  const now = plannedOperation(operation);
  const key = keyOf(now);
  const planned = run.plan.operations.get(key);
  if (planned === undefined) return false;
  run.plan.met.add(key);
  if (sameVersion(planned.brings, now.brings) && sameVersion(planned.takes, now.takes)) return true;
  reportStale(run, now, 'it is not as it was when the plan was made: plan anew');
  return false;
}

/** Reports what the run did not come across: it is done already, or something else is to be done there now. */
export function reportUnmet(run: Run): void {
  if (run.plan === undefined) return;
  for (const [key, planned] of run.plan.operations) {
    if (!run.plan.met.has(key)) reportStale(run, planned, 'it is no longer to be done like this: plan anew');
  }
}

function reportStale(run: Run, { op, side, path, reason, from }: PlannedOperation, message: string): void {
  const problem: Problem = { code: 'stale', path, message };
  const { code } = problem;
  const outcome = {
    op,
    side,
    path,
    outcome: 'stale',
    bytes: 0,
    reason,
    ...(from !== undefined && { from }),
    code,
    message,
  } as const;
  run.tally.count(outcome);
  run.emit({ type: 'operation', outcome });
}

/** The name of a conflict copy holds the time of its run, so it tells nothing apart. */
function keyOf({ op, side, path, from }: PlannedOperation): string {
  return [op, side, path, op === 'move' ? from : ''].join('\0');
}

function versionsOf(
  operation: Doable,
): readonly [brings: ContentEntry | undefined, takes: ContentEntry | TreeVersion | undefined] {
  switch (operation.op) {
    case 'copy':
    case 'update':
      return 'content' in operation
        ? [operation.content, operation.replaces]
        : [operation.like, operation.target];
    case 'move':
      return 'tree' in operation ? [undefined, operation.tree] : [operation.content, operation.target];
    case 'conflict':
      return [operation.winner, operation.loser];
    case 'delete':
      return [undefined, operation.target];
    case 'mkdir':
    case 'rmdir':
      return [undefined, undefined];
  }
}

function plannedVersion(entry: ContentEntry | TreeVersion | undefined): PlannedVersion | undefined {
  return entry === undefined ? undefined : { kind: entry.kind, size: entry.size, token: entry.token };
}

function sameVersion(planned: PlannedVersion | undefined, now: PlannedVersion | undefined): boolean {
  return planned?.kind === now?.kind && planned?.token === now?.token;
}
