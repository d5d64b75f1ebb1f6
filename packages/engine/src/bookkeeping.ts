import type { Entry, Name, Path } from '@syncline/model';
import { isSynclineError } from '@syncline/model';
import type { Run } from './run.js';

/** Distinct sizes remembered for the guard; beyond them a new file excuses no delete, which errs on the safe side. */
const MAX_CREATED_SIZES = 100_000;

/** Remembers the size of a new file: a delete of the same size is taken for its other half, not for a loss (SPEC §4). */
export function noteCreated(run: Run, size: number): void {
  const count = run.created.get(size);
  if (count !== undefined || run.created.size < MAX_CREATED_SIZES) run.created.set(size, (count ?? 0) + 1);
}

/** A folder that its owner may not fill or enter gets its mode when it is full. */
export function noteFinalMode(path: Path, mode: number | undefined, run: Run): void {
  if (mode !== undefined && (mode & 0o700) !== 0o700) run.finalModes.push({ path, mode });
}

/** Long enough for a listing, short enough for a run that has to end within ten seconds (SPEC §8). */
const OBSERVE_TIMEOUT_MS = 5_000;

/**
 * What the destination shows of names that were just written; nothing when the folder is gone meanwhile. An interrupted
 * run asks all the same, since what is done is to be committed.
 */
export async function observe(
  run: Run,
  directory: Path,
  names: readonly Name[],
): Promise<ReadonlyMap<Name, Entry>> {
  if (names.length === 0) return new Map();
  try {
    const signal = run.signal.aborted ? AbortSignal.timeout(OBSERVE_TIMEOUT_MS) : run.signal;
    return await run.destination.observe(directory, names, signal);
  } catch (error) {
    if (isSynclineError(error) && error.scope === 'path') return new Map();
    throw error;
  }
}
