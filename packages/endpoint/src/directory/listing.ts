import { opendirSync, readdirSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';

import {
  compareBytes,
  isReservedName,
  RESERVED_DIRECTORY,
  nameOf,
  parentOf,
  pathFromBytes,
  ROOT,
  SynclineError,
  unknownEntry,
  type Answer,
  type Entry,
  type Listing,
  type Name,
  type Path,
} from '@syncline/model';

import { errorName, pathError, throwIfAborted } from './errors.js';
import { within, type Directories, type Handle } from './handles.js';
import { observeName, statName } from './observation.js';
import { ListingPacker, type PackedListing } from './packed-listing.js';
import { emptyStatus, type FileStatus } from './file-status.js';

/** Entries handled between two turns of the event loop: about 5 ms. */
export const ENTRIES_PER_TURN = 2000;
/** Names sorted in one go: about 10 ms. */
const NAMES_PER_SORT = 20_000;
/** Directories up to this size (of the directory itself, about 2000 names on ext4) are read in one call. */
const MAX_WHOLE_DIRECTORY_BYTES = 64 * 1024;

/**
 * Lists a directory, packed; one that cannot be read gives a listing without entries. `sinceMs` (ms since the epoch): when the
 * listing was asked for. The event loop is never held for long,
 * however large the directory is.
 */
export async function listDirectory(
  directories: Directories,
  path: Path,
  sinceMs: number,
  signal?: AbortSignal,
): Promise<PackedListing | Listing> {
  let handle: Handle;
  try {
    handle = directories.lease(path);
  } catch (error) {
    return unlistable(path, error);
  }
  try {
    const names = await readNames(handle, signal);
    const listing = await observeAll(handle, names, sinceMs, signal);
    if (!directories.stands(handle)) throw moved(path);
    return listing;
  } catch (error) {
    return unlistable(path, error);
  } finally {
    directories.release(handle);
  }
}

/** `Endpoint.look`. */
export function lookAt(directories: Directories, path: Path): Answer {
  const sinceMs = Date.now();
  const name = nameOf(path);
  try {
    if (path === ROOT) return { ...rootEntry(directories), name };
    return within(directories, parentOf(path), (handle) => {
      const entry = observeName(handle, name, sinceMs);
      if (entry !== undefined) return entry;
      return directories.stands(handle) ? { kind: 'absent', name } : unproven(path, name);
    });
  } catch (error) {
    return errorName(error) === 'ENOENT' || errorName(error) === 'ENOTDIR'
      ? unproven(path, name)
      : unknownEntry(path, name, 'unreadable', pathError(error, path, 'it cannot be looked at').message);
  }
}

/** `Endpoint.observe`. */
export function observeNames(directories: Directories, path: Path, names: readonly Name[]): Map<Name, Entry> {
  const sinceMs = Date.now();
  const entries = new Map<Name, Entry>();
  try {
    within(directories, path, (handle) => {
      for (const name of names) {
        const entry = observeName(handle, name, sinceMs);
        if (entry !== undefined && entry.kind !== 'unknown') entries.set(name, entry);
      }
    });
  } catch (error) {
    const mapped = pathError(error, path, 'the directory cannot be looked at');
    if (mapped.scope !== 'path') throw mapped;
  }
  return entries;
}

function rootEntry(directories: Directories): Entry {
  directories.get(ROOT);
  return { kind: 'directory', name: ROOT };
}

function unproven(path: Path, name: Name): Entry {
  return unknownEntry(path, name, 'unproven', 'its directory is not there, so nothing is proven about it');
}

function unlistable(path: Path, error: unknown): Listing {
  if (error instanceof SynclineError) throw error;
  const name = errorName(error);
  const mapped = pathError(error, path, 'the directory cannot be listed');
  if (mapped.scope !== 'path') throw mapped;
  if (name === 'ENOENT' || name === 'ENOTDIR' || name === 'ELOOP') throw moved(path, error);
  return { path, entries: [], complete: false, incompleteBecause: mapped.message, reserved: [] };
}

function moved(path: Path, cause?: unknown): SynclineError {
  const message =
    'the directory is not there, or was moved or replaced while it was listed; the next run lists it anew';
  return new SynclineError('failed', message, { scope: 'path', path, cause });
}

/** All names in a directory, sorted by bytes. */
export async function readNames(handle: Handle, signal?: AbortSignal): Promise<string[]> {
  const directory = Buffer.from(`${handle.base}/`, 'latin1');
  if (!handle.facts.stableInodes) return readAtOnce(directory, signal);
  const small = statSync(directory).size <= MAX_WHOLE_DIRECTORY_BYTES;
  if (small) return inOrder(readdirSync(directory, 'latin1'));
  try {
    return await readByAndBy(directory, signal);
  } catch (error) {
    if (errorName(error) !== KIND_NOT_TOLD) throw error;
    return readAtOnce(directory, signal);
  }
}

/**
 * Not every file system tells with each name what it is of: sshfs does so the first time only, NFS not in large directories, old
 * XFS never. Reading by and by Node looks at such an entry by a path that it makes itself, and fails with this where a path is bytes.
 */
const KIND_NOT_TOLD = 'ERR_INVALID_ARG_TYPE';

/** Of a file system that may have to ask others: aside, so that nothing waits with it. */
async function readAtOnce(directory: Buffer, signal?: AbortSignal): Promise<string[]> {
  const names = await readdir(directory, 'latin1');
  const runs: string[][] = [];
  for (let at = 0; at < names.length; at += NAMES_PER_SORT) runs.push(names.slice(at, at + NAMES_PER_SORT));
  throwIfAborted(signal);
  return mergeRuns(runs);
}

async function readByAndBy(directory: Buffer, signal?: AbortSignal): Promise<string[]> {
  const runs: string[][] = [];
  for await (const names of readInTurns(directory)) {
    throwIfAborted(signal);
    const last = runs.at(-1);
    if (last === undefined || last.length >= NAMES_PER_SORT) runs.push(names);
    else last.push(...names);
  }
  return mergeRuns(runs);
}

async function* readInTurns(directory: Buffer): AsyncGenerator<string[]> {
  // @types/node knows no Buffer here; the system call takes one.
  const open = opendirSync(directory as unknown as string, {
    encoding: 'latin1' as BufferEncoding,
    bufferSize: 1024,
  });
  try {
    for (let names: string[] = []; ; names = []) {
      let entry = open.readSync();
      for (; entry !== null; entry = names.length < ENTRIES_PER_TURN ? open.readSync() : null)
        names.push(entry.name);
      if (names.length === 0) return;
      yield names;
      await nextTurn();
    }
  } finally {
    open.closeSync();
  }
}

/** Sorts in pieces and merges them pairwise, with a turn of the event loop after each piece. */
async function mergeRuns(runs: string[][]): Promise<string[]> {
  let sorted: string[][] = [];
  for (const run of runs) {
    sorted.push(inOrder(run));
    await nextTurn();
  }
  while (sorted.length > 1) {
    const merged: string[][] = [];
    for (let index = 0; index < sorted.length; index += 2) {
      const right = sorted[index + 1];
      merged.push(right === undefined ? sorted[index]! : merge(sorted[index]!, right));
      await nextTurn();
    }
    sorted = merged;
  }
  return sorted[0] ?? [];
}

function inOrder(names: string[]): string[] {
  return names.sort(compareBytes);
}

function merge(left: readonly string[], right: readonly string[]): string[] {
  const merged: string[] = Array.from({ length: left.length + right.length });
  let fromLeft = 0;
  let fromRight = 0;
  for (let index = 0; index < merged.length; index += 1) {
    const takeLeft =
      fromRight >= right.length || (fromLeft < left.length && left[fromLeft]! <= right[fromRight]!);
    merged[index] = takeLeft ? left[fromLeft++]! : right[fromRight++]!;
  }
  return merged;
}

/** Looks at all names. */
async function observeAll(
  handle: Handle,
  names: readonly string[],
  sinceMs: number,
  signal?: AbortSignal,
): Promise<PackedListing> {
  const status = emptyStatus();
  const observe = (name: Name): FileStatus | undefined => statName(handle, name, status);
  const reserved: Name[] = [];
  const packer = new ListingPacker(handle, names.length, sinceMs);
  for (let index = 0; index < names.length; index += 1) {
    if (index % ENTRIES_PER_TURN === ENTRIES_PER_TURN - 1) {
      await nextTurn();
      throwIfAborted(signal);
    }
    const name = pathFromBytes(names[index]!);
    // A directory that changes while it is read may give a name twice.
    if (index > 0 && name === names[index - 1]) continue;
    if (!isReservedName(name)) packer.add(name, observe);
    else if (name !== RESERVED_DIRECTORY || !packer.addTaken(name, observe)) reserved.push(name);
  }
  return packer.finish(reserved);
}
