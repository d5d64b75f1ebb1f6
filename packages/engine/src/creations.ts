import type { Applied } from '@syncline/applier';
import type {
  ContentEntry,
  DirectoryEntry,
  MakeDirectoryOperation,
  MoveOperation,
  Path,
  Problem,
  Side,
  WriteOperation,
} from '@syncline/model';
import { hasContent, isWithin, otherSide, parentOf, makeLike, updateTo } from '@syncline/model';
import type { RowChange } from '@syncline/state';
import { lastValueFrom } from 'rxjs/internal/lastValueFrom';
import { finalMode, stands } from './bookkeeping.js';
import type { Follow } from './carry-out-name.js';
import { attemptOn, carryOut, conclude, planOut } from './carry-out-name.js';
import type { DirectoryMoves } from './directory-moves.js';
import { contentChanges, madeDirectoryRow, putRow } from './done.js';
import { record } from './forget.js';
import { hidesNames, noteHiddenName } from './hidden-names.js';
import { isPlanned } from './items/planned.js';
import { matchMovesBelow } from './moves.js';
import type { Place } from './place.js';
import { placeAt, presences } from './place.js';
import type { Creation } from './postponed.js';
import type { UnprovenTops } from './prove.js';
import { pull } from './pull.js';
import { renameDirectory } from './rename-directory.js';
import type { Run } from './run.js';
import { atOnceOn } from './slots.js';
import { isSpelledOtherwise } from './spelling.js';

/**
 * Makes the folders that waited, parents first, and renames whole directories; then carries out the moves of files, and
 * copies what waited and is none.
 */
export async function createPostponed(
  run: Run,
  moves: DirectoryMoves,
  unproven: UnprovenTops,
): Promise<void> {
  // What is to come into such a folder would come into the one of the other spelling.
  const clashing = new Set<Path>();
  const isBelowClash = (path: Path): boolean => [...clashing].some((folder) => isWithin(path, folder));
  for await (const [path, creation] of run.postponed.creations.iterate()) {
    if (creation.replaces === true || hasContent(creation.entry) || isBelowClash(path)) continue;
    run.signal.throwIfAborted();
    const move = moves.get(path);
    if (move !== undefined && !(await renameDirectory(move, moves, run)))
      await matchMovesBelow(path, unproven, run);
    if (moves.covers('creation', path)) continue;
    const operation = operationFor(path, creation);
    if (!(await carryOut(operation, following(operation, creation, run), run))) {
      if (isClash(path, run)) clashing.add(path);
      continue;
    }
    const mode = finalMode(creation.side, creation.entry.mode);
    if (mode !== undefined) run.finalModes.push({ ...mode, path });
  }
  const slots = atOnceOn(run.sides);
  const work = pull(run.postponed.creations.iterate(), slots, async ([path, creation]) => {
    if (creation.replaces === true || !hasContent(creation.entry) || moves.covers('creation', path)) return;
    if (isBelowClash(path)) return giveUpMove(path, creation, run);
    run.signal.throwIfAborted();
    const operation = operationFor(path, creation);
    if (operation.op === 'move') await moveOrCopy(operation, creation, run);
    else await copyWaiting(operation, creation, run);
  });
  await lastValueFrom(work, { defaultValue: undefined });
}

/** A rename that the side cannot do (another file system is mounted there) becomes copy and delete. */
async function moveOrCopy(operation: MoveOperation, creation: Creation, run: Run): Promise<void> {
  const { side, path, from, target, content } = operation;
  if (run.dryRun) {
    await planOut(operation, run);
    return;
  }
  if (!isPlanned(run, operation)) return;
  const applied = await attemptOn(operation, run);
  // A plan that says move means no copy.
  const canCopy = applied.problem?.code === 'failed' && run.plan === undefined;
  if (!canCopy) await conclude(applied, following(operation, creation, run), run);
  const copy = writeFor(path, creation, content);
  const copied = canCopy && (await carryOut(copy, following(copy, creation, run), run));
  if (!copied && !isRespelled(from, path, run)) return;
  await removeOld(from, side, target, run);
}

/** What cannot come under its new name stays under the old one, unless that is what is in the way. */
async function giveUpMove(path: Path, { from, moves, side }: Creation, run: Run): Promise<void> {
  if (from === undefined || moves === undefined) return;
  if (isSpelledOtherwise(from, path)) await removeOld(from, side, moves, run);
  else run.kept.add(parentOf(from));
}

function removeOld(from: Path, side: Side, entry: ContentEntry, run: Run): Promise<void> {
  const reason = run.item.mode === 'two-way' ? 'deleted' : 'extra';
  return run.postponed.removals.put(from, { side, entry, reason });
}

/** Whether the name stands there in another spelling. Once that is gone, it is looked at again. */
function isClash(path: Path, run: Run): boolean {
  return run.unsteady.get(path)?.problem?.code === 'clash';
}

/** Whether what is in the way is the file itself, which was given another spelling alone: it has to go first. */
function isRespelled(from: Path, path: Path, run: Run): boolean {
  return isClash(path, run) && isSpelledOtherwise(from, path);
}

/** What could not be copied is not deleted where the journal knows it from: it has changed its place once more. */
async function copyWaiting(operation: WaitingOperation, creation: Creation, run: Run): Promise<void> {
  const done = await carryOut(operation, following(operation, creation, run), run);
  const { from, side } = creation;
  if (done || from === undefined || run.plan !== undefined || isRespelled(from, operation.path, run)) return;
  const removal = await run.postponed.removals.get(from);
  if (removal?.side !== side) return;
  await run.postponed.removals.drop(from);
  run.kept.add(parentOf(from));
}

/** Until it is made it stands on the other side alone, which may hide it. */
export async function noteReplacing(run: Run): Promise<void> {
  if (run.dryRun || !hidesNames(run.sides)) return;
  for await (const [path, { side, replaces }] of run.postponed.creations.iterate())
    if (replaces === true) await noteHiddenName(run, otherSide(side), path);
}

/** Makes what takes the place of another kind, now gone. Returns the directories that are to be filled. */
export async function createReplacing(run: Run): Promise<Place[]> {
  const places: Place[] = [];
  for await (const [path, creation] of run.postponed.creations.iterate()) {
    if (creation.replaces !== true) continue;
    run.signal.throwIfAborted();
    const operation = operationFor(path, creation);
    const follow = following(operation, creation, run);
    const done = (await isInTheWay(operation, run))
      ? await conclude({ operation, outcome: 'stale', problem: inTheWay(path) }, follow, run)
      : await carryOut(operation, follow, run);
    if (!done || operation.op !== 'mkdir') continue;
    const place = placeAt(path, presences(creation.side, 'new', 'there'));
    places.push({ ...place, finalMode: finalMode(creation.side, operation.mode) });
  }
  return places;
}

/** Whether what had to go first could not be removed: then no content is sent that could not be given its name. */
async function isInTheWay({ side, path }: WaitingOperation, run: Run): Promise<boolean> {
  return !run.dryRun && stands(run.sides[side], path, run.signal);
}

function inTheWay(path: Path): Problem {
  return {
    code: 'stale',
    path,
    message: 'what stands under the name could not be removed; see why, then run again',
  };
}

type WaitingOperation = WriteOperation | MoveOperation | MakeDirectoryOperation;

/** The operation that a waiting create has become. */
export function operationFor(path: Path, creation: Creation): WaitingOperation {
  const { side, entry, moves, from, over } = creation;
  if (!hasContent(entry)) return makeLike(entry, { side, path, reason: reasonFor(creation) });
  return moves !== undefined && from !== undefined
    ? { op: 'move', side, path, reason: 'renamed', from, target: moves, content: entry, replaces: over }
    : writeFor(path, creation, entry);
}

function writeFor(path: Path, creation: Creation, content: ContentEntry): WriteOperation {
  const { side, over } = creation;
  return over === undefined
    ? { op: 'copy', side, path, reason: reasonFor(creation), content }
    : updateTo(content, over, { side, path });
}

function reasonFor({ replaces }: Creation): 'kind' | 'new' {
  return replaces === true ? 'kind' : 'new';
}

/** What follows on a create that waited: its row, and a further look at what did not hold still. */
function following(operation: WaitingOperation, { entry }: Creation, run: Run): Follow {
  return {
    whenApplied: (applied) =>
      operation.op === 'mkdir' && !hasContent(entry)
        ? recordDirectory(operation, entry, run)
        : recordContent(operation, applied, run),
    lookAgain: (applied) => void run.unsteady.set(operation.path, applied),
  };
}

async function recordDirectory(
  operation: MakeDirectoryOperation,
  like: DirectoryEntry,
  run: Run,
): Promise<void> {
  const { path } = operation;
  const changes: RowChange[] = [];
  await putRow(path, await madeDirectoryRow(operation, like, run), run.journal.get(path), changes, run);
  await record(run, changes);
}

async function recordContent(operation: WaitingOperation, applied: Applied, run: Run): Promise<void> {
  const moved = operation.op === 'move' ? run.journal.get(operation.from) : undefined;
  const previous = run.journal.get(operation.path);
  await record(run, await contentChanges({ ...applied, operation }, moved, previous, run));
}
