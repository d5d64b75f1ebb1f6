import type { FileEntry, Operation, Path, WriteOperation } from '@syncline/model';
import { otherSide } from '@syncline/model';
import type { Applied } from './apply.js';
import type { ApplyContext } from './context.js';

/** Copies a file, where nothing stands under its name. */
export type NewFileOperation = WriteOperation & {
  readonly content: FileEntry;
  readonly replaces?: undefined;
};

export function isNewFile(operation: Operation): operation is NewFileOperation {
  if (operation.op !== 'copy') return false;
  return operation.content.kind === 'file' && operation.replaces === undefined;
}

/**
 * Carries out many operations that make small new files of one directory on one side together, where that side can. Of each it
 * returns what was achieved, or undefined: nothing was done, and it is left to `applyOperation`. An error that reaches further and
 * an interruption are thrown.
 */
export async function applyNewFiles(
  directory: Path,
  operations: readonly NewFileOperation[],
  context: ApplyContext,
): Promise<readonly (Applied | undefined)[]> {
  const { side } = operations[0]!;
  const writer = context.writer(side);
  if (writer.copyNew === undefined) return operations.map(() => undefined);
  await context.beforeChange?.();
  const files = operations.map(({ content }) => ({ entry: content, temp: context.nextTemp() }));
  const reader = context.reader(otherSide(side));
  const copied = await writer.copyNew(reader, directory, files, context.signal);
  const bytes = operations.reduce((sum, { content }, at) => sum + (copied[at] ? content.size : 0), 0);
  if (bytes > 0) await accounted(bytes, context);
  return operations.map((operation, at) => {
    const done = copied[at];
    return done && { operation, outcome: 'applied', hash: done.hash, seen: done.seen };
  });
}

/** The files stand already: a run that is stopped while it waits for its bandwidth is told of them all the same. */
async function accounted(bytes: number, { onBytes, signal }: ApplyContext): Promise<void> {
  try {
    await onBytes(bytes);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
