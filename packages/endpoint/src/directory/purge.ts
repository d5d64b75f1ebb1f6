import { readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { relative } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import {
  isSynclineError,
  joinPath,
  messageOf,
  nameOf,
  parentOf,
  parseRunId,
  pathFromBytes,
  pathToSystem,
  RESERVED_DIRECTORY,
  ROOT,
  TRASH_DIRECTORY,
  type Name,
  type Path,
} from '@syncline/model';

import type { Context } from './context.js';
import { errorName, pathError, throwIfAborted } from './errors.js';
import { at, realPathOf, within, type Handle } from './handles.js';
import { ENTRIES_PER_TURN, readNames } from './listing.js';
import { isWithin, mounts } from './mount-table.js';

/** `Endpoint.purgeTrash`: at the root, and at the tops of file systems that are mounted within it. */
export async function purgeTrashOf(
  context: Context,
  beforeMs: number,
  signal?: AbortSignal,
): Promise<number> {
  const runs = new Set<Name>();
  for (const top of [ROOT, ...mountsWithin(context)]) {
    const trash = joinPath(top, TRASH_DIRECTORY);
    for (const name of namesIn(context, trash)) {
      const run = parseRunId(name);
      if (run === undefined || run.startedAtMs >= beforeMs) continue;
      if (await removeTree(context, joinPath(trash, name), signal)) runs.add(name);
    }
    removeIfEmpty(context, trash);
    removeIfEmpty(context, joinPath(top, RESERVED_DIRECTORY));
  }
  return runs.size;
}

/**
 * Removes a directory and all that is in it, without following a link. Whether that was done: what can't be removed
 * must not keep older trash from being purged.
 */
async function removeTree(context: Context, top: Path, signal?: AbortSignal): Promise<boolean> {
  const pending: Path[] = [top];
  try {
    while (pending.length > 0) {
      throwIfAborted(signal);
      await removeStep(context, pending, signal);
      await nextTurn();
    }
    return true;
  } catch (error) {
    if (isSynclineError(error) && error.scope !== 'path') throw error;
    context.notice(`old trash stays: ${messageOf(error)}`);
    return false;
  }
}

/** Empties the directory on top of the stack, and puts the directories in it on top; without any it is removed. */
async function removeStep(context: Context, pending: Path[], signal?: AbortSignal): Promise<void> {
  const directory = pending.at(-1)!;
  try {
    const below = await emptyOfFiles(context, directory, signal);
    for (const path of below) pending.push(path);
    if (below.length > 0) return;
    pending.pop();
    within(context.directories, parentOf(directory), (handle) => rmdirSync(at(handle, nameOf(directory))));
  } catch (error) {
    if (errorName(error) !== 'ENOENT') throw pathError(error, directory, 'old trash cannot be removed');
    if (pending.at(-1) === directory) pending.pop();
  }
}

/** Unlinks everything in a directory but the directories; returns those. */
async function emptyOfFiles(context: Context, directory: Path, signal?: AbortSignal): Promise<Path[]> {
  const below: Path[] = [];
  const handle = context.directories.lease(directory);
  try {
    for (const [index, name] of (await readNames(handle, signal)).entries()) {
      if (index % ENTRIES_PER_TURN === ENTRIES_PER_TURN - 1) await nextTurn();
      throwIfAborted(signal);
      const path = pathFromBytes(name);
      if (!unlinkUnlessDirectory(handle, path)) below.push(joinPath(directory, path));
    }
  } finally {
    context.directories.release(handle);
  }
  return below;
}

function unlinkUnlessDirectory(handle: Handle, name: Name): boolean {
  try {
    unlinkSync(at(handle, name));
    return true;
  } catch (error) {
    // Linux says EISDIR, POSIX EPERM.
    if (errorName(error) !== 'EISDIR' && errorName(error) !== 'EPERM') throw error;
    return false;
  }
}

function removeIfEmpty(context: Context, directory: Path): void {
  try {
    within(context.directories, parentOf(directory), (handle) => rmdirSync(at(handle, nameOf(directory))));
  } catch {
    // It is not there, or something is in it.
  }
}

function namesIn(context: Context, directory: Path): readonly Name[] {
  try {
    return within(context.directories, directory, namesOf);
  } catch (error) {
    if (errorName(error) === 'ENOENT' || errorName(error) === 'ENOTDIR') return [];
    throw pathError(error, directory, 'the trash cannot be listed');
  }
}

function namesOf(handle: Handle): readonly Name[] {
  return readdirSync(pathToSystem(`${handle.base}/`), 'latin1').map(pathFromBytes);
}

/** Paths of the mount points within the root, from the kernel's own table; none where there is no such table. */
function mountsWithin(context: Context): readonly Path[] {
  try {
    const real = within(context.directories, ROOT, realPathOf);
    return mounts()
      .map(({ mountPoint }) => mountPoint)
      .filter((mount) => mount !== real && isWithin(real, mount))
      .map((mount) => pathFromBytes(relative(real, mount)));
  } catch {
    return [];
  }
}
