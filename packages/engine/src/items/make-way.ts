import type { Endpoint } from '@syncline/endpoint';
import type { ContentEntry, Path, Side } from '@syncline/model';
import { hasContent, isWithin, joinPath, parentOf, quotedPath, ROOT, SynclineError } from '@syncline/model';
import type { Run } from '../run.js';

/** Makes the folders above a path. A file that stands where a folder is needed goes to the trash of this run. */
export async function makeParents(path: Path, side: Side, run: Run): Promise<void> {
  const missing: Path[] = [];
  for (let folder = parentOf(path); folder !== ROOT; folder = parentOf(folder)) missing.unshift(folder);
  const endpoint = run.apply.writer(side);
  for (const folder of missing) {
    const found = await endpoint.look(folder, run.signal);
    if (found.kind === 'directory') continue;
    if (found.kind === 'unknown')
      throw failed(folder, `${quotedPath(folder)} is in the way: ${found.problem.message}`);
    if (hasContent(found)) await toTrash(folder, found, side, run);
    await endpoint.makeDirectory(folder, undefined, run.signal);
  }
}

/** Sends what stands at a path now, whole folders too, to the trash of this run. Nothing goes if not all of it may. */
export async function clear(path: Path, side: Side, run: Run): Promise<void> {
  const endpoint = run.apply.writer(side);
  const found = await endpoint.look(path, run.signal);
  if (found.kind === 'absent') return;
  if (found.kind === 'unknown')
    throw failed(path, `what stands there now cannot be put away: ${found.problem.message}`);
  if (hasContent(found)) return toTrash(path, found, side, run);
  const inside = await everythingIn(path, endpoint, side, run);
  for (const { path: below, entry } of inside.reverse()) {
    run.signal.throwIfAborted();
    await toTrash(below, entry, side, run);
  }
}

/** Sends one thing that stands at a path to the trash of this run. `entry` undefined: a folder, which has to be empty. */
export async function toTrash(
  path: Path,
  entry: ContentEntry | undefined,
  side: Side,
  run: Run,
): Promise<void> {
  await run.apply.beforeTrash?.(side, path);
  const endpoint = run.apply.writer(side);
  if (entry === undefined) await endpoint.removeDirectory(path, run.id, run.signal);
  else await endpoint.remove(path, entry, run.id, run.signal);
}

interface Inside {
  readonly path: Path;
  /** Undefined: a folder. */
  readonly entry: ContentEntry | undefined;
}

/** A folder and all that is in it, parents before their children; throws for anything that must not be touched. */
async function everythingIn(top: Path, endpoint: Endpoint, side: Side, run: Run): Promise<Inside[]> {
  const found: Inside[] = [];
  const pending: Path[] = [top];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    run.signal.throwIfAborted();
    found.push({ path: folder, entry: undefined });
    const { entries, complete } = await endpoint.list(folder, run.signal);
    if (!complete)
      throw failed(top, `a folder stands there now, and ${quotedPath(folder)} in it cannot be listed whole`);
    for (const entry of entries) {
      const path = joinPath(folder, entry.name);
      const untouchable =
        entry.kind === 'unknown' || run.selection[side].ignore(path) || run.selection[side].leftOut(path);
      if (untouchable)
        throw failed(
          top,
          `a folder stands there now, and ${quotedPath(path)} in it is ignored or cannot be moved`,
        );
      if (hasContent(entry)) found.push({ path, entry });
      else pending.push(path);
    }
  }
  return found;
}

/** Removes the folders of the trash that a restored version leaves empty, up to the one of its run. */
export async function tidy(place: Path, top: Path, endpoint: Endpoint, signal: AbortSignal): Promise<void> {
  for (let folder = parentOf(place); isWithin(folder, top); folder = parentOf(folder)) {
    try {
      await endpoint.removeDirectory(folder, undefined, signal);
    } catch (error) {
      if (error instanceof SynclineError && error.scope === 'path') return;
      throw error;
    }
  }
}

function failed(path: Path, message: string): SynclineError {
  return new SynclineError('failed', message, { scope: 'path', path });
}
