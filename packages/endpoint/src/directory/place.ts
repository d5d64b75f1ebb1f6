import { linkSync, renameSync, unlinkSync } from 'node:fs';

import { nameOf, parentOf, type ContentEntry, type Name, type Path, type RunId } from '@syncline/model';

import type { Context } from './context.js';
import { errorName, isLinkRefusal, problem, stale } from './errors.js';
import { at, pathIn, within, type Handle } from './handles.js';
import { observeName, statName } from './observation.js';
import { systemCalls, type SystemCalls } from './system-calls.js';
import { discardTemp } from './temp-file.js';
import { linkToTrash, renameToTrash, type Kept } from './trash.js';

export interface Placement {
  readonly path: Path;
  readonly temp: Name;
  readonly expected: ContentEntry | undefined;
  readonly trash: RunId | undefined;
}

/**
 * Gives the temp file its real name, if what stands there now is still what was expected; throws `stale` otherwise.
 * INVARIANT: nothing between the last look and the rename gives up the thread.
 */
export function putInPlace(context: Context, handle: Handle, placement: Placement): void {
  if (!context.directories.stands(handle)) {
    throw stale(placement.path, 'the directory was moved or replaced while the file was written');
  }
  const { path, temp } = placement;
  if (placement.expected === undefined) takeFreeName(handle, temp, nameOf(path));
  else replace(context, handle, placement, placement.expected);
  context.flusher.note(handle, nameOf(placement.path));
}

/**
 * Gives a temp file its name, if that is free; throws `stale` otherwise. A link fails where the name is taken, as does the
 * rename that is tried first; an ordinary one would replace what somebody else put there.
 */
export function takeFreeName(handle: Handle, temp: Name, name: Name): void {
  if (isRenamedToFree(handle, temp, handle, name)) return;
  try {
    linkSync(at(handle, temp), at(handle, name));
  } catch (error) {
    if (errorName(error) === 'EEXIST') throw stale(pathIn(handle, name), NAME_TAKEN);
    if (!isLinkRefusal(error)) throw error;
    // RACE: without links (vfat, some network mounts) a name taken between these two calls is replaced.
    if (statName(handle, name) !== undefined) throw stale(pathIn(handle, name), NAME_TAKEN);
    return renameOrRefuse(handle, temp, name);
  }
  discardTemp(handle, temp);
}

/** Names that they cannot hold lead nowhere with some file systems (exfat-fuse), though the file that is to have one is there. */
function renameOrRefuse(handle: Handle, temp: Name, name: Name): void {
  try {
    renameSync(at(handle, temp), at(handle, name));
  } catch (error) {
    if (errorName(error) !== 'ENOENT' || statName(handle, temp) === undefined) throw error;
    throw problem('name', pathIn(handle, name), NAME_REFUSED);
  }
}

/** Of a name that cannot be given in a directory that is there. */
export const NAME_REFUSED = 'this file system does not accept the name; rename it';

const NAME_TAKEN = 'something took the name meanwhile';

/** Whether an entry was given a free name by a rename that replaces nothing. Not every file system has one. */
export function isRenamedToFree(
  source: Handle,
  from: Name,
  target: Handle,
  to: Name,
  callsOf: () => SystemCalls | undefined = systemCalls,
): boolean {
  if (source.fd === undefined || target.fd === undefined) return false;
  return callsOf()?.renameToFree(source.fd, from, target.fd, to) === true;
}

function replace(context: Context, handle: Handle, placement: Placement, expected: ContentEntry): void {
  const { path, temp, trash } = placement;
  const name = nameOf(path);
  requireExpected(handle, name, expected);
  if (trash === undefined) return renameSync(at(handle, temp), at(handle, name));
  const linked = linkToTrash(context.directories, handle, name, trash);
  // RACE: without links the name is absent for a moment; a crash there leaves the version in the trash.
  const kept = linked ?? renameToTrash(context.directories, handle, name, trash);
  try {
    renameSync(at(handle, temp), at(handle, name));
  } catch (error) {
    if (linked === undefined) putBack(context, handle, name, kept);
    else forgetKept(context, kept);
    throw error;
  }
}

/** Throws `stale` unless the name shows the version that the plan saw. */
export function requireExpected(handle: Handle, name: Name, expected: ContentEntry): void {
  const now = observeName(handle, name, 0);
  if (now?.kind !== expected.kind || (now as ContentEntry).token !== expected.token) {
    throw stale(
      pathIn(handle, name),
      now === undefined ? 'it is no longer there' : 'it changed since it was listed',
    );
  }
}

/** Returns a version from the trash to its name, if that is still free; otherwise it stays in the trash. */
export function putBack(context: Context, handle: Handle, name: Name, kept: Kept): void {
  within(context.directories, parentOf(kept.path), (place) => {
    try {
      linkSync(at(place, nameOf(kept.path)), at(handle, name));
      unlinkSync(at(place, nameOf(kept.path)));
    } catch (error) {
      if (!isLinkRefusal(error) || statName(handle, name) !== undefined) return;
      renameSync(at(place, nameOf(kept.path)), at(handle, name));
    }
  });
}

function forgetKept(context: Context, kept: Kept): void {
  within(context.directories, parentOf(kept.path), (place) => discardTemp(place, nameOf(kept.path)));
}
