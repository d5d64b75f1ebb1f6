import type { ContentEntry, Operation, OutcomeName, Problem, Side } from '@syncline/model';
import { otherSide, outcomeOf } from '@syncline/model';
import type { PastVersion } from '@syncline/state';
import type { Run } from './run.js';

/** Of a run that copies more than this, copies and new folders that went well are not remembered: nobody asks why. */
const MAX_PLAIN_OUTCOMES = 1_000;

/** Remembers how an operation turned out, for `why`. A run without operations remembers nothing. */
export function remember(
  run: Run,
  operation: Operation,
  outcome: Exclude<OutcomeName, 'planned'>,
  problem: Problem | undefined,
): void {
  const { op, path } = operation;
  const isPlain = outcome === 'applied' && (op === 'copy' || op === 'mkdir');
  if (isPlain && (run.plainOutcomes += 1) > MAX_PLAIN_OUTCOMES) return;
  run.committer.remember({
    ...outcomeOf(operation, outcome, problem),
    outcome,
    run: run.id,
    atMs: run.nowMs(),
    row: run.knewNothing ? undefined : run.journal.get(op === 'move' ? operation.from : path),
    ...versionsAt(operation),
  });
}

const ABSENT: PastVersion = { kind: 'absent' };
const FOLDER: PastVersion = { kind: 'directory' };

/** What both sides showed under the operation's path, as far as it depends on that. */
function versionsAt(operation: Operation): Partial<Record<Side, PastVersion>> {
  const { side } = operation;
  const both = (here: PastVersion, there: PastVersion) => ({ [side]: here, [otherSide(side)]: there });
  switch (operation.op) {
    case 'copy':
      return both(versionOf(operation.replaces), versionOf(operation.content));
    case 'update':
      return 'content' in operation
        ? both(versionOf(operation.replaces), versionOf(operation.content))
        : both(versionOf(operation.target), versionOf(operation.like));
    case 'delete':
      return operation.reason === 'kind'
        ? { [side]: versionOf(operation.target) }
        : both(versionOf(operation.target), ABSENT);
    case 'mkdir':
      return both(ABSENT, FOLDER);
    case 'rmdir':
      return operation.reason === 'kind' ? { [side]: FOLDER } : both(FOLDER, ABSENT);
    case 'move':
      return both(ABSENT, 'tree' in operation ? FOLDER : versionOf(operation.content));
    case 'conflict':
      return both(
        versionOf(operation.loser),
        operation.winner === undefined ? FOLDER : versionOf(operation.winner),
      );
    case 'skip':
      return { [side]: { kind: 'unknown' } };
  }
}

function versionOf(entry: ContentEntry | undefined): PastVersion {
  return entry === undefined ? ABSENT : { kind: entry.kind, size: entry.size, token: entry.token };
}
