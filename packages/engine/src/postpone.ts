import type { ContentEntry, DirectoryEntry, Operation, Path, Side, WriteOperation } from '@syncline/model';
import { hasContent, identityOf, isWithin, otherSide, parentOf } from '@syncline/model';
import type { Gone, Place } from './place.js';
import { absentSide, placeAt, presences } from './place.js';
import type { Run } from './run.js';

/**
 * Notes that what `side` has is to go, because the other side has it no more. Returns the place to visit when there is
 * more below it.
 */
export async function postponeRemoval(
  path: Path,
  side: Side,
  entry: ContentEntry | DirectoryEntry,
  place: Place,
  run: Run,
): Promise<Place | undefined> {
  const gone = place.gone ?? { top: path, reason: run.item.mode === 'two-way' ? 'deleted' : 'extra' };
  await run.postponed.removals.put(path, { side, entry, reason: gone.reason });
  if (place.gone === undefined) await run.postponed.tops.put(path, { absentOn: otherSide(side) });
  return hasContent(entry) ? undefined : placeAt(path, presences(side, 'there', 'absent'), gone);
}

/** Notes that `old` has to go before `entry` can come. Its absence needs no proof: something else is there. */
export async function postponeReplacement(
  path: Path,
  side: Side,
  old: ContentEntry | DirectoryEntry,
  entry: ContentEntry | DirectoryEntry,
  run: Run,
): Promise<Place | undefined> {
  await run.postponed.removals.put(path, { side, entry: old, reason: 'kind' });
  await run.postponed.creations.put(path, { side, entry, replaces: true });
  return hasContent(old)
    ? undefined
    : placeAt(path, presences(side, 'there', 'absent'), { top: path, reason: 'kind' });
}

/** Why a create has to wait. */
interface Wait {
  /** The side does not have the directory that it is in. */
  readonly below: boolean;
  /** The path from which the journal knows its identity: it may be that file or directory, renamed. */
  readonly from: Path | undefined;
}

/** Undefined: it is done at once. */
export function waitsFor(
  { path, side }: Pick<Operation, 'path' | 'side'>,
  entry: ContentEntry | DirectoryEntry,
  place: Place,
  run: Run,
): Wait | undefined {
  if (run.walked) return undefined;
  const from = knownFrom(path, entry, otherSide(side), run);
  const below = absentSide(place) === side;
  return from === undefined && !below ? undefined : { below, from };
}

/** Notes that something that is to be made or replaced has to wait, if it does. Returns whether it does. */
export async function postponeCreation(
  operation: Pick<WriteOperation, 'path' | 'side' | 'replaces'>,
  entry: ContentEntry | DirectoryEntry,
  place: Place,
  run: Run,
): Promise<boolean> {
  const wait = waitsFor(operation, entry, place, run);
  if (wait === undefined) return false;
  if (wait.below) keepAlive(place, run);
  const { side, path, replaces: over } = operation;
  await run.postponed.creations.put(path, { side, entry, from: wait.from, over });
  return true;
}

/** Where the journal knows a file or directory of `origin` from, that is another path: it may have been renamed. */
export function knownFrom(
  path: Path,
  { identity }: ContentEntry | DirectoryEntry,
  origin: Side,
  run: Run,
): Path | undefined {
  if (run.item.mode === 'simple' || identity === undefined) return undefined;
  const from = run.journal.findIdentity(origin, identity);
  if (from === undefined || from === path) return undefined;
  // What was a second name once may have left the first: it is where it was.
  return identityOf(run.journal.get(path), origin) === identity ? undefined : from;
}

/** A folder that the other side does not have stays, and so do those above it: something in it may not go. */
export function keepAlive({ path, gone }: Pick<Place, 'path' | 'gone'>, run: Run): void {
  if (gone === undefined) return;
  for (let kept = path; isWithin(kept, gone.top) && !run.kept.has(kept); kept = parentOf(kept))
    run.kept.add(kept);
}

/** A folder that the other side does not have and that can't be listed stays as it is; those above it are kept by it. */
export async function leaveUnlistable({ path }: Place, gone: Gone, run: Run): Promise<void> {
  await run.postponed.removals.drop(path);
  if (path === gone.top) {
    await run.postponed.tops.drop(path);
    await run.postponed.creations.drop(path);
  } else keepAlive({ path: parentOf(path), gone }, run);
}
