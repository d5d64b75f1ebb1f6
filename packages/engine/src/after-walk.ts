import { whyHeld } from '@syncline/differ';
import type { Operation, Path } from '@syncline/model';
import { hasContent } from '@syncline/model';
import { noteCreated } from './bookkeeping.js';
import { createPostponed, createReplacing } from './creations.js';
import { whyChecksFail } from './file-checks.js';
import { matchMove } from './moves.js';
import type { Place } from './place.js';
import type { UnprovenTops } from './prove.js';
import { proveAbsences } from './prove.js';
import { removeAll } from './removals.js';
import type { Run } from './run.js';
import { notice, report } from './run.js';

/** What the guard is told of the roots. */
export interface RootFacts {
  readonly foreignRoot: boolean;
}

/** How the second half of a run ended. */
export interface AfterWalk {
  /** Why deletes are held or refused, or undefined when all was done. */
  readonly stopped: string | undefined;
}

/**
 * After the walk: prove absences, match moves, guard, second File Check, then moves, the creates that waited, deletes
 * bottom-up, and what takes the place of something deleted.
 */
export async function afterWalk(
  run: Run,
  roots: RootFacts,
  approved: boolean,
  walk: (places: readonly Place[]) => Promise<void>,
): Promise<AfterWalk> {
  run.walked = true;
  await run.committer.drain();
  const unproven = await proveAbsences(run);
  const moves = await matchMoves(run, unproven);
  const deletes = await countDeletes(run, unproven);
  const held = approved ? undefined : whyHeld(guardFacts(run, roots, deletes), run.item.deleteLimit);
  const refused = deletes + moves === 0 ? undefined : await whyChecksFail(run);
  if (refused !== undefined) return { stopped: refused };
  await createPostponed(run);
  await removeAll(run, unproven, held === undefined ? 'do' : 'hold');
  await run.committer.drain();
  if (held !== undefined) await holdReplacing(run, held);
  else await walk(await createReplacing(run));
  return { stopped: held };
}

async function matchMoves(run: Run, unproven: UnprovenTops): Promise<number> {
  let moves = 0;
  for await (const [path, creation] of run.postponed.creations.iterate()) {
    const move = await matchMove(path, creation, unproven, run);
    if (move !== undefined) {
      moves += 1;
      await run.postponed.removals.drop(move.from);
      await run.postponed.creations.put(path, { ...creation, moves: move.target });
    } else if (hasContent(creation.entry)) noteCreated(run, creation.entry.size);
  }
  return moves;
}

/** Files and links that would be lost: not those that a new file of the same size stands for. */
async function countDeletes(run: Run, unproven: UnprovenTops): Promise<number> {
  const created = new Map(run.created);
  let deletes = 0;
  for await (const [path, { entry }] of run.postponed.removals.iterate()) {
    if (!hasContent(entry) || unproven.covers(path)) continue;
    const excuses = created.get(entry.size) ?? 0;
    if (excuses > 0) created.set(entry.size, excuses - 1);
    else deletes += 1;
  }
  return deletes;
}

function guardFacts(run: Run, { foreignRoot }: RootFacts, deletes: number): Parameters<typeof whyHeld>[0] {
  const { listed, sourceFiles } = run.tally;
  const { journalled } = run;
  return { journalled, listed, deletes, foreignRoot, emptied: journalled > 0 && sourceFiles === 0 };
}

/** What was to take the place of something held has to wait with it. */
async function holdReplacing(run: Run, because: string): Promise<void> {
  notice(run, 'warning', `deletes are held: ${because}`);
  for await (const [path, { entry, replaces }] of run.postponed.creations.iterate()) {
    if (replaces === true) report(run, replacing(path, entry), 'held');
  }
}

function replacing(path: Path, entry: Parameters<typeof hasContent>[0] & object): Operation {
  return hasContent(entry)
    ? { op: 'copy', side: 'destination', path, reason: 'kind', content: entry }
    : { op: 'mkdir', side: 'destination', path, reason: 'kind' };
}
