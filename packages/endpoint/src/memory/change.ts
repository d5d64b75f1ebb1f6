import {
  nameOf,
  ROOT,
  trashPath,
  type ContentEntry,
  type Entry,
  type FileEntry,
  type Path,
  type RunId,
} from '@syncline/model';

import { errorName, naming, problem, stale } from '../directory/errors.js';
import type { Attributes } from '../writing.js';
import type { MemoryContext } from './memory.js';
import { entryOf, identityOf, tokenOf } from './observation.js';
import { holdsUnshown, makeDirectories, trashPlace } from './trash.js';
import { renameToFree, requireExpected, takeBack } from './write.js';

export function makeRoot(context: MemoryContext): void {
  if (context.volume.root !== undefined) return;
  context.step('mkdir', ROOT);
  context.volume.makeRoot();
}

export function remove(
  context: MemoryContext,
  path: Path,
  expected: ContentEntry,
  trash: RunId | undefined,
): void {
  naming(path, 'it cannot be removed', () => {
    const place = trash === undefined ? undefined : placeFor(context, path, expected, trash);
    context.step(place === undefined ? 'unlink' : 'rename', path);
    if (place === undefined || !isLinkedVersion(context, path, expected))
      requireExpected(context, path, expected);
    if (place === undefined) context.volume.unlink(path);
    else context.volume.rename(path, place);
  });
}

/** Nothing is made in the trash for what is no longer as expected. */
function placeFor(context: MemoryContext, path: Path, expected: ContentEntry, trash: RunId): Path {
  context.step('look', path);
  if (!isLinkedVersion(context, path, expected)) requireExpected(context, path, expected);
  return trashPlace(context, trash, path);
}

/** As of a directory: names of one file. */
function isLinkedVersion({ volume }: MemoryContext, path: Path, expected: ContentEntry): boolean {
  const node = volume.find(path);
  return node?.kind === 'file' && node.names > 1 && identityOf(node) === expected.identity;
}

export function removeDirectory(context: MemoryContext, path: Path, trash: RunId | undefined): void {
  naming(path, 'the directory cannot be removed', () => {
    context.step('rmdir', path);
    // A server that shows it as empty does not say why it stays.
    if (holdsUnshown(context, path)) throw problem('permission', path, 'the directory cannot be removed');
    context.volume.removeDirectory(path);
    if (trash !== undefined) keepEmpty(context, trashPath(trash, path));
  });
}

/** The directory is gone, and there was nothing in it: that is not undone for want of its name in the trash. */
function keepEmpty(context: MemoryContext, place: Path): void {
  try {
    makeDirectories(context, place);
  } catch {
    // Whatever was made of it does no harm.
  }
}

export function move(context: MemoryContext, from: Path, to: Path, expected: ContentEntry): void {
  naming(from, 'it cannot be moved', () => {
    if (context.renames) {
      requireExpected(context, from, expected);
      return renameToFree(context, from, to);
    }
    context.step('link', to);
    requireExpected(context, from, expected);
    if (context.volume.find(to) !== undefined) throw stale(to, 'the new name is taken');
    context.volume.link(from, to);
    try {
      context.step('unlink', from);
    } catch (error) {
      takeBack(context, from, to);
      throw error;
    }
    // What took the old name meanwhile stays there.
    if (context.volume.find(from) === context.volume.find(to)) context.volume.unlink(from);
  });
}

export function moveDirectory(context: MemoryContext, from: Path, to: Path): void {
  naming(from, 'the directory cannot be moved', () => {
    context.step('rename', from);
    const node = context.volume.find(from);
    if (node?.kind !== 'directory') throw stale(from, 'it is no directory any more');
    if (node.mountPoint) throw problem('failed', from, 'another file system is mounted there');
    if (context.volume.find(to) !== undefined) throw stale(to, 'the new name is taken');
    context.volume.rename(from, to);
  });
}

export function makeDirectory(
  context: MemoryContext,
  path: Path,
  mode: number | undefined,
): 'made' | 'exists' {
  return naming(path, 'the directory cannot be made', () => {
    context.step('mkdir', path);
    try {
      context.volume.makeDirectory(path, mode);
      return 'made';
    } catch (error) {
      if (errorName(error) !== 'EEXIST' || context.volume.find(path)?.kind !== 'directory') throw error;
      return 'exists';
    }
  });
}

export function setDirectoryMode(context: MemoryContext, path: Path, mode: number): void {
  naming(path, 'the mode of the directory cannot be set', () => {
    context.step('attributes', path);
    context.volume.setMode(context.volume.directory(path), mode);
  });
}

export function setAttributes(
  context: MemoryContext,
  path: Path,
  expected: FileEntry,
  attributes: Attributes,
): Entry | 'shared' {
  return naming(path, 'time or mode cannot be set', () => {
    context.step('attributes', path);
    const node = context.volume.find(path);
    if (node?.kind !== 'file' || tokenOf(node) !== expected.token)
      throw stale(path, 'it changed since it was listed');
    if (node.names > 1) return 'shared';
    if (attributes.mtime !== undefined && context.setsTimes)
      context.volume.setTime(node, Math.max(0, attributes.mtime));
    if (attributes.mode !== undefined) context.volume.setMode(node, attributes.mode);
    return entryOf(context.volume, path, nameOf(path), node, context.volume.now());
  });
}
