import type { Endpoint } from '@syncline/endpoint';
import type { Path, Side } from '@syncline/model';
import { isSynclineError, nameOf, parentOf } from '@syncline/model';
import type { Journal } from '@syncline/state';
import type { Run } from './run.js';

/** Begins the keys of notes about temp files on sides that do not list them. */
const HIDDEN_TEMP = 'temp\0';

/**
 * A side that hides names which start with a dot hides temp files too: no listing would show one that a killed run left
 * (S35). So it is noted before it is written, and removed by name at the next run.
 */
export async function noteHiddenTemp(
  journal: Journal,
  endpoint: Endpoint,
  side: Side,
  temp: Path,
): Promise<void> {
  if (!endpoint.traits.hidesDotNames) return;
  await journal.putNotes([{ key: `${HIDDEN_TEMP}${temp}`, value: side }]);
}

/** Removes what earlier runs noted and may have left. */
export async function removeHiddenTemps(run: Run): Promise<void> {
  if (run.dryRun) return;
  for (const { key, value } of await run.journal.listNotes(HIDDEN_TEMP)) {
    const temp = key.slice(HIDDEN_TEMP.length) as Path;
    if (await run.partials.isNoted(value as Side, temp)) continue;
    try {
      await run.apply.writer(value as Side).removeTemp(parentOf(temp), nameOf(temp), run.signal);
    } catch (error) {
      // Gone with its folder, or in the way of nothing: the note goes too.
      if (!isSynclineError(error) || error.scope !== 'path' || error.retry) throw error;
    }
  }
  await forgetHiddenTemps(run.journal);
}

/** Everything that was noted has its own name by now, or is gone. */
export async function forgetHiddenTemps(journal: Journal): Promise<void> {
  if ((await journal.listNotes(HIDDEN_TEMP)).length > 0) await journal.clearNotes(HIDDEN_TEMP);
}
