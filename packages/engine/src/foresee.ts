import type { Operation, Path, Problem, Side } from '@syncline/model';
import { bytesOf, otherSide, parentOf } from '@syncline/model';
import type { Run } from './run.js';
import { problemWith } from './unreadable.js';

const ANYBODY_READS = 0o444;

/** What is known to stand against an operation that a dry run plans: a dry run exits as the real run would (SPEC §8). */
export async function whyItWouldFail(operation: Operation, run: Run): Promise<Problem | undefined> {
  for (const [side, directory] of directoriesChangedBy(operation)) {
    const problem = await run.sides[side].foresee?.(directory, bytesOf(operation), run.signal);
    if (problem !== undefined) return { ...problem, path: operation.path };
  }
  return whyItCannotBeRead(operation, run);
}

/** Where names would come or go; a file gets its time and mode wherever it is. */
function directoriesChangedBy(operation: Operation): readonly (readonly [side: Side, directory: Path])[] {
  const { op, side, path } = operation;
  const here = [side, parentOf(path)] as const;
  switch (op) {
    case 'skip':
      return [];
    case 'update':
      return 'content' in operation ? [here] : [];
    case 'move':
      return [here, [side, parentOf(operation.from)]];
    case 'conflict':
      return [here, [otherSide(side), parentOf(path)]];
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
