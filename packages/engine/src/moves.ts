import { isRenamed } from '@syncline/differ';
import type { ContentEntry, Path, Side } from '@syncline/model';
import { hasContent, otherSide } from '@syncline/model';
import { noteCreated } from './bookkeeping.js';
import type { DirectoryMoves } from './directory-moves.js';
import type { Creation } from './postponed.js';
import type { UnprovenTops } from './prove.js';
import type { Run } from './run.js';

/**
 * What a waiting create turns out to have been renamed from, as the side has it, or undefined: the old path is gone from the other side,
 * proven, and the file there on this side is the one that the journal knows (SPEC §3, Moves). A racy row does not stand against it:
 * the doubt goes along, and the next run proves the content under the new name.
 */
async function renamedFrom(
  { side, entry, from }: Creation,
  unproven: UnprovenTops,
  run: Run,
): Promise<{ readonly from: Path; readonly target: ContentEntry } | undefined> {
  if (from === undefined || !hasContent(entry) || unproven.covers(from)) return undefined;
  const removal = await run.postponed.removals.get(from);
  const target = removal?.entry;
  if (target === undefined || !hasContent(target) || removal?.side !== side || removal.reason === 'kind')
    return undefined;
  return isJournalled(from, otherSide(side), entry, target, run) ? { from, target } : undefined;
}

/** Whether a file or link that `renamer` has under a new path is the one that the journal has under the old one (`isRenamed`). */
export function isJournalled(
  from: Path,
  renamer: Side,
  entry: ContentEntry,
  target: ContentEntry,
  run: Run,
): boolean {
  const row = run.journal.get(from);
  return row !== undefined && row.kind !== 'directory' && isRenamed(row, renamer, entry, target);
}

/** Matches the files and links that wait to be created, but those that go with their directory. */
export async function matchMoves(
  run: Run,
  directories: DirectoryMoves,
  unproven: UnprovenTops,
): Promise<void> {
  for await (const [path, creation] of run.postponed.creations.iterate()) {
    if (directories.covers('creation', path) || (await becameMove(path, creation, unproven, run))) continue;
    if (!hasContent(creation.entry)) continue;
    if (creation.over === undefined) noteCreated(run, creation.side, creation.entry.size);
    run.tally.find(1, creation.entry.size);
  }
  run.tally.allWaitingFound = true;
}

/** The same below one directory, which could not be renamed as a whole. */
export async function matchMovesBelow(directory: Path, unproven: UnprovenTops, run: Run): Promise<void> {
  for await (const [path, creation] of run.postponed.creations.iterate({ below: directory }))
    await becameMove(path, creation, unproven, run);
}

async function becameMove(
  path: Path,
  creation: Creation,
  unproven: UnprovenTops,
  run: Run,
): Promise<boolean> {
  const renamed = await renamedFrom(creation, unproven, run);
  if (renamed === undefined) return false;
  await run.postponed.removals.drop(renamed.from);
  await run.postponed.creations.put(path, { ...creation, moves: renamed.target });
  return true;
}
