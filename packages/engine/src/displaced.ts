import type { DisplacedRename, Pairing } from '@syncline/differ';
import { displacedRenames } from '@syncline/differ';
import type { Name, Path, Side } from '@syncline/model';
import { joinPath } from '@syncline/model';
import { lookOrProblem } from '@syncline/scanner';
import { attemptOn, conclude, planOut } from './carry-out-name.js';
import { contentChanges, identifiedSides } from './done.js';
import type { Gathering } from './gathering.js';
import { hidesNames, isDotName } from './hidden-names.js';
import { isPlanned } from './items/planned.js';
import { isSpelledOtherwise } from './spelling.js';
import type { Run } from './run.js';

/**
 * Carries out the renames among a batch of names whose old names belong to something else by now, before that comes (SPEC §3, Moves).
 * Returns the batch as it is after them: their new names are done with, and under their old ones nothing is known any more. What could
 * not be renamed is decided as if it had not been tried.
 */
export async function carryDisplaced(
  batch: readonly Pairing[],
  gathering: Gathering,
  run: Run,
): Promise<readonly Pairing[]> {
  if (run.item.mode === 'simple') return batch;
  // If this run is killed, what comes under an old name would be hidden from the next one: no row and no other side has it.
  const shown = hidesNames(run.sides) ? batch.filter(({ name }) => !isDotName(name)) : batch;
  const chains = displacedRenames(shown, identifiedSides(run.item));
  if (chains.length === 0) return batch;
  const now = new Map<Name, Pairing | undefined>();
  for (const chain of chains)
    for (const rename of chain) if (!(await carry(rename, now, gathering, run))) break;
  return batch.flatMap((pairing) => (now.has(pairing.name) ? (now.get(pairing.name) ?? []) : pairing));
}

/** Returns whether the old name is free now; notes what is known of both names in `now`. */
async function carry(
  rename: DisplacedRename,
  now: Map<Name, Pairing | undefined>,
  { place, changes }: Gathering,
  run: Run,
): Promise<boolean> {
  const { side, from, to, row, target, content, replaces } = rename;
  const at = ({ name }: Pairing): Path => joinPath(place.path, name);
  const [path, old] = [at(to), at(from)];
  const operation = {
    op: 'move',
    side,
    path,
    reason: 'renamed',
    from: old,
    target,
    content,
    replaces,
  } as const;
  if (isSpelledOtherwise(old, path) || !isPlanned(run, operation)) return false;
  const whenDone = (): void => {
    now.set(to.name, undefined);
    now.set(from.name, { ...from, row: undefined, [side]: 'absent' });
  };
  if (run.dryRun) {
    const planned = await planOut(operation, run);
    if (planned) whenDone();
    return planned;
  }
  run.signal.throwIfAborted();
  const applied = await run.transfers.use(() => attemptOn(operation, run));
  if (applied.outcome !== 'applied' && run.plan === undefined) {
    if (replaces !== undefined) now.set(to.name, await lookedAtAnew(to, path, side, run));
    return false;
  }
  const previous = now.has(to.name) ? undefined : to.row;
  const whenApplied = async (): Promise<void> => {
    whenDone();
    await run.postponed.creations.drop(path);
    changes.push(...(await contentChanges(applied, row, previous, run)));
  };
  return conclude(applied, { whenApplied, lookAgain: undefined }, run);
}

/** What stood there may be gone, though nothing came in its place. */
async function lookedAtAnew(pairing: Pairing, path: Path, side: Side, run: Run): Promise<Pairing> {
  const found = await lookOrProblem(run.sides[side], path, run.signal);
  return { ...pairing, [side]: found.kind === 'absent' ? 'absent' : found };
}
