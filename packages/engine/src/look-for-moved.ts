import type { Path, Side } from '@syncline/model';
import { hasContent, nameOf, otherSide, parentOf, ROOT } from '@syncline/model';
import { lookOrProblem } from '@syncline/scanner';
import { identifiedSides } from './done.js';
import type { Found } from './find-moved.js';
import { findMoved, isBack, isSettled } from './find-moved.js';
import { originsOf, whatIsMissing } from './missing.js';
import type { Place } from './place.js';
import { placeAt, placeOnBoth, presences } from './place.js';
import type { Run } from './run.js';
import { mayBeUndone, reportDone } from './run.js';
import { whereToLook } from './where-to-look.js';

/** Looks before anything is deleted, at most: each costs what changed since the one before. */
const MAX_LOOKS = 10;

type Walk = (places: readonly Place[]) => Promise<void>;

/**
 * What changed its place while the folders were listed may have been seen at neither. So before anything is deleted, the folders that
 * changed since they were listed are looked at again, and what is found there is decided upon like everything else. Returns what must
 * not be deleted: it was found, and could not be decided upon before it left once more.
 *
 * RACE: what changes its place once during the walk and again while each further look lists is seen in none of them. It goes to the
 * trash, and the next run copies it.
 */
export async function lookForMoved(run: Run, walk: Walk): Promise<ReadonlySet<Path>> {
  const moving = new Set<Path>();
  if (run.knewNothing) return moving;
  for (const side of identifiedSides(run.item))
    for (const path of await lookOn(side, run, walk)) moving.add(path);
  return moving;
}

/** Keeps what is `moving` for the next run, which finds it at its new place. */
export async function holdBack(moving: ReadonlySet<Path>, run: Run): Promise<void> {
  for (const path of moving) {
    const removal = await run.postponed.removals.get(path);
    if (removal === undefined) continue;
    await run.postponed.removals.drop(path);
    run.kept.add(parentOf(path));
    const message =
      'it changed its place while it was looked for; nothing is deleted; the next run looks again';
    const problem = { code: 'busy', path, message } as const;
    reportDone(run, { op: 'skip', side: otherSide(removal.side), path, reason: 'busy', problem });
  }
}

async function lookOn(side: Side, run: Run, walk: Walk): Promise<readonly Path[]> {
  const lost: Found[] = [];
  let sinceMs = run.startedMs;
  for (let look = 1; look <= MAX_LOOKS; look += 1) {
    const missing = await whatIsMissing(side, run);
    if (missing === undefined) break;
    const beganMs = run.nowMs();
    const { places, again } = await whereToLook(side, missing, sinceMs, run);
    const found = await findMoved(places, side, missing, run);
    const left = await decideOn(found, side, run, walk);
    lost.push(...left);
    if (!again && left.length === 0) break;
    sinceMs = beganMs;
  }
  return lost.length === 0 ? [] : originsAmong(lost, side, run);
}

/** Has what was found decided upon. Returns what was not: it has left by then, or its folder is about to go. */
async function decideOn(
  found: ReadonlyMap<Path, readonly Found[]>,
  side: Side,
  run: Run,
  walk: Walk,
): Promise<readonly Found[]> {
  const places: Place[] = [];
  const undecided: Found[] = [];
  for (const [directory, here] of found) {
    if (await standsOnBoth(directory, run)) {
      for (const each of here) if (isBack(each)) await forgetMissing(each.path, run);
      places.push(placeOf(directory, here));
    } else if (!(await waitBelow(directory, side, here, run, walk))) undecided.push(...here);
  }
  await walk(places);
  await run.committer.show();
  for (const { path } of places)
    for (const each of found.get(path)!) {
      if (await isSettled(each, side, run)) continue;
      const now = await lookOrProblem(run.sides[side], each.path, run.signal);
      if (now.kind === 'absent' || isBack(each)) undecided.push(each);
    }
  return undecided;
}

/** What came back is decided upon as if it had never been missed. */
async function forgetMissing(path: Path, run: Run): Promise<void> {
  await run.postponed.removals.drop(path);
  await run.postponed.tops.drop(path);
}

function placeOf(directory: Path, here: readonly Found[]): Place {
  const names = new Set(here.map(({ path }) => nameOf(path)));
  return placeOnBoth(directory, { names, trees: new Set() });
}

/** Whether a directory is there on both sides, stays, and could be listed: in one that is unknown nothing is done. */
async function standsOnBoth(directory: Path, run: Run): Promise<boolean> {
  if (mayBeUndone(directory, run)) return false;
  if (directory === ROOT) return true;
  const { creations, removals } = run.postponed;
  if (run.journal.get(directory)?.kind !== 'directory') return false;
  return (await creations.get(directory)) === undefined && (await removals.get(directory)) === undefined;
}

/** What is in a directory that waits to be made waits with it. Returns whether it does. */
async function waitBelow(
  directory: Path,
  side: Side,
  found: readonly Found[],
  run: Run,
  walk: Walk,
): Promise<boolean> {
  const making = await run.postponed.creations.get(directory);
  if (making === undefined || making.side === side || making.replaces === true) return false;
  for (const { path, entry, from } of found) {
    await run.postponed.creations.put(path, { side: making.side, entry, from });
    if (!hasContent(entry)) await walk([placeAt(path, presences(side, 'there', 'absent'))]);
  }
  return true;
}

/** What is to be deleted and may be one of those that were found and not decided upon. */
async function originsAmong(lost: readonly Found[], side: Side, run: Run): Promise<readonly Path[]> {
  const origins = new Set(lost.map(({ from }) => from));
  const sizes = new Set<number>();
  for (const { entry, from } of lost) if (from === undefined && hasContent(entry)) sizes.add(entry.size);
  const carried = await originsOf(side, run);
  const among: Path[] = [];
  for await (const [path, { entry, side: on }] of run.postponed.removals.iterate()) {
    if (on === side || !hasContent(entry) || carried.has(path)) continue;
    if (origins.has(path) || sizes.has(entry.size)) among.push(path);
  }
  return among;
}
