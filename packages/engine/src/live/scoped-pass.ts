import type { Path } from '@syncline/model';
import type { Dirty } from '@syncline/scheduler';
import { afterWalk } from '../after-walk.js';
import { walkIn, wrapUp } from '../carry-out.js';
import { requireChecks } from '../file-checks.js';
import { forgetHiddenNames, hidesNames } from '../hidden-names.js';
import { forgetHiddenTemps, removeHiddenTemps } from '../hidden-temps.js';
import { sampleProgress } from '../progress.js';
import type { KnownRoots } from '../roots.js';
import { checkRoots, requireSameRoots } from '../roots.js';
import type { Run } from '../run.js';
import { noteFinished } from '../unfinished.js';
import type { Joining } from './joined-walk.js';
import { walkJoined } from './joined-walk.js';
import type { LightSpill } from '../light-spill.js';
import type { Renamed } from './scoped-places.js';
import { ScopedPlaces } from './scoped-places.js';

/** What a pass over changes works with. */
export interface ScopedParts {
  readonly spill: LightSpill;
  /** What becomes ready meanwhile. */
  readonly joining: Joining;
  /** As they were when everything was last looked at. */
  readonly roots: KnownRoots;
}

/**
 * A run that looks only where something changed: the visits, the decisions, the proofs and the guard are those of a run over
 * everything. Returns why deletes were held or refused. What was achieved is committed soon.
 */
export async function carryOutChanges(
  run: Run,
  dirty: Dirty,
  { spill, joining, roots }: ScopedParts,
): Promise<string | undefined> {
  await requireSameRoots(run.sides, roots, run.signal);
  const sampling = sampleProgress(run);
  const walk = walkIn(run);
  try {
    // A disk may have been unplugged since the last one: nothing goes into its empty mount point.
    await requireChecks(run);
    if (run.cutShort) await removeHiddenTemps(run);
    const places = new ScopedPlaces(run);
    await walkJoined(await places.of(dirty), { walk, places, joining });
    await lookAtOrigins(run, places, walk);
    const stopped = spill.isEmpty ? undefined : await afterChanges(run, roots, walk);
    if (run.item.mode === 'two-way') {
      await run.committer.drain();
      await noteFinished(run.journal);
    }
    // Looking for notes is a good part of a small pass.
    if (hidesNames(run.sides)) {
      if (run.item.mode === 'two-way') await forgetHiddenNames(run);
      await forgetHiddenTemps(run);
    }
    return stopped;
  } finally {
    await Promise.allSettled(run.visits);
    sampling.stop();
    await wrapUp(run);
  }
}

/**
 * A new file that the journal knows under another name may have been renamed: whether it is gone from there nobody may have told
 * yet. So that is looked at too, and a rename is one, whatever the order in which its two halves are told. Something else may have its
 * old name by now, which shows where both are looked at together.
 */
async function lookAtOrigins(run: Run, places: ScopedPlaces, walk: ReturnType<typeof walkIn>): Promise<void> {
  const asked = new Set<Path>();
  for (let more = true; more;) {
    more = false;
    await run.committer.show();
    const origins: Renamed[] = [];
    for await (const [to, { from }] of run.postponed.creations.iterate()) {
      if (from === undefined || asked.has(from)) continue;
      asked.add(from);
      origins.push({ from, to });
    }
    for (const origin of origins) {
      const unseen = await places.originOf(origin);
      more ||= unseen.length > 0;
      await walk(unseen);
    }
  }
}

/** A root that was exchanged or unmounted meanwhile must neither look like deletes nor get what waits. */
async function afterChanges(
  run: Run,
  roots: KnownRoots,
  walk: ReturnType<typeof walkIn>,
): Promise<string | undefined> {
  await requireSameRoots(run.sides, roots, run.signal);
  const { foreign } = await checkRoots(run.sides, run.journal, run.signal);
  return afterWalk(run, { foreignRoot: foreign, approved: false }, walk);
}
