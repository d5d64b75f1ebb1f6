import { applyOperation, rowAfter } from '@syncline/applier';
import type { MakeDirectoryOperation, MoveOperation, Operation, Path, WriteOperation } from '@syncline/model';
import { hasContent, nameOf, parentOf, US_PER_MS } from '@syncline/model';
import type { RowChange } from '@syncline/state';
import { lastValueFrom } from 'rxjs';
import { noteFinalMode, observe } from './bookkeeping.js';
import { record } from './forget.js';
import type { Place } from './place.js';
import type { Creation } from './postponed.js';
import { pull } from './pull.js';
import type { Run } from './run.js';
import { report, reportDone } from './run.js';

/** Carries out the moves, and copies what looked like a move and is none. */
export async function createPostponed(run: Run): Promise<void> {
  const work = pull(run.postponed.creations.iterate(), run.destination.traits.parallel, async ([path, creation]) => {
    if (creation.replaces !== true) await carryOut(operationFor(path, creation), run);
  });
  await lastValueFrom(work, { defaultValue: undefined });
}

/** Makes what takes the place of another kind, now gone. Returns the directories that are to be filled. */
export async function createReplacing(run: Run): Promise<Place[]> {
  const places: Place[] = [];
  for await (const [path, creation] of run.postponed.creations.iterate()) {
    if (creation.replaces !== true) continue;
    const operation = operationFor(path, creation);
    const done = await carryOut(operation, run);
    if (!done || operation.op !== 'mkdir') continue;
    noteFinalMode(path, operation.mode, run);
    places.push({ path, source: 'there', destination: 'new' });
  }
  return places;
}

/** The operation that a waiting create has become. */
export function operationFor(
  path: Path,
  { entry, moves, from, replaces }: Creation,
): WriteOperation | MoveOperation | MakeDirectoryOperation {
  const reason = replaces === true ? 'kind' : 'new';
  if (!hasContent(entry)) return { op: 'mkdir', side: 'destination', path, reason, mode: entry.mode };
  if (moves !== undefined && from !== undefined) {
    return { op: 'move', side: 'destination', path, reason: 'renamed', from, target: moves, content: entry };
  }
  return { op: 'copy', side: 'destination', path, reason, content: entry };
}

async function carryOut(operation: Operation, run: Run): Promise<boolean> {
  if (run.dryRun) {
    reportDone(run, operation);
    return true;
  }
  run.current = operation.path;
  const applied = await applyOperation(operation, run.apply);
  report(run, operation, applied.outcome, applied.problem);
  if (applied.outcome !== 'applied') return false;
  await recordCreation(operation, applied.hash, run);
  return true;
}

async function recordCreation(operation: Operation, hash: string | undefined, run: Run): Promise<void> {
  const { path } = operation;
  const moved = operation.op === 'move' ? run.journal.get(operation.from) : undefined;
  const seen = operation.op === 'mkdir' ? undefined : (await observe(run, parentOf(path), [nameOf(path)])).get(nameOf(path));
  const known = moved !== undefined && moved.kind !== 'directory' ? moved : undefined;
  const applied = { operation, outcome: 'applied', hash: hash ?? known?.hash } as const;
  const row = rowAfter(applied, seen, run.nowMs() * US_PER_MS, known);
  const changes: RowChange[] = [];
  if (operation.op === 'move' && moved !== undefined) {
    changes.push({ path: operation.from, row: undefined, previous: moved });
  }
  if (row !== undefined) changes.push({ path, row, previous: run.journal.get(path) });
  await record(run, changes);
}
