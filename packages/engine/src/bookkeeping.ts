import type { Endpoint, ReadableEndpoint } from '@syncline/endpoint';
import type { Entry, Name, Path, Side } from '@syncline/model';
import { isSynclineError, joinPath } from '@syncline/model';
import { lookOrProblem } from '@syncline/scanner';
import type { FinalMode } from './place.js';
import type { Run } from './run.js';

/** Distinct sizes remembered for the guard; beyond them a new file excuses no delete, which errs on the safe side. */
const MAX_CREATED_SIZES = 100_000;

/** Remembers the size of a new file: a delete of the same size is taken for its other half, not for a loss (SPEC §4). */
export function noteCreated(run: Run, side: Side, size: number): void {
  const created = run.created[side];
  const count = created.get(size);
  if (count !== undefined || created.size < MAX_CREATED_SIZES) created.set(size, (count ?? 0) + 1);
}

/** A folder that its owner may not fill or enter gets its mode when it is full. */
export function finalMode(side: Side, mode: number | undefined): FinalMode | undefined {
  return mode !== undefined && (mode & 0o700) !== 0o700 ? { side, mode } : undefined;
}

/** A server lists a whole directory to show some of its names: for a few it is asked by name, where that is as good. */
const MAX_OBSERVED_BY_NAME = 8;

async function observeCheaply(
  endpoint: Endpoint,
  directory: Path,
  names: readonly Name[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Name, Entry>> {
  const { local, tokens } = endpoint.traits;
  if (local || tokens === 'listing' || names.length > MAX_OBSERVED_BY_NAME)
    return endpoint.observe(directory, names, signal);
  const seen = await Promise.all(names.map((name) => endpoint.look(joinPath(directory, name), signal)));
  return new Map(
    seen.flatMap((entry) =>
      entry.kind === 'absent' || entry.kind === 'unknown' ? [] : [[entry.name, entry]],
    ),
  );
}

/** Long enough for a listing, short enough for a run that has to end within ten seconds (SPEC §8). */
const OBSERVE_TIMEOUT_MS = 5_000;

/**
 * What a side shows of names that were just written; nothing when the folder is gone meanwhile. An interrupted
 * run asks all the same, since what is done is to be committed.
 */
export async function observe(
  run: Run,
  side: Side,
  directory: Path,
  names: readonly Name[],
): Promise<ReadonlyMap<Name, Entry>> {
  if (names.length === 0) return new Map();
  try {
    const signal = run.signal.aborted ? AbortSignal.timeout(OBSERVE_TIMEOUT_MS) : run.signal;
    return await observeCheaply(run.sides[side], directory, names, signal);
  } catch (error) {
    if (isSynclineError(error) && error.scope === 'path') return new Map();
    throw error;
  }
}

/** Whether something stands at a path, as far as that can be told. */
export async function stands(side: ReadableEndpoint, path: Path, signal: AbortSignal): Promise<boolean> {
  const { kind } = await lookOrProblem(side, path, signal);
  return kind !== 'absent' && kind !== 'unknown';
}
