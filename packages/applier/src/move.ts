import type { Attributes, Endpoint } from '@syncline/endpoint';
import type { MoveOperation } from '@syncline/model';
import { nameOf, parentOf } from '@syncline/model';
import type { Achieved } from './apply.js';
import type { ApplyContext } from './context.js';
import { timeInPlaceOf } from './distinct-time.js';

/** Renames a file or link; the mode comes along, as a new file would have it. */
export async function move(operation: MoveOperation, context: ApplyContext): Promise<Achieved> {
  const { side, path, from, target, replaces: expected } = operation;
  const [writer, { signal, trash }] = [context.writer(side), context];
  if (expected !== undefined) await writer.remove(path, expected, trash, signal);
  const told = (await writer.move(from, path, target, signal)) ?? undefined;
  const attributes = attributesAfterMove(operation, writer, context);
  if (attributes === undefined) return { seen: told };
  const moved = told ?? (await writer.observe(parentOf(path), [nameOf(path)], signal)).get(nameOf(path));
  if (moved?.kind !== 'file') return {};
  const seen = await writer.setAttributes(path, moved, attributes, signal);
  return seen === 'shared' ? {} : { seen };
}

/** What is to be set of a file that was renamed; undefined: nothing. */
function attributesAfterMove(
  { target, content, replaces }: MoveOperation,
  writer: Endpoint,
  context: ApplyContext,
): Attributes | undefined {
  if (content.kind !== 'file' || target.kind !== 'file') return undefined;
  const mode = target.mode === undefined || content.mode === target.mode ? undefined : content.mode;
  const time = timeInPlaceOf(replaces, target, writer, context);
  const mtime = time === target.mtime ? undefined : time;
  return mode === undefined && mtime === undefined ? undefined : { mode, mtime };
}
