import { createHash } from 'node:crypto';
import type { DirectoryEntry, MoveDirectoryOperation, Path, TreeVersion } from '@syncline/model';
import { hasContent, isWithin, otherSide, parentOf, ROOT } from '@syncline/model';
import { isJournalled } from './moves.js';
import type { Creation, Removal } from './postponed.js';
import type { UnprovenTops } from './prove.js';
import type { Run } from './run.js';

/**
 * Whole directories that were renamed on one side, and are to be renamed on the other: by their new path, the outermost alone.
 * Nothing below their old and new paths is done in any other way.
 */
export interface DirectoryMoves {
  get(to: Path): MoveDirectoryOperation | undefined;
  /** It was not to be done as a whole: what is below it is done one by one. */
  drop(move: MoveDirectoryOperation): void;
  /** Whether something that waits to be created or removed at a path is part of one. */
  covers(what: 'creation' | 'removal', path: Path): boolean;
  readonly size: number;
}

/**
 * Matches new directories with those that the journal knows them from (SPEC §3, Moves): the old path is proven to be gone from
 * the side that renamed it, and on this side all that is below it, and nothing else, is what the journal has of what is
 * below the new one.
 */
export async function matchDirectoryMoves(run: Run, unproven: UnprovenTops): Promise<DirectoryMoves> {
  const moves = new Map<Path, MoveDirectoryOperation>();
  const left = new Set<Path>();
  for await (const [path, creation] of run.postponed.creations.iterate()) {
    if (creation.from === undefined || hasContent(creation.entry) || isBelow(path, moves)) continue;
    if (unproven.covers(creation.from) || isBelow(creation.from, left)) continue;
    const move = await matchDirectory(path, creation.entry, creation.from, creation, run);
    if (move === undefined) continue;
    moves.set(path, move);
    left.add(move.from);
  }
  return {
    get: (to) => moves.get(to),
    drop(move) {
      moves.delete(move.path);
      left.delete(move.from);
    },
    covers: (what, path) => isBelow(path, what === 'creation' ? moves : left),
    get size() {
      return moves.size;
    },
  };
}

/** Whether a path is one of these, or lies below one. */
function isBelow(path: Path, tops: ReadonlySet<Path> | ReadonlyMap<Path, unknown>): boolean {
  if (tops.size === 0) return false;
  for (let top = path; top !== ROOT; top = parentOf(top)) if (tops.has(top)) return true;
  return false;
}

async function matchDirectory(
  path: Path,
  entry: DirectoryEntry,
  from: Path,
  { side, replaces }: Creation,
  run: Run,
): Promise<MoveDirectoryOperation | undefined> {
  const removal = await run.postponed.removals.get(from);
  if (replaces === true || removal?.side !== side || isWithin(path, from)) return undefined;
  if (!isWhole(entry, removal, from, run)) return undefined;
  const tree = await provenTree(path, from, run);
  return tree && { op: 'move', side, path, reason: 'renamed', from, tree };
}

/** A directory that goes as it is: nothing in it has to stay, nothing is mounted there, and one-way its mode is the same. */
function isWhole(entry: DirectoryEntry, { entry: old, reason }: Removal, from: Path, run: Run): boolean {
  if (hasContent(old) || reason === 'kind' || run.kept.has(from)) return false;
  if (entry.mountPoint === true || old.mountPoint === true) return false;
  return (
    run.item.mode === 'two-way' ||
    entry.mode === undefined ||
    old.mode === undefined ||
    entry.mode === old.mode
  );
}

/** What is below both paths, if it is the same by name, kind and proof; else undefined. */
async function provenTree(path: Path, from: Path, run: Run): Promise<TreeVersion | undefined> {
  const removals = run.postponed.removals.iterate({ below: from })[Symbol.asyncIterator]();
  const digest = createHash('sha256');
  let size = 0;
  try {
    for await (const [now, creation] of run.postponed.creations.iterate({ below: path })) {
      const next = await removals.next();
      if (next.done === true) return undefined;
      const [before, removal] = next.value;
      const name = now.slice(path.length);
      if (before.slice(from.length) !== name || !isSame(before, creation, removal, run)) return undefined;
      if (hasContent(removal.entry)) size += 1;
      digest.update(JSON.stringify([name, hasContent(removal.entry) ? removal.entry.token : null]));
    }
    return (await removals.next()).done === true
      ? { kind: 'directory', size, token: digest.digest('hex') }
      : undefined;
  } finally {
    await removals.return?.();
  }
}

function isSame(before: Path, creation: Creation, removal: Removal, run: Run): boolean {
  if (creation.side !== removal.side || creation.replaces === true) return false;
  const [entry, old] = [creation.entry, removal.entry];
  if (!hasContent(entry)) return isWhole(entry, removal, before, run);
  const renamer = otherSide(creation.side);
  const row = run.journal.get(before);
  // Its row goes along as it is: what was so much as touched is moved by itself.
  const untouched = row !== undefined && row.kind !== 'directory' && row[renamer].token === entry.token;
  return untouched && hasContent(old) && isJournalled(before, renamer, entry, old, run);
}
