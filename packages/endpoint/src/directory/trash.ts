import { linkSync, lstatSync, mkdirSync, renameSync } from 'node:fs';

import {
  joinPath,
  nameOf,
  parentOf,
  pathFromBytes,
  RESERVED_DIRECTORY,
  ROOT,
  TRASH_DIRECTORY,
  trashPath,
  type Name,
  type Path,
  type RunId,
} from '@syncline/model';

import { numbered } from '../trash-numbers.js';
import { errorName, isLinkRefusal, problem } from './errors.js';
import { at, pathIn, within, type Directories, type Handle } from './handles.js';

/** Where a version went: its directory in the trash, and its name there. */
export interface Kept {
  readonly path: Path;
}

/** The trash may hold what others must not read. */
const TRASH_MODE = 0o700;

/** `.syncline/trash/<run>`: these must be directories of ours, whereas below a name that is taken is avoided. */
const OWN_COMPONENTS = 3;

/**
 * Gives the version that stands under `name` a second name in the trash. The name itself stays, so it is never
 * absent. Returns undefined where the file system refuses links.
 */
export function linkToTrash(
  directories: Directories,
  handle: Handle,
  name: Name,
  run: RunId,
): Kept | undefined {
  try {
    return intoTrash(directories, handle, name, run, (place, kept) =>
      linkSync(at(handle, name), at(place, kept)),
    );
  } catch (error) {
    if (isLinkRefusal(error)) return undefined;
    throw error;
  }
}

/** Renames what stands under `name` into the trash. */
export function renameToTrash(directories: Directories, handle: Handle, name: Name, run: RunId): Kept {
  return intoTrash(directories, handle, name, run, (place, kept) => {
    // RACE: rename replaces; nobody but this run writes in its own trash folder.
    if (lstatSync(at(place, kept), { throwIfNoEntry: false }) !== undefined) throw taken();
    renameSync(at(handle, name), at(place, kept));
  });
}

/** Makes the empty directory `path` in the trash, so that it can be restored. */
export function directoryToTrash(directories: Directories, handle: Handle, path: Path, run: RunId): void {
  const top = topOf(directories, handle, sameDevice);
  directories.release(leaseTrash(directories, top, trashPath(run, below(top, path))));
}

type Act = (place: Handle, kept: Name) => void;

/**
 * At the root's trash, or where another file system is mounted within the root, at its top: a rename never crosses.
 * Two mounts of one file system share a device number but refuse links and renames: then the mounts decide.
 */
function intoTrash(directories: Directories, handle: Handle, name: Name, run: RunId, act: Act): Kept {
  try {
    return keepAt(directories, topOf(directories, handle, sameDevice), pathIn(handle, name), run, act);
  } catch (error) {
    const why = errorName(error);
    if (why === 'ENOSPC' || why === 'EDQUOT') throw noRoom(pathIn(handle, name));
    if (why !== 'EXDEV') throw error;
    return keepAt(directories, topOf(directories, handle, sameMount), pathIn(handle, name), run, act);
  }
}

/** Not even a delete makes room then. */
function noRoom(path: Path): Error {
  const message =
    'no space, or no inode, is left for the trash, which is to keep this version; free some of it, or turn the trash off';
  return problem('full', path, message);
}

function keepAt(directories: Directories, top: Path, path: Path, run: RunId, act: Act): Kept {
  const wanted = trashPath(run, below(top, path));
  const place = leaseTrash(directories, top, parentOf(wanted));
  try {
    const first = pathIn(place, nameOf(path));
    const { trashNumbers } = directories;
    const kept = underFreeName(first, trashNumbers.next(first), (name) => act(place, name));
    trashNumbers.note(first, kept.number);
    return { path: kept.path };
  } finally {
    directories.release(place);
  }
}

/** Tries `name`, `name~2`, `name~3` … from a number on until `work` does not find the name taken. */
function underFreeName(
  wanted: Path,
  from: number,
  work: (name: Name) => void,
): { readonly path: Path; readonly number: number } {
  for (let number = from; ; number += 1) {
    const path = numbered(wanted, number);
    try {
      work(nameOf(path));
      return { path, number };
    } catch (error) {
      if (errorName(error) !== 'EEXIST') throw error;
    }
  }
}

/** `relative` under `top`, its directories made where they are missing. */
function leaseTrash(directories: Directories, top: Path, relative: Path): Handle {
  try {
    return directories.lease(joinPath(top, relative));
  } catch (error) {
    if (errorName(error) !== 'ENOENT' && errorName(error) !== 'ENOTDIR') throw error;
  }
  let path = top;
  for (const [index, component] of relative.split('/').entries()) {
    const name = pathFromBytes(component);
    path =
      index < OWN_COMPONENTS ? ownDirectory(directories, path, name) : freeDirectory(directories, path, name);
  }
  return directories.lease(path);
}

function ownDirectory(directories: Directories, parent: Path, name: Name): Path {
  const path = joinPath(parent, name);
  try {
    makeIn(directories, parent, name);
    directories.get(path);
    return path;
  } catch (error) {
    throw errorName(error) === 'ENOTDIR' ? inTheWay(path) : error;
  }
}

function inTheWay(path: Path): Error {
  const place = path.slice(path.lastIndexOf(RESERVED_DIRECTORY));
  const message = `the trash cannot be used: something that is not a directory is in the place of ${place}; remove it`;
  return problem('failed', path, message);
}

/** Throws where something that is no directory stands in the place of the trash for what is in a directory. */
export function requireTrash(directories: Directories, handle: Handle): void {
  const top = topOf(directories, handle, sameDevice);
  for (const path of [RESERVED_DIRECTORY, TRASH_DIRECTORY]) {
    try {
      directories.get(joinPath(top, path));
    } catch (error) {
      if (errorName(error) === 'ENOENT') return;
      throw errorName(error) === 'ENOTDIR' ? inTheWay(joinPath(top, path)) : error;
    }
  }
}

/** A file that went to the trash before a directory of its name keeps the name. */
function freeDirectory(directories: Directories, parent: Path, wanted: Name): Path {
  return underFreeName(joinPath(parent, wanted), 1, (candidate) => {
    makeIn(directories, parent, candidate);
    try {
      directories.get(joinPath(parent, candidate));
    } catch (error) {
      throw errorName(error) === 'ENOTDIR' ? taken() : error;
    }
  }).path;
}

function makeIn(directories: Directories, parent: Path, name: Name): void {
  within(directories, parent, (handle) => {
    try {
      mkdirSync(at(handle, name), TRASH_MODE);
    } catch (error) {
      if (errorName(error) !== 'EEXIST') throw error;
    }
  });
}

type Same = (directories: Directories, left: Handle, right: Handle) => boolean;

const sameDevice: Same = (_directories, left, right) => left.dev === right.dev;

const sameMount: Same = (directories, left, right) =>
  left.dev === right.dev && directories.mountOf(left) === directories.mountOf(right);

/** The highest directory from `handle` upwards that is on its file system. */
function topOf(directories: Directories, handle: Handle, same: Same): Path {
  if (same(directories, handle, directories.get(ROOT))) return ROOT;
  let top = handle.path;
  while (top !== ROOT && same(directories, handle, directories.get(parentOf(top)))) top = parentOf(top);
  return top;
}

function below(top: Path, path: Path): Path {
  return top === ROOT ? path : pathFromBytes(path.slice(top.length + 1));
}

function taken(): Error {
  return Object.assign(new Error('EEXIST: the name is taken'), { code: 'EEXIST' });
}
