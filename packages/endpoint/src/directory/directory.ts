import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import type { DirectorySpec } from '@syncline/model';

import type { Endpoint, ReadableEndpoint } from '../endpoint.js';
import type { Traits } from '../traits.js';
import {
  makeOneDirectory,
  removeEmptyDirectory,
  removeEntry,
  removeTempFile,
  setAttributesOf,
  setModeOfDirectory,
} from './change.js';
import { openContent } from './content.js';
import { createContext, type PlaceOnDisk } from './context.js';
import { hasChangedSince } from './changed-since.js';
import { Copier, COPIES_BEFORE_THREADS } from './copier.js';
import { descriptorsWork } from './descriptor-handles.js';
import { throwIfAborted } from './errors.js';
import { fetchNew } from './fetch-new.js';
import { foreseeIn } from './foresight.js';
import { filesystemFacts, UNKNOWN_FILESYSTEM, type FilesystemFacts } from './filesystem.js';
import { ENTRIES_BEFORE_THREAD, Lister } from './lister.js';
import { lookAt, observeNames } from './listing.js';
import { moveDirectory, moveEntry } from './move.js';
import { BYTES_BEFORE_THREADS, Pourer } from './pourer.js';
import { purgeTrashOf } from './purge.js';
import { REST_MS } from './rest.js';
import { foreseeRoot, makeRootDirectory, readHeadOf, rootState } from './root.js';
import { newRootPin } from './root-pin.js';
import { writeFile, writeSymbolicLink } from './write.js';

/** How a directory is worked on; nothing has to be given. */
export interface DirectoryOptions {
  /** Told what a user may want to know and no call can say; one line. */
  readonly notice?: ((message: string) => void) | undefined;
  /** False: never use descriptors of directories as starting points, as on systems that have none. */
  readonly descriptors?: boolean | undefined;
  /** How much is done on the thread of the caller before threads are started; for tests. */
  readonly beforeThreads?: Partial<typeof BEFORE_THREADS> | undefined;
  /** After how long without work threads are ended; for tests. */
  readonly restMs?: number | undefined;
}

const BEFORE_THREADS = {
  entries: ENTRIES_BEFORE_THREAD,
  copies: COPIES_BEFORE_THREADS,
  bytes: BYTES_BEFORE_THREADS,
};

/** More would only queue at the disk: directories are listed one at a time, and only large copies overlap. */
const PARALLEL = 4;

/** A directory of this machine, or one that is mounted on it, as a side. */
export function createDirectoryEndpoint(spec: DirectorySpec, options: DirectoryOptions = {}): Endpoint {
  const rootPath = resolve(spec.path);
  const { descriptors, notice = () => undefined, restMs = REST_MS } = options;
  const { entries, copies, bytes } = { ...BEFORE_THREADS, ...options.beforeThreads };
  const pourer =
    descriptors !== false && descriptorsWork()
      ? new Pourer({ bytesBeforeThreads: bytes, restMs })
      : undefined;
  const place: PlaceOnDisk = { rootPath, descriptors, pin: newRootPin() };
  const context = { ...createContext(place, notice), pourer };
  let traits = traitsOf(UNKNOWN_FILESYSTEM);
  const { directories } = context;
  const lister = new Lister(place, directories, { entriesBeforeThread: entries, restMs });
  const copiers = new Map<ReadableEndpoint, Copier>();
  const endpoint: Endpoint = {
    label: rootPath,
    get traits() {
      return traits;
    },
    open: async () => {
      directories.open();
      lister.open();
      pourer?.open();
      traits = traitsOf(nearestFacts(rootPath));
    },
    expect: (entriesToCome) => lister.expect(entriesToCome),
    close: async () => {
      directories.close();
      context.flusher.close();
      const copying = [...copiers.values()];
      copiers.clear();
      await Promise.all([lister.close(), pourer?.close(), ...copying.map((copier) => copier.close())]);
    },
    root: (signal) => unlessAborted(signal, () => rootState(rootPath, place.pin)),
    foreseeRoot: (signal) => unlessAborted(signal, () => foreseeRoot(rootPath)),
    makeRoot: (signal) => unlessAborted(signal, () => makeRootDirectory(rootPath, place.pin)),
    list: (path, signal, known) => lister.list(path, signal, known),
    look: (path, signal) => unlessAborted(signal, () => lookAt(directories, path)),
    changedSince: (path, sinceMs, signal) =>
      unlessAborted(signal, () => hasChangedSince(directories, path, sinceMs)),
    observe: (path, names, signal) => unlessAborted(signal, () => observeNames(directories, path, names)),
    read: (path, expected, signal) =>
      unlessAborted(signal, () => openContent(context, path, expected, signal)),
    readHead: (path, maxBytes, signal) => unlessAborted(signal, () => readHeadOf(rootPath, path, maxBytes)),
    foresee: (path, size, losing, signal) =>
      unlessAborted(signal, () => foreseeIn(context, path, size, losing)),
    write: (request, content, signal) =>
      unlessAborted(signal, () => writeFile(context, request, content, signal)),
    copyNew: async (origin, directory, files, signal) => {
      throwIfAborted(signal);
      const from = PLACES.get(origin);
      const canRead = from !== undefined || origin.readMany !== undefined;
      if (!canRead || traits.timePrecisionUs > 1) return files.map(() => undefined);
      let copier = copiers.get(origin);
      if (copier === undefined) {
        const places = { from, to: place };
        copier = new Copier(context, places, { copiesBeforeThreads: copies, restMs });
        copiers.set(origin, copier);
      }
      if (!copier.isWorthIt(files.length)) return files.map(() => undefined);
      return from === undefined
        ? fetchNew(copier, origin, directory, files, signal)
        : copier.copy(directory, files);
    },
    writeLink: (request, signal) => unlessAborted(signal, () => writeSymbolicLink(context, request)),
    setAttributes: (path, expected, attributes, signal) =>
      unlessAborted(signal, () => setAttributesOf(context, path, expected, attributes)),
    makeDirectory: (path, mode, signal) => unlessAborted(signal, () => makeOneDirectory(context, path, mode)),
    setDirectoryMode: (path, mode, signal) =>
      unlessAborted(signal, () => setModeOfDirectory(context, path, mode)),
    remove: (path, expected, trash, signal) =>
      unlessAborted(signal, () => removeEntry(context, path, expected, trash)),
    removeDirectory: (path, trash, signal) =>
      unlessAborted(signal, () => removeEmptyDirectory(context, path, trash)),
    move: (from, to, expected, signal) => unlessAborted(signal, () => moveEntry(context, from, to, expected)),
    moveDirectory: (from, to, signal) => unlessAborted(signal, () => moveDirectory(context, from, to)),
    removeTemp: (directory, name, signal) =>
      unlessAborted(signal, () => removeTempFile(context, directory, name)),
    flush: (signal) => context.flusher.flush(signal),
    purgeTrash: (beforeMs, signal) => purgeTrashOf(context, beforeMs, signal),
  };
  PLACES.set(endpoint, place);
  return endpoint;
}

/** The directories that endpoints are of: a thread can read them as well. */
const PLACES = new WeakMap<ReadableEndpoint, PlaceOnDisk>();

/** Most steps are one unbroken turn: they are not begun when the call was aborted before. */
async function unlessAborted<T>(signal: AbortSignal | undefined, work: () => T | Promise<T>): Promise<T> {
  throwIfAborted(signal);
  return work();
}

function traitsOf(facts: FilesystemFacts): Traits {
  return {
    type: 'directory',
    local: true,
    timePrecisionUs: facts.timePrecisionUs,
    setsTimes: true,
    modes: facts.modes,
    links: facts.links,
    anyBytes: true,
    holds: facts.holds,
    tokens: 'any',
    hidesDotNames: false,
    exactNames: facts.exactNames,
    parallel: PARALLEL,
  };
}

/** Of the root, or of what is there of the way to it. */
function nearestFacts(path: string): FilesystemFacts {
  let existing = path;
  while (existing !== dirname(existing) && !existsSync(existing)) {
    existing = dirname(existing);
  }
  return filesystemFacts(existing);
}
