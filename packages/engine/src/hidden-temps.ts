import type { Path, Side } from '@syncline/model';
import { isSynclineError, nameOf, parentOf, runOfTemp } from '@syncline/model';
import { lookOrProblem } from '@syncline/scanner';
import type { Note } from '@syncline/state';
import type { Run } from './run.js';

/** Begins the keys of notes about temp files on sides that do not list them. */
const HIDDEN_TEMP = 'temp\0';

/**
 * A side that hides names which start with a dot hides temp files too: no listing would show one that a killed run left, or one
 * that could not be removed (S35). So it is noted before it is written, and removed by name at the next run. What is
 * returned is to be called when it has become what it was written for.
 */
export async function noteHiddenTemp(
  { journal, sides, unplacedTemps }: Pick<Run, 'journal' | 'sides' | 'unplacedTemps'>,
  side: Side,
  temp: Path,
): Promise<() => void> {
  if (!sides[side].traits.hidesDotNames) return () => undefined;
  unplacedTemps.add(temp);
  await journal.putNotes([{ key: `${HIDDEN_TEMP}${temp}`, value: side }]);
  return () => void unplacedTemps.delete(temp);
}

/** Removes what earlier runs noted and may have left. What cannot be removed stays noted. */
export async function removeHiddenTemps(run: Run): Promise<void> {
  if (run.dryRun) return;
  const removed: Note[] = [];
  for (const note of await run.journal.listNotes(HIDDEN_TEMP)) {
    const [side, temp] = [note.value as Side, tempOf(note)];
    if (!(await run.partials.isNoted(side, temp)) && (await isRemoved(side, temp, run))) removed.push(note);
  }
  // A power cut must not undo what is no longer noted.
  for (const side of removed.length === 0 ? [] : run.writable) await run.apply.writer(side).flush(run.signal);
  await forget(removed, run);
}

/** Lets go of the notes of this run's temp files that have their own names by now. */
export async function forgetHiddenTemps(run: Run): Promise<void> {
  const notes = await run.journal.listNotes(HIDDEN_TEMP);
  const isPlaced = (temp: Path): boolean =>
    runOfTemp(nameOf(temp)) === run.id && !run.unplacedTemps.has(temp);
  await forget(
    notes.filter((note) => isPlaced(tempOf(note))),
    run,
  );
}

async function forget(notes: readonly Note[], { journal }: Run): Promise<void> {
  if (notes.length > 0) await journal.commit([], { clearNotes: notes.map(({ key }) => key) });
}

function tempOf({ key }: Note): Path {
  return key.slice(HIDDEN_TEMP.length) as Path;
}

/** Removes a temp file. Whether there is none now: its folder may be gone as well. */
async function isRemoved(side: Side, temp: Path, run: Run): Promise<boolean> {
  try {
    await run.apply.writer(side).removeTemp(parentOf(temp), nameOf(temp), run.signal);
    return true;
  } catch (error) {
    if (!isSynclineError(error) || error.scope !== 'path' || error.retry) throw error;
  }
  const { kind } = await lookOrProblem(run.sides[side], temp, run.signal);
  return kind === 'absent' || kind === 'unknown';
}
