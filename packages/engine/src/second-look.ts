import type { Applied } from '@syncline/applier';
import type { Pairing } from '@syncline/differ';
import { decide, pairUp } from '@syncline/differ';
import type { Path } from '@syncline/model';
import { joinPath, nameOf, parentOf } from '@syncline/model';
import type { Gathering } from './gathering.js';
import { lookAt, namesIn } from './look.js';
import type { Place } from './place.js';
import { placeOnBoth } from './place.js';
import type { Run } from './run.js';
import { report } from './run.js';
import { recordAfter } from './settle.js';
import { settleName } from './settle-name.js';
import { MAX_LOOKS } from './visit.js';

/**
 * After the walk: looks again at what did not hold still when it was made, and decides anew (SPEC §7). What would have to be
 * deleted for it, or can't be seen, is reported as it was. Returns the directories that are to be visited.
 */
export async function lookAgain(run: Run, walk: (places: readonly Place[]) => Promise<void>): Promise<void> {
  for (let look = 2; look <= MAX_LOOKS && run.unsteady.size > 0; look += 1) {
    const unsteady = byDirectory(run.unsteady);
    run.unsteady.clear();
    await run.committer.show();
    for (const [directory, applied] of unsteady) {
      run.signal.throwIfAborted();
      await walk(await decideAnew(directory, applied, look === MAX_LOOKS, run));
    }
  }
  // What a directory made anew holds may have been unsteady once more.
  for (const { operation, outcome, problem } of run.unsteady.values())
    report(run, operation, outcome, problem);
}

type UnsteadyIn = Map<Path, Applied>;

function byDirectory(unsteady: ReadonlyMap<Path, Applied>): Map<Path, UnsteadyIn> {
  const directories = new Map<Path, UnsteadyIn>();
  for (const [path, applied] of unsteady) {
    const directory = parentOf(path);
    const names = directories.get(directory) ?? new Map<Path, Applied>();
    directories.set(directory, names.set(nameOf(path), applied));
  }
  return directories;
}

async function decideAnew(
  directory: Path,
  unsteady: UnsteadyIn,
  last: boolean,
  run: Run,
): Promise<readonly Place[]> {
  const place = placeOnBoth(directory);
  const rows = await run.journal.children(directory);
  const known = rows.map((child) => child.name);
  const listings = await lookAt(place, known, run);
  const gathering: Gathering = {
    place,
    last,
    again: new Set(),
    children: [],
    taken: namesIn(listings),
    changes: [],
    done: [],
  };
  const decideAll = async (): Promise<void> => {
    for (const pairing of pairUp(rows, listings.source, listings.destination)) {
      const applied = unsteady.get(pairing.name);
      if (applied === undefined) continue;
      await decideOn(pairing, applied, gathering, run);
      if (gathering.again.has(pairing.name)) run.unsteady.set(joinPath(directory, pairing.name), applied);
      unsteady.delete(pairing.name);
    }
  };
  await recordAfter(decideAll(), gathering, run);
  // Nobody knows of the others any more, unless a listing is not complete.
  const complete = listings.source.complete && listings.destination.complete;
  for (const { operation, outcome, problem } of complete ? [] : unsteady.values())
    report(run, operation, outcome, problem);
  return gathering.children;
}

async function decideOn(
  pairing: Pairing,
  { operation, outcome, problem }: Applied,
  gathering: Gathering,
  run: Run,
): Promise<void> {
  const decision = decide(pairing, gathering.place.path, run.policy);
  const left = NOT_AFTER_THE_WALK.has(decision.do) || !pairing.complete;
  if (left) report(run, operation, outcome, problem);
  else await settleName(pairing, decision, gathering, run);
}

/** What takes something away: only what was proven and guarded goes. */
const NOT_AFTER_THE_WALK: ReadonlySet<string> = new Set(['delete', 'vanished', 'replace']);
