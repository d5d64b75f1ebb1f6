import type { ContentEntry, DirectoryEntry, Path, WriteOperation } from '@syncline/model';
import type { Place } from './place.js';
import type { Creation } from './postponed.js';
import type { Run } from './run.js';

/** Notes what the source does not have. Returns the place to visit when there may be more below it. */
export async function postponeExtra(
  path: Path,
  entry: ContentEntry | DirectoryEntry,
  place: Place,
  run: Run,
): Promise<Place | undefined> {
  const reason = place.extra ?? 'extra';
  await run.postponed.removals.put(path, { entry, reason });
  if (place.source === 'there') await run.postponed.tops.put(path, {});
  return entry.kind === 'directory' ? { path, source: 'absent', destination: 'there', extra: reason } : undefined;
}

/** Notes that `old` has to go before `entry` can come. Its absence needs no proof: something else is there. */
export async function postponeReplacement(
  path: Path,
  old: ContentEntry | DirectoryEntry,
  entry: ContentEntry | DirectoryEntry,
  run: Run,
): Promise<Place | undefined> {
  await run.postponed.removals.put(path, { entry: old, reason: 'kind' });
  await run.postponed.creations.put(path, { entry, replaces: true });
  return old.kind === 'directory' ? { path, source: 'absent', destination: 'there', extra: 'kind' } : undefined;
}

/**
 * A new file whose identity the journal knows from another path may be that file, renamed: it waits until the walk has
 * shown whether the old path is gone. Returns false when it is simply new.
 */
export async function postponePossibleMove(operation: WriteOperation, run: Run): Promise<boolean> {
  const { content, path } = operation;
  if (run.walked || run.item.mode !== 'clone' || operation.op !== 'copy' || content.identity === undefined) return false;
  const from = run.journal.findIdentity('source', content.identity);
  if (from === undefined || from === path) return false;
  const creation: Creation = { entry: content, from };
  await run.postponed.creations.put(path, creation);
  return true;
}
