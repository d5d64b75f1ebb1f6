import type { ContentEntry, MoveOperation, Path, Side } from '@syncline/model';
import { hasContent, otherSide } from '@syncline/model';
import { noteCreated } from './bookkeeping.js';
import type { DirectoryMoves } from './directory-moves.js';
import type { Creation } from './postponed.js';
import type { UnprovenTops } from './prove.js';
import type { Run } from './run.js';

/**
 * The move that a waiting create turns out to be, or undefined: the old path is gone from the other side, proven, and the
 * file there on this side is the one that the journal knows (SPEC §3, Moves). A racy row does not stand against it:
 * the doubt goes along, and the next run proves the content under the new name.
 */
async function matchMove(
  path: Path,
  { side, entry, from }: Creation,
  unproven: UnprovenTops,
  run: Run,
): Promise<MoveOperation | undefined> {
  if (from === undefined || !hasContent(entry) || unproven.covers(from)) return undefined;
  const removal = await run.postponed.removals.get(from);
  const target = removal?.entry;
  if (target === undefined || !hasContent(target) || removal?.side !== side || removal.reason === 'kind')
    return undefined;
  if (!isJournalled(from, otherSide(side), entry, target, run)) return undefined;
  return { op: 'move', side, path, reason: 'renamed', from, target, content: entry };
}

/**
 * Whether `entry`, which `renamer` has under a new path, and `target`, under the old one on the other side, are the row's. What
 * a directory shows of a file may be that of a link that took its inode number within one tick of a coarse clock, but for what
 * it is and where it points to.
 */
export function isJournalled(
  from: Path,
  renamer: Side,
  entry: ContentEntry,
  target: ContentEntry,
  run: Run,
): boolean {
  const row = run.journal.get(from);
  return (
    row !== undefined &&
    row.kind !== 'directory' &&
    row.kind === entry.kind &&
    row.kind === target.kind &&
    (entry.kind === 'file' || entry.target === row.hash) &&
    entry.identity !== undefined &&
    row[renamer].identity === entry.identity &&
    row[otherSide(renamer)].token === target.token
  );
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
    noteCreated(run, creation.side, creation.entry.size);
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
  const move = await matchMove(path, creation, unproven, run);
  if (move === undefined) return false;
  await run.postponed.removals.drop(move.from);
  await run.postponed.creations.put(path, { ...creation, moves: move.target });
  return true;
}
