import { hashOfStart } from '@syncline/applier';
import type { Decision } from '@syncline/differ';
import type { FileEntry, Path, Side, WriteOperation } from '@syncline/model';
import { isSynclineError, otherSide } from '@syncline/model';
import type { Journal } from '@syncline/state';
import { allEnded } from './in-flight.js';
import type { Run } from './run.js';

/** The note that a run has in the journal from before its first change until it came through. */
const UNFINISHED_NOTE = 'unfinished';

/** Whether an earlier run did not come through: it was killed, or the power was cut. */
export async function wasCutShort(journal: Journal): Promise<boolean> {
  return (await journal.listNotes(UNFINISHED_NOTE)).length > 0;
}

/**
 * To be awaited before each change: the first call makes the note. Undefined where none is needed: a clone looks everywhere
 * at every run, and decides by what is there alone.
 */
export function announcerOf(
  journal: Journal,
  run: Pick<Run, 'id' | 'item' | 'cutShort'>,
): (() => Promise<void>) | undefined {
  if (run.item.mode === 'clone' || run.cutShort) return undefined;
  let announced: Promise<void> | undefined;
  return () => (announced ??= journal.putNotes([{ key: UNFINISHED_NOTE, value: run.id }]));
}

/**
 * What a run that was stopped has done shows, but may not be durable: it is made so before anything is built on it. A power cut
 * could otherwise undo it and leave what followed from it.
 */
export async function secureUnfinished(run: Run): Promise<void> {
  if (!run.cutShort || run.dryRun) return;
  await allEnded(run.writable.map((side) => run.apply.writer(side).flush(run.signal)));
}

/** The run came through: all that it wrote is durable and known. */
export async function noteFinished(journal: Journal): Promise<void> {
  if (await wasCutShort(journal)) await journal.clearNotes(UNFINISHED_NOTE);
}

/**
 * What looks like a conflict after a power cut, and is a file that we were writing: its name was durable before all of its
 * bytes were, and the journal does not know it yet. One version is then the beginning of the other. It is replaced, and
 * goes to the trash like all that is replaced; so not even a user who cut the file short just then loses it.
 */
export async function mendTorn(
  path: Path,
  { source, destination }: Extract<Decision, { do: 'conflict' }>,
  run: Run,
): Promise<WriteOperation | undefined> {
  if (
    !run.cutShort ||
    source.kind !== 'file' ||
    destination.kind !== 'file' ||
    source.size === destination.size
  )
    return undefined;
  const side = source.size < destination.size ? 'source' : 'destination';
  const [torn, whole] = side === 'source' ? [source, destination] : [destination, source];
  if (!(await isStartOf(path, side, torn, whole, run))) return undefined;
  return { op: 'update', side, path, reason: 'content', content: whole, replaces: torn };
}

async function isStartOf(
  path: Path,
  side: Side,
  torn: FileEntry,
  whole: FileEntry,
  run: Run,
): Promise<boolean> {
  if (torn.size === 0) return true;
  const start = (of: Side, entry: FileEntry): Promise<string> =>
    hashOfStart(run.sides[of], path, entry, torn.size, run.signal);
  try {
    return (await start(side, torn)) === (await start(otherSide(side), whole));
  } catch (error) {
    // What cannot be read now is a conflict, which loses nothing either.
    if (!isSynclineError(error) || error.scope !== 'path') throw error;
    return false;
  }
}
