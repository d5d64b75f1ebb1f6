import { readConflictName } from '@syncline/differ';
import type { ContentEntry, Name, Side } from '@syncline/model';
import { hasContent, isSynclineError, joinPath, otherSide } from '@syncline/model';
import type { BothListings } from './look.js';
import type { Run } from './run.js';

/**
 * Where a rename is a link and an unlink, a run that was killed while it renamed the loser of a conflict left it under both
 * names: it would conflict, and be kept, once more. Only the unlink is left to do; what follows is decided by the table.
 * Returns whether anything was done.
 */
export async function finishRenames(listings: BothListings, run: Run): Promise<boolean> {
  if (run.item.mode !== 'two-way' || !run.cutShort || run.dryRun) return false;
  let done = false;
  for (const side of run.writable) {
    let here = false;
    for (const loser of halfRenamed(side, listings, run))
      here = (await unlink(side, loser, listings, run)) || here;
    // A power cut must not undo it once the copy is on the other side: the loser would conflict, and be kept, once more.
    if (here) await run.apply.writer(side).flush(run.signal);
    done ||= here;
  }
  return done;
}

/** Under two names on this side, of which the conflict name is neither on the other one nor in the journal yet. */
function halfRenamed(side: Side, listings: BothListings, { journal }: Run): ContentEntry[] {
  const { path } = listings[side];
  const others = new Set(listings[otherSide(side)].entries.map(({ name }) => name));
  const entries = listings[side].entries.filter(hasContent);
  const isNew = (name: Name): boolean =>
    readConflictName(name) !== undefined &&
    !others.has(name) &&
    journal.get(joinPath(path, name)) === undefined;
  const copies = entries.filter(({ name }) => isNew(name));
  return entries.filter(
    ({ name, identity }) =>
      others.has(name) &&
      identity !== undefined &&
      copies.some((copy) => copy.identity === identity && stemOf(copy.name) === stemOf(name)),
  );
}

/** A conflict copy that conflicts is still one of the first name. */
function stemOf(name: Name): Name {
  return readConflictName(name)?.plain ?? name;
}

async function unlink(side: Side, loser: ContentEntry, listings: BothListings, run: Run): Promise<boolean> {
  try {
    const path = joinPath(listings[side].path, loser.name);
    await run.apply.writer(side).remove(path, loser, undefined, run.signal);
    return true;
  } catch (error) {
    // Somebody was there meanwhile: then it is an ordinary conflict again.
    if (!isSynclineError(error) || error.scope !== 'path') throw error;
    return false;
  }
}
