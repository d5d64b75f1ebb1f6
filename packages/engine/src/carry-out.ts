import { ROOT } from '@syncline/model';
import { lastValueFrom } from 'rxjs';
import { afterWalk } from './after-walk.js';
import { finish } from './finish.js';
import type { Place } from './place.js';
import { sampleProgress } from './progress.js';
import type { CheckedRoots } from './roots.js';
import type { Run } from './run.js';
import { traverse } from './traverse.js';
import { visit } from './visit.js';

/**
 * The whole of a run once everything is open: walk, then what had to wait, then the finish. Returns why deletes were
 * held or refused. However it ends, what was achieved is committed before it returns or throws.
 */
export async function carryOut(run: Run, roots: CheckedRoots, approved: boolean): Promise<string | undefined> {
  const sampling = sampleProgress(run);
  const walk = async (places: readonly Place[]): Promise<void> => {
    run.tally.directoriesPending += places.length;
    const slots = Math.max(run.source.traits.parallel, run.destination.traits.parallel);
    await lastValueFrom(traverse(places, slots, (place) => visit(place, run)), { defaultValue: undefined });
  };
  try {
    await walk([{ path: ROOT, source: 'there', destination: roots.makeDestination ? 'new' : 'there' }]);
    const { stopped } = await afterWalk(run, { foreignRoot: roots.foreign }, approved, walk);
    await finish(run, roots, approved);
    return stopped;
  } finally {
    await Promise.allSettled(run.visits);
    sampling.stop();
    await run.committer.drain();
  }
}
