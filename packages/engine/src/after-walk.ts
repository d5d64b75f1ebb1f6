import { whyHeld } from '@syncline/differ';
import type { Path, Side } from '@syncline/model';
import { hasContent, joinPath, otherSide, SIDES } from '@syncline/model';
import { scan } from '@syncline/scanner';
import { createPostponed, createReplacing, noteReplacing, operationFor } from './creations.js';
import type { DirectoryMoves } from './directory-moves.js';
import { matchDirectoryMoves } from './directory-moves.js';
import { whyChecksFail } from './file-checks.js';
import type { Approval, Holding } from './items/holding.js';
import { addToHold, createHolding, keepHold } from './items/holding.js';
import { contentCountOf } from './look.js';
import { holdBack, lookForMoved } from './look-for-moved.js';
import { requireMounted } from './mounts.js';
import { matchMoves } from './moves.js';
import type { Place } from './place.js';
import type { UnprovenTops } from './prove.js';
import { proveAbsences } from './prove.js';
import { removeAll } from './removals.js';
import { reviveKept } from './revive.js';
import type { Run, SinceAudit } from './run.js';
import { report } from './run.js';
import { lookAgain } from './second-look.js';

/** What the guard is told from outside the walk. */
export interface GuardOptions {
  /** The side whose root is not the directory that the journal knows. */
  readonly foreignRoot: Side | undefined;
  /** What would be held is approved. */
  readonly approved: boolean;
  /** The deletes that were approved by name, whatever else is held. */
  readonly approval?: Approval | undefined;
}

/**
 * After the walk: look for what changed its place meanwhile, prove absences, match moves, guard, second File Check, then moves,
 * the creates that waited, deletes bottom-up, and what takes the place of something deleted. Returns why deletes were held or
 * refused.
 */
export async function afterWalk(
  run: Run,
  options: GuardOptions,
  walk: (places: readonly Place[]) => Promise<void>,
): Promise<string | undefined> {
  await run.committer.show();
  const moving = await lookForMoved(run, walk);
  run.walked = true;
  const unproven = await proveAbsences(run);
  await reviveKept(run);
  await holdBack(moving, run);
  const moves = await matchDirectoryMoves(run, unproven);
  await matchMoves(run, moves, unproven);
  const planned = await countDeletes(run, moves, unproven);
  if (planned.anything) await requireMounted(run);
  const refused = planned.anything ? await whyChecksFail(run) : undefined;
  if (refused !== undefined) return refused;
  const because = options.approved ? new Map<Side, string>() : await whyHeldOn(run, options, planned);
  const holding = createHolding(because, options.approval);
  await createPostponed(run, moves, unproven);
  await noteReplacing(run);
  await removeAll(run, moves, unproven, holding);
  await run.committer.show();
  await holdReplacing(run, holding);
  await walk(await createReplacing(run));
  await lookAgain(run, walk);
  const held = new Map([...because].filter(([side]) => holding.sides.has(side)));
  // What a run does not look at may be held already.
  await (run.partial ? addToHold : keepHold)(run, holding.held, held);
  if (run.sinceAudit !== undefined) sumDeletes(run.sinceAudit, planned, held);
  return held.size === 0 ? undefined : [...new Set(held.values())].join('; ');
}

interface PlannedDeletes {
  /** Files and links that would be lost on a side: not those that a new file of the same size there stands for. */
  readonly deletes: Readonly<Record<Side, number>>;
  /** Files and links to be removed that the journal knows, whatever excuses them. */
  readonly journalled: number;
  /** Whether anything is to be removed or renamed at all. */
  readonly anything: boolean;
}

async function countDeletes(
  run: Run,
  directories: DirectoryMoves,
  unproven: UnprovenTops,
): Promise<PlannedDeletes> {
  const created = { source: new Map(run.created.source), destination: new Map(run.created.destination) };
  const deletes = { source: 0, destination: 0 };
  let anything = directories.size > 0;
  let journalled = 0;
  for await (const [path, { side, entry }] of run.postponed.removals.iterate()) {
    if (unproven.covers(path) || directories.covers('removal', path)) continue;
    anything = true;
    if (!hasContent(entry)) continue;
    if (run.journal.get(path) !== undefined) journalled += 1;
    const excuses = created[side].get(entry.size) ?? 0;
    if (excuses > 0) created[side].set(entry.size, excuses - 1);
    else deletes[side] += 1;
  }
  for await (const [, { moves }] of run.postponed.creations.iterate()) anything ||= moves !== undefined;
  return { deletes, journalled, anything };
}

/** Why the deletes on a side have to wait, for each side where they do. */
async function whyHeldOn(
  run: Run,
  { foreignRoot }: GuardOptions,
  planned: PlannedDeletes,
): Promise<Map<Side, string>> {
  const held = new Map<Side, string>();
  const before = run.sinceAudit;
  for (const side of run.writable) {
    const facts = {
      journalled: Math.max(before?.journalled ?? 0, run.journalledFiles + (before?.deletes[side] ?? 0)),
      listed: before?.listed[side] ?? run.tally.listed[side],
      deletes: planned.deletes[side] === 0 ? 0 : planned.deletes[side] + (before?.deletes[side] ?? 0),
      emptied: (await isEmptied(run, otherSide(side), planned)) ? otherSide(side) : undefined,
      foreignRoot,
    };
    const because = whyHeld(facts, run.item.deleteLimit);
    if (because !== undefined) held.set(side, because);
  }
  return held;
}

/** Whether a side that had files has none: of a run that does not look at everything, when all that is journalled would go. */
async function isEmptied(run: Run, followed: Side, { journalled }: PlannedDeletes): Promise<boolean> {
  if (run.journalledFiles === 0) return false;
  if (run.partial) return journalled >= run.journal.contentCount;
  return run.tally.listed[followed] === 0 && !(await waitsWithContent(run, followed));
}

/** Whether there is a file or link in a folder that takes the place of something else: it is listed only once that is gone. */
async function waitsWithContent(run: Run, side: Side): Promise<boolean> {
  for await (const [path, creation] of run.postponed.creations.iterate()) {
    const waits = creation.replaces === true && creation.side !== side && !hasContent(creation.entry);
    if (waits && (await hasContentBelow(run, side, path))) return true;
  }
  return false;
}

async function hasContentBelow(run: Run, side: Side, directory: Path): Promise<boolean> {
  const listing = await scan(run.sides[side], directory, run.selection[side], [], run.signal);
  if (contentCountOf(listing) > 0) return true;
  for (const { kind, name } of listing.entries)
    if (kind === 'directory' && (await hasContentBelow(run, side, joinPath(directory, name)))) return true;
  return false;
}

/** Deletes of live passes are summed until everything is looked at (SPEC §4). */
function sumDeletes(sum: SinceAudit, { deletes }: PlannedDeletes, held: ReadonlyMap<Side, string>): void {
  for (const side of SIDES) if (!held.has(side)) sum.deletes[side] += deletes[side];
}

/** What was to take the place of something held has to wait with it. */
async function holdReplacing(run: Run, holding: Holding): Promise<void> {
  if (holding.sides.size === 0) return;
  for await (const [path, creation] of run.postponed.creations.iterate()) {
    if (creation.replaces !== true || !holding.has(path)) continue;
    report(run, operationFor(path, creation), 'held');
    await run.postponed.creations.drop(path);
  }
}
