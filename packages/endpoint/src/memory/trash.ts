import {
  joinPath,
  nameOf,
  parentOf,
  parseRunId,
  pathFromBytes,
  RESERVED_DIRECTORY,
  ROOT,
  trashPath,
  TRASH_DIRECTORY,
  type Path,
  type RunId,
} from '@syncline/model';
import { numberedName } from '../trash-numbers.js';

import { naming } from '../directory/errors.js';
import type { MemoryContext } from './memory.js';
import { systemError } from './volume.js';

/** Where the version at `path` is to be kept: its trash path, or a free name beside it. Makes the directories above. */
export function trashPlace(context: MemoryContext, run: RunId, path: Path): Path {
  const wanted = trashPath(run, path);
  const directory = makeDirectories(context, parentOf(wanted));
  return freePath(directory, nameOf(wanted), (place) => context.volume.find(place) === undefined);
}

/** Makes the directories of a trash path where they are missing, beside what is no directory. Returns the real path. */
export function makeDirectories(context: MemoryContext, path: Path): Path {
  let directory = ROOT;
  for (const name of path.split('/')) {
    directory = freePath(directory, pathFromBytes(name), (place) => {
      const kind = context.volume.find(place)?.kind;
      return kind === undefined || kind === 'directory';
    });
    if (context.volume.find(directory) !== undefined) continue;
    context.step('mkdir', directory);
    context.volume.makeDirectory(directory, 0o700);
  }
  return directory;
}

/** `name`, `name~2`, `name~3` …: the first that will do. */
function freePath(directory: Path, name: Path, willDo: (path: Path) => boolean): Path {
  for (let n = 1; ; n += 1) {
    const path = joinPath(directory, numberedName(name, n));
    if (willDo(path)) return path;
  }
}

/** `Endpoint.purgeTrash`. */
export function purgeMemoryTrash(context: MemoryContext, beforeMs: number): number {
  return naming(TRASH_DIRECTORY, 'old trash cannot be removed', () => {
    const runs = (namesIn(context, TRASH_DIRECTORY) ?? []).filter((name) => {
      const run = parseRunId(name);
      return run !== undefined && run.startedAtMs < beforeMs;
    });
    const left = runs.filter((run) => !removeTree(context, joinPath(TRASH_DIRECTORY, run)));
    if (left.length > 0) throw systemError('ENOTEMPTY');
    for (const directory of [TRASH_DIRECTORY, RESERVED_DIRECTORY]) {
      if (namesIn(context, directory)?.length !== 0) continue;
      context.step('rmdir', directory);
      context.volume.removeDirectory(directory);
    }
    return runs.length;
  });
}

/** Removes what is shown of a tree; false where something is left that is not, which keeps no other tree. */
function removeTree(context: MemoryContext, top: Path): boolean {
  const pending: Path[] = [top];
  while (pending.length > 0) {
    const path = pending.at(-1)!;
    const node = context.volume.find(path);
    const names = node?.kind === 'directory' ? context.shownNames(path) : [];
    if (names.length > 0) {
      for (const name of names) pending.push(joinPath(path, name));
      continue;
    }
    pending.pop();
    context.step(node?.kind === 'directory' ? 'rmdir' : 'unlink', path);
    if (holdsUnshown(context, path)) return false;
    if (node?.kind === 'directory') context.volume.removeDirectory(path);
    else if (node !== undefined) context.volume.unlink(path);
  }
  return true;
}

/** Whether a directory shows no name, and has some. */
export function holdsUnshown({ volume, shownNames }: MemoryContext, path: Path): boolean {
  const node = volume.find(path);
  return node?.kind === 'directory' && node.children.size > 0 && shownNames(path).length === 0;
}

/** The names in one of the reserved directories; undefined where it is not there. */
function namesIn({ volume, shownNames }: MemoryContext, directory: Path): readonly Path[] | undefined {
  if (parentOf(directory) !== ROOT && volume.find(parentOf(directory))?.kind !== 'directory')
    return undefined;
  return volume.root !== undefined && volume.find(directory)?.kind === 'directory'
    ? shownNames(directory)
    : undefined;
}
