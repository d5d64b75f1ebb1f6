import { isSynclineError } from '@syncline/model';
import type { RowChange } from '@syncline/state';
import type { CheckedRoots } from './roots.js';
import { rememberRoots, rootsAfter } from './roots.js';
import type { Run } from './run.js';
import { notice } from './run.js';
import { forgetHiddenNames } from './hidden-names.js';
import { forgetHiddenTemps } from './hidden-temps.js';
import { purgeHidden } from './hidden-trash.js';
import { sumUp } from './summed-files.js';
import { noteTrashClock, purgeableBeforeMs } from './trash-clock.js';
import { noteFinished } from './unfinished.js';

/** The end of a run that came through: what the journal remembers of the run, old trash. */
export async function finish(run: Run, roots: CheckedRoots, approved: boolean): Promise<void> {
  if (run.dryRun) return;
  await run.committer.drain();
  await run.partials.dropUnused();
  if (!run.strayTemp) await noteFinished(run.journal);
  await forgetHiddenTemps(run);
  await forgetHiddenNames(run);
  if (roots.foreign === undefined || approved)
    await rememberRoots(run.journal, await rootsAfter(roots, run.sides, run.signal));
  await sumUp(run);
  await purgeTrash(run);
}

/** Folders that were made writable to be filled get their own mode, and those of which it was changed on the other side. */
export async function setFinalModes(run: Run): Promise<void> {
  const changes: RowChange[] = [];
  for (const { side, path, mode } of run.finalModes.splice(0)) {
    await tolerant(run, 'the mode of a folder could not be set', async () => {
      await run.apply.writer(side).setDirectoryMode(path, mode);
      const previous = run.item.mode === 'two-way' ? run.journal.get(path) : undefined;
      if (previous?.kind === 'directory') changes.push({ path, row: { ...previous, mode }, previous });
    });
  }
  await run.committer.add(changes);
}

async function purgeTrash(run: Run): Promise<void> {
  const nowMs = run.nowMs();
  await noteTrashClock(run.journal, run.item, nowMs);
  const beforeMs = purgeableBeforeMs(run.journal, run.item, nowMs);
  if (beforeMs === undefined) return;
  for (const side of run.writable) {
    await tolerant(run, 'old trash could not be removed', async () => {
      await purgeHidden(run, side, beforeMs);
      await run.apply.writer(side).purgeTrash(beforeMs, run.signal);
    });
  }
}

/** Housekeeping that fails is told and tried again at the next run; it does not fail the run. */
async function tolerant(run: Run, what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isSynclineError(error) || error.scope !== 'path') throw error;
    notice(run, 'warning', `${what}: ${error.message}`);
  }
}
