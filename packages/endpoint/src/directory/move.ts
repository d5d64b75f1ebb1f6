import { linkSync, mkdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';

import { nameOf, parentOf, type ContentEntry, type Name, type Path } from '@syncline/model';

import { ifAllowed } from './attributes.js';
import type { Context } from './context.js';
import { errorName, isLinkRefusal, naming, problem, stale } from './errors.js';
import { at, within, type Handle } from './handles.js';
import { isDirectory, sameVersion, statName } from './observation.js';
import { isRenamedToFree, requireExpected } from './place.js';
import { loadSystemCalls, systemCalls } from './system-calls.js';

/** `Endpoint.move`. */
export function moveEntry(context: Context, from: Path, to: Path, expected: ContentEntry): void {
  naming(from, 'it cannot be moved', () =>
    within(context.directories, parentOf(from), (source) =>
      within(context.directories, parentOf(to), (target) => {
        requireExpected(source, nameOf(from), expected);
        rename(source, nameOf(from), target, to);
        context.flusher.note(source);
        context.flusher.note(target);
      }),
    ),
  );
}

/** Never by a rename that would replace what took the new name meanwhile. */
function rename(source: Handle, from: Name, target: Handle, to: Path): void {
  const name = nameOf(to);
  const before = statName(source, from);
  const isMoved = (): boolean => {
    const now = statName(target, name);
    return before !== undefined && now !== undefined && sameVersion(source.facts, before, now);
  };
  // Where inodes mean nothing a link is not always what it seems to be, and the calls are worth loading for one rename: gocryptfs tells
  // another size of a file as soon as it has a second name.
  const callsOf = source.facts.stableInodes ? systemCalls : loadSystemCalls;
  if (isRenamedToFree(source, from, target, name, callsOf)) {
    if (isMoved()) return;
    isRenamedToFree(target, name, source, from, callsOf);
    throw stale(to, CHANGED);
  }
  try {
    linkSync(at(source, from), at(target, name));
  } catch (error) {
    if (errorName(error) === 'EEXIST') throw stale(to, 'the new name is taken');
    if (!isLinkRefusal(error)) throw error;
    // RACE: without links a name taken between these two calls is replaced.
    if (statName(target, name) !== undefined) throw stale(to, 'the new name is taken');
    return renameSync(at(source, from), at(target, name));
  }
  if (!isMoved()) {
    takeBack(source, from, target, name);
    throw stale(to, CHANGED);
  }
  // What took the old name meanwhile stays there.
  if (!areOne(source, from, target, name)) return;
  try {
    unlinkSync(at(source, from));
  } catch (error) {
    // The folder of the old name may be closed to us: a file under two names is no move.
    takeBack(source, from, target, name);
    throw error;
  }
}

const CHANGED = 'the file changed while it was moved';

/** Takes the new name away again, unless it is the only one of what it names: somebody put that there meanwhile. */
function takeBack(source: Handle, from: Name, target: Handle, name: Name): void {
  if (areOne(source, from, target, name)) unlinkSync(at(target, name));
}

/** Whether two names are of one file. Some file systems (mergerfs, unionfs, sshfs) give each name an inode of its own. */
function areOne(source: Handle, from: Name, target: Handle, to: Name): boolean {
  const [one, other] = [statName(source, from), statName(target, to)];
  if (one === undefined || other === undefined) return false;
  return source.facts.stableInodes ? one.ino === other.ino : sameVersion(source.facts, one, other);
}

/** `Endpoint.moveDirectory`. */
export function moveDirectory(context: Context, from: Path, to: Path): void {
  naming(from, 'the directory cannot be moved', () =>
    within(context.directories, parentOf(from), (source) =>
      within(context.directories, parentOf(to), (target) => {
        const stats = statName(source, nameOf(from));
        if (stats === undefined || !isDirectory(stats)) throw stale(from, 'it is no directory any more');
        if (stats.dev !== source.dev) throw problem('failed', from, 'another file system is mounted there');
        claimAndRename(source, nameOf(from), target, to);
        context.flusher.note(source);
        context.flusher.note(target);
      }),
    ),
  );
}

/**
 * A rename of a directory replaces an empty one without a word, so the new name is claimed first with an empty directory
 * of our own: nobody else's is ever replaced, and what somebody puts into ours makes the rename fail.
 */
function claimAndRename(source: Handle, from: Name, target: Handle, to: Path): void {
  const name = nameOf(to);
  try {
    mkdirSync(at(target, name), 0o700);
  } catch (error) {
    if (errorName(error) === 'EEXIST') throw stale(to, 'the new name is taken');
    throw error;
  }
  try {
    renameSync(at(source, from), at(target, name));
  } catch (error) {
    // Not empty any more: then it is somebody's, and stays.
    ifAllowed(() => rmdirSync(at(target, name)));
    throw error;
  }
}
