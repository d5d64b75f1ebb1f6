import type { ConflictOperation, ContentEntry, Entry } from '@syncline/model';
import { hasContent, nameOf, otherSide, parentOf, quotedPath, SynclineError } from '@syncline/model';
import type { Brought } from './apply.js';
import { write } from './apply.js';
import type { ApplyContext } from './context.js';

/** The losing version of a conflict under its new name: as its own side shows it, and its hash. */
export interface KeptVersion {
  readonly entry: ContentEntry;
  readonly hash: string | undefined;
  /** What the other side showed right after its copy was written, where it was looked at. */
  readonly seen: Entry | undefined;
}

/**
 * Keeps both versions of a conflict on both sides: the loser is renamed, the winner takes the plain name, the loser is
 * copied to the winner's side. Needs no record of intent where listings show all names: after a crash between any two steps,
 * what is there is decided by the table into the same result (a version that stands on one side alone is created on the other).
 */
export async function keepBoth(
  operation: ConflictOperation,
  context: ApplyContext,
): Promise<Brought & { readonly kept: KeptVersion }> {
  const { side, path, from, loser, winner } = operation;
  await context.writer(side).move(path, from, loser, context.signal);
  const step = { op: 'copy', reason: 'new' } as const;
  const won = winner && (await write({ ...step, side, path, content: winner }, context, loser));
  const entry = await entryAfterMove(operation, context);
  // A power cut must not undo the rename and leave the copy: the loser would conflict, and be kept, once more.
  await context.writer(side).flush(context.signal);
  const kept = await write({ ...step, side: otherSide(side), path: from, content: entry }, context);
  return { ...won, kept: { entry, hash: kept.hash, seen: kept.seen } };
}

async function entryAfterMove(
  { side, path, from }: ConflictOperation,
  context: ApplyContext,
): Promise<ContentEntry> {
  const name = nameOf(from);
  const seen = (await context.writer(side).observe(parentOf(from), [name], context.signal)).get(name);
  if (hasContent(seen)) return seen;
  // Not `stale`: deciding anew about the plain name would find that in order, and this version on one side alone, untold.
  const message = `the losing version is not shown under its new name ${quotedPath(from)}: the next run carries it if it is there`;
  throw new SynclineError('unproven', message, { scope: 'path', path });
}
