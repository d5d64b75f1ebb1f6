import type { Losing } from '@syncline/endpoint';
import type { Operation, Path, Problem, Side } from '@syncline/model';
import { bytesOf, nameOf, otherSide, parentOf } from '@syncline/model';
import type { Run } from './run.js';
import { problemWith } from './unreadable.js';

const ANYBODY_READS = 0o444;

/** What is known to stand against an operation that a dry run plans: a dry run exits as the real run would (SPEC §8). */
export async function whyItWouldFail(operation: Operation, run: Run): Promise<Problem | undefined> {
  for (const { side, directory, losing } of directoriesChangedBy(operation, run)) {
    const problem = await run.sides[side].foresee?.(directory, bytesOf(operation), losing, run.signal);
    if (problem !== undefined) return { ...problem, path: operation.path };
  }
  return whyItCannotBeRead(operation, run);
}

interface ChangedDirectory {
  readonly side: Side;
  readonly directory: Path;
  readonly losing?: Losing;
}

/** Where names would come or go; a file gets its time and mode wherever it is. */
function directoriesChangedBy(operation: Operation, { apply }: Run): readonly ChangedDirectory[] {
  const { op, side, path } = operation;
  const here = { side, directory: parentOf(path) };
  const losing = { name: nameOf(path), toTrash: apply.trash !== undefined };
  switch (op) {
    case 'skip':
      return [];
    case 'update':
      return 'content' in operation ? [{ ...here, losing }] : [];
    case 'delete':
    case 'rmdir':
      return [{ ...here, losing }];
    case 'move': {
      const { from } = operation;
      const there = 'replaces' in operation && operation.replaces !== undefined ? { ...here, losing } : here;
      return [there, { side, directory: parentOf(from), losing: { name: nameOf(from), toTrash: false } }];
    }
    case 'conflict':
      return [here, { side: otherSide(side), directory: parentOf(path) }];
    default:
      return [here];
  }
}

/** Of a file that is to be brought: a mode that lets nobody read it is worth a look. */
async function whyItCannotBeRead(operation: Operation, run: Run): Promise<Problem | undefined> {
  if (!('content' in operation) || operation.op === 'move') return undefined;
  const { side, path, content } = operation;
  if (content.kind !== 'file' || content.mode === undefined || (content.mode & ANYBODY_READS) !== 0)
    return undefined;
  return problemWith(path, otherSide(side), content, run);
}
