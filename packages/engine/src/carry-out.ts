import { messageOf, ROOT } from '@syncline/model';
import { lastValueFrom } from 'rxjs/internal/lastValueFrom';
import { afterWalk } from './after-walk.js';
import { finish, setFinalModes } from './finish.js';
import type { Place } from './place.js';
import { placeAt } from './place.js';
import { removeHiddenTemps } from './hidden-temps.js';
import { readApproval } from './items/holding.js';
import { reportUnmet } from './items/planned.js';
import { sampleProgress } from './progress.js';
import { finishDirectoryRenames } from './rename-directory.js';
import type { CheckedRoots } from './roots.js';
import type { Run } from './run.js';
import { notice } from './run.js';
import { atOnceOn } from './slots.js';
import { traverse } from './traverse.js';
import { secureUnfinished } from './unfinished.js';
import { visit } from './visit.js';

/**
 * The whole of a run once everything is open: walk, then what had to wait, then the finish. Returns why deletes were
 * held or refused. However it ends, what was achieved is committed before it returns or throws.
 */
export async function carryOut(
  run: Run,
  roots: CheckedRoots,
  approved: boolean,
): Promise<string | undefined> {
  const sampling = sampleProgress(run);
  const walk = walkIn(run);
  try {
    await secureUnfinished(run);
    await removeHiddenTemps(run);
    await finishDirectoryRenames(run);
    await walk([placeAt(ROOT, { source: 'there', destination: roots.makeDestination ? 'new' : 'there' })]);
    const approval = approved ? undefined : await readApproval(run);
    const stopped = await afterWalk(run, { foreignRoot: roots.foreign, approved, approval }, walk);
    reportUnmet(run);
    await finish(run, roots, approved || (approval !== undefined && stopped === undefined));
    return stopped;
  } finally {
    await Promise.allSettled(run.visits);
    sampling.stop();
    await wrapUp(run);
  }
}

/** How a run visits places and all that is below them. */
export function walkIn(run: Run): (places: readonly Place[]) => Promise<void> {
  return async (places) => {
    run.tally.directoriesPending += places.length;
    const few = atOnceOn(run.sides);
    const slots = (): number => (areSmall(run) ? Math.max(few, SMALL_AT_ONCE) : few);
    await lastValueFrom(
      traverse(places, slots, (place) => visit(place, run)),
      { defaultValue: undefined },
    );
  };
}

/** Small directories that are visited at once: to wake a thread costs as much as to list one, so it is told of several. */
const SMALL_AT_ONCE = 16;

/** What these may hold together, about 2 MB on each side. */
const MAX_ENTRIES_IN_HAND = 20_000;

function areSmall({ tally }: Run): boolean {
  return tally.largestLately * SMALL_AT_ONCE <= MAX_ENTRIES_IN_HAND;
}

/** What is owed however a run ends; it must not hide why it ended. Of a live pass all is committed soon. */
export async function wrapUp(run: Run): Promise<void> {
  const commit = async (): Promise<void> => (run.partial ? undefined : run.committer.drain());
  const ends = await Promise.allSettled([commit()]);
  if (run.finalModes.length > 0 && !run.dryRun)
    ends.push(...(await Promise.allSettled([setFinalModes(run).then(commit)])));
  for (const end of ends) {
    if (end.status === 'rejected')
      notice(run, 'warning', `the end of the run was not clean: ${messageOf(end.reason)}`);
  }
}
