import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';

import {
  identityText,
  messageOf,
  nameOf,
  parentOf,
  pathToSystem,
  runOfTemp,
  type ContentEntry,
  type Entry,
  type FileEntry,
  type Name,
  type Path,
  type RunId,
} from '@syncline/model';

import type { Attributes } from '../writing.js';
import { ifAllowed, setFileAttributes } from './attributes.js';
import type { Context } from './context.js';
import { errorName, naming, problem, stale } from './errors.js';
import { O_PATH } from './descriptor-handles.js';
import { at, pathIn, within, type Handle } from './handles.js';
import { fileEntry, isDirectory, isRegular, sameVersion, statName, tokenOf } from './observation.js';
import { NAME_REFUSED, putBack, requireExpected } from './place.js';
import { directoryToTrash, renameToTrash } from './trash.js';

/** `Endpoint.remove`. */
export function removeEntry(
  context: Context,
  path: Path,
  expected: ContentEntry,
  trash: RunId | undefined,
): void {
  const name = nameOf(path);
  naming(path, 'it cannot be removed', () =>
    within(context.directories, parentOf(path), (handle) => {
      requireRemovable(handle, name, expected, trash);
      // RACE: without a trash, what is written between the look and this call is removed as well.
      if (trash === undefined) unlinkSync(at(handle, name));
      else takeToTrash(context, handle, name, trash);
      context.flusher.note(handle);
    }),
  );
}

function requireRemovable(
  handle: Handle,
  name: Name,
  expected: ContentEntry,
  trash: RunId | undefined,
): void {
  try {
    requireExpected(handle, name, expected);
  } catch (error) {
    if (trash === undefined || !isLinkedVersion(handle, name, expected)) throw error;
  }
}

/**
 * Taking one name of a file away gives all of them another change time. Where the trash keeps what is removed, whatever it is, the
 * version is enough.
 */
function isLinkedVersion(handle: Handle, name: Name, expected: ContentEntry): boolean {
  if (expected.kind !== 'file' || expected.identity === undefined) return false;
  const stats = statName(handle, name);
  if (stats === undefined || !isRegular(stats) || stats.nlink < 2) return false;
  return identityText(tokenOf(handle.facts, stats)) === identityText(expected.token);
}

/** What lands in the trash is looked at again: something newer that was taken by mistake goes back. */
function takeToTrash(context: Context, handle: Handle, name: Name, trash: RunId): void {
  const before = statName(handle, name);
  const kept = renameToTrash(context.directories, handle, name, trash);
  const after = within(context.directories, parentOf(kept.path), (place) =>
    statName(place, nameOf(kept.path)),
  );
  if (before !== undefined && after !== undefined && sameVersion(handle.facts, before, after)) return;
  putBack(context, handle, name, kept);
  throw stale(pathIn(handle, name), 'it changed while it was removed');
}

/** `Endpoint.removeDirectory`. */
export function removeEmptyDirectory(context: Context, path: Path, trash: RunId | undefined): void {
  naming(path, 'the directory cannot be removed', () =>
    within(context.directories, parentOf(path), (handle) => {
      rmdirSync(at(handle, nameOf(path)));
      context.flusher.note(handle);
      if (trash === undefined) return;
      try {
        directoryToTrash(context.directories, handle, path, trash);
      } catch (error) {
        context.notice(`a removed empty folder could not be kept in the trash: ${messageOf(error)}`);
      }
    }),
  );
}

/** `Endpoint.makeDirectory`. */
export function makeOneDirectory(context: Context, path: Path, mode: number | undefined): 'made' | 'exists' {
  const name = nameOf(path);
  return naming(path, 'the directory cannot be made', () =>
    within(context.directories, parentOf(path), (handle) => {
      try {
        mkdirSync(at(handle, name), (mode ?? 0o777) & 0o777);
      } catch (error) {
        if (errorName(error) === 'ENOENT' && context.directories.stands(handle))
          throw problem('name', path, NAME_REFUSED);
        if (errorName(error) !== 'EEXIST') throw error;
        const standing = statName(handle, name);
        if (standing !== undefined && isDirectory(standing)) return 'exists';
        throw stale(path, 'something that is not a directory took the name meanwhile');
      }
      if (mode !== undefined && (mode & context.umask) !== 0) setModeOfDirectory(context, path, mode);
      context.flusher.note(handle);
      return 'made';
    }),
  );
}

/** `Endpoint.setDirectoryMode`. The handle's own path can't be swapped for a link. */
export function setModeOfDirectory(context: Context, path: Path, mode: number): void {
  naming(path, 'the mode of the directory cannot be set', () =>
    within(context.directories, path, (handle) => {
      if (handle.facts.modes) ifAllowed(() => chmodSync(pathToSystem(`${handle.base}/`), mode & 0o777));
      context.flusher.note(handle);
    }),
  );
}

/** `Endpoint.setAttributes`. */
export function setAttributesOf(
  context: Context,
  path: Path,
  expected: FileEntry,
  attributes: Attributes,
): Entry | 'shared' {
  return naming(path, 'time or mode cannot be set', () =>
    within(context.directories, parentOf(path), (handle) => {
      const fd = openFile(at(handle, nameOf(path)));
      try {
        const stats = fstatSync(fd);
        if (!stats.isFile() || tokenOf(handle.facts, stats) !== expected.token) {
          throw stale(path, 'the file changed since it was listed');
        }
        if (stats.nlink > 1) return 'shared';
        setFileAttributes(fd, handle, attributes);
        context.flusher.note(handle, nameOf(path));
        return fileEntry(handle.facts, nameOf(path), fstatSync(fd), Date.now());
      } finally {
        closeSync(fd);
      }
    }),
  );
}

/** A file that we may not read can still be ours: Linux then gives a descriptor that only names it. */
function openFile(system: string | Buffer): number {
  const flags = constants.O_NOFOLLOW | constants.O_NONBLOCK;
  try {
    return openSync(system, constants.O_RDONLY | flags);
  } catch (error) {
    if (errorName(error) !== 'EACCES' || process.platform !== 'linux') throw error;
    return openSync(system, O_PATH | flags);
  }
}

/** `Endpoint.removeTemp`. */
export function removeTempFile(context: Context, directory: Path, name: Name): void {
  if (runOfTemp(name) === undefined)
    throw problem('failed', directory, 'only temp files may be removed this way');
  naming(directory, 'a temp file cannot be removed', () => {
    try {
      within(context.directories, directory, (handle) => {
        unlinkSync(at(handle, name));
        context.flusher.note(handle);
      });
    } catch (error) {
      if (errorName(error) !== 'ENOENT') throw error;
    }
  });
}
