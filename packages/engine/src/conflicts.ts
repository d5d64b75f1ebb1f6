import type { Applied } from '@syncline/applier';
import { writtenRow } from '@syncline/applier';
import type { Decision, Pairing } from '@syncline/differ';
import { conflictName } from '@syncline/differ';
import type { ConflictOperation, Name, Path, Side } from '@syncline/model';
import { joinPath, nameOf, otherSide, parentOf, makeLike } from '@syncline/model';
import { finalMode, observe } from './bookkeeping.js';
import { carryOut } from './carry-out-name.js';
import { madeDirectoryRow, putRow, siteOf } from './done.js';
import { isInHiddenUse, noteHiddenName } from './hidden-names.js';
import { placeAt, presences } from './place.js';
import type { Run } from './run.js';
import type { Gathering } from './gathering.js';
import { lookingAgain } from './gathering.js';

type Conflict = Extract<Decision, { do: 'conflict' }>;
type TypeConflict = Extract<Decision, { do: 'type-conflict' }>;

/** Two versions of a file: both are kept on both sides, that of the winning side under the plain name. */
export async function keepBoth(
  pairing: Pairing,
  decision: Conflict,
  winner: Side,
  gathering: Gathering,
  run: Run,
): Promise<void> {
  const path = joinPath(gathering.place.path, pairing.name);
  const side = otherSide(winner);
  const versions = { loser: decision[side], winner: decision[winner] };
  const operation = await conflictOperation(path, side, versions, gathering, run);
  await keepLoser(pairing, operation, gathering, run);
}

/** A file against a directory: the directory keeps the name, the file gets a conflict name, on both sides. */
export async function keepDirectory(
  pairing: Pairing,
  { side, content, directory }: TypeConflict,
  gathering: Gathering,
  run: Run,
): Promise<void> {
  const path = joinPath(gathering.place.path, pairing.name);
  const versions = { loser: content, winner: undefined };
  const operation = await conflictOperation(path, side, versions, gathering, run);
  if (!(await keepLoser(pairing, operation, gathering, run))) return;
  const make = makeLike(directory, { side, path, reason: 'new' });
  const whenApplied = async (): Promise<void> =>
    putRow(path, await madeDirectoryRow(make, directory, run), pairing.row, gathering.changes, run);
  if (!(await carryOut(make, { whenApplied, lookAgain: lookingAgain(pairing, gathering) }, run))) return;
  const place = placeAt(path, presences(side, 'new', 'there'));
  gathering.children.push({ ...place, finalMode: finalMode(side, directory.mode) });
}

async function keepLoser(
  pairing: Pairing,
  operation: ConflictOperation,
  gathering: Gathering,
  run: Run,
): Promise<boolean> {
  const whenApplied = (applied: Applied): Promise<void> =>
    recordBoth(pairing, operation, applied, gathering, run);
  // Either name is given on one side while it is still unknown to the other.
  for (const side of run.dryRun ? [] : run.writable)
    for (const path of [operation.path, operation.from]) await noteHiddenName(run, side, path);
  return carryOut(operation, { whenApplied, lookAgain: lookingAgain(pairing, gathering) }, run);
}

async function conflictOperation(
  path: Path,
  side: Side,
  { loser, winner }: Pick<ConflictOperation, 'loser' | 'winner'>,
  { taken }: Pick<Gathering, 'taken'>,
  run: Run,
): Promise<ConflictOperation> {
  const directory = parentOf(path);
  const isTaken = (candidate: Name): boolean =>
    taken.has(candidate) || run.plannedNames.has(joinPath(directory, candidate));
  let from: Path;
  do {
    const name = conflictName(nameOf(path), side, run.startedMs, isTaken);
    taken.add(name);
    from = joinPath(directory, name);
  } while (await isInHiddenUse(from, run));
  if (run.dryRun) run.plannedNames.add(from);
  const reason = winner === undefined ? 'kind' : 'content';
  return { op: 'conflict', side, path, reason, from, loser, winner };
}

/** Rows for both names, with what both sides show of them now. */
async function recordBoth(
  pairing: Pairing,
  { side, path, from, winner }: ConflictOperation,
  { hash, seen, kept }: Applied,
  { changes }: Gathering,
  run: Run,
): Promise<void> {
  const directory = parentOf(path);
  const [plain, renamed] = [nameOf(path), nameOf(from)];
  const here = seen ?? (await observe(run, side, directory, [plain])).get(plain);
  const other = otherSide(side);
  const there = kept?.seen ?? (await observe(run, other, directory, [renamed])).get(renamed);
  const written = winner && writtenRow(side, here, winner, hash, siteOf(run, side));
  if (written !== undefined) await putRow(path, written, pairing.row, changes, run);
  const copied = kept && writtenRow(other, there, kept.entry, kept.hash, siteOf(run, other));
  if (copied !== undefined) await putRow(from, copied, run.journal.get(from), changes, run);
}
