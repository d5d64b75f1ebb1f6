import {
  isReservedName,
  isSynclineError,
  joinPath,
  nameOf,
  parentOf,
  pathFromText,
  RESERVED_DIRECTORY,
  RESERVED_NAME_TAKEN,
  ROOT,
  runOfTemp,
  unknownEntry,
  type Answer,
  type Entry,
  type Listing,
  type Name,
  type Path,
} from '@syncline/model';

import { errorName, pathError, problem, throwIfAborted } from '../directory/errors.js';
import type { Endpoint } from '../endpoint.js';
import type { RootState } from '../root-state.js';
import type { Traits } from '../traits.js';
import * as change from './change.js';
import { openMemoryContent } from './content.js';
import { entryOf } from './observation.js';
import { purgeMemoryTrash } from './trash.js';
import type { MemoryVolume } from './volume.js';
import { writeMemoryFile, writeMemoryLink } from './write.js';

/** One primitive step, as a simulator sees it: those that only look (`READING_STEPS`), and those that change the volume. */
export type StepName =
  | 'list'
  | 'look'
  | 'open'
  | 'read'
  | 'confirm'
  | 'flush'
  | 'create'
  | 'write'
  | 'attributes'
  | 'link'
  | 'rename'
  | 'unlink'
  | 'mkdir'
  | 'rmdir'
  | 'symlink';

/** What a side in memory is to be like. */
export interface MemoryOptions {
  readonly label?: string | undefined;
  /** False: the side keeps the time of writing, whatever is asked for. */
  readonly setsTimes?: boolean | undefined;
  /**
   * As an FTP server that leaves names which start with a dot out of every listing (FAULTS S35), reserved ones too: they are known
   * to those alone who ask for them by name. So the trash that holds one is not purged. A file gets its name by one rename.
   */
  readonly hidesDotNames?: boolean | undefined;
  readonly parallel?: number | undefined;
  /** Tells machines apart, for the check of nested roots. */
  readonly host?: string | undefined;
  /**
   * Called before every primitive step. It may change the volume (somebody else edits), or throw: an error with the
   * `code` of a system call is reported as the directory endpoint would. One that throws for ever after is a crash:
   * cleaning up fails as well.
   */
  readonly onStep?: ((step: StepName, path: Path) => void) | undefined;
}

/** An endpoint over a `MemoryVolume`, which tells how many steps have changed the volume. */
export interface MemoryEndpoint extends Endpoint {
  readonly writes: number;
}

const READING_STEPS: ReadonlySet<StepName> = new Set(['list', 'look', 'open', 'read', 'confirm', 'flush']);

/** What the operations share: the volume, and the step to announce before each touch of it. */
export interface MemoryContext {
  readonly volume: MemoryVolume;
  readonly setsTimes: boolean;
  /** A free name is taken by one rename, not by a link and an unlink. */
  readonly renames: boolean;
  /** The names in a directory that are shown, in the order of their bytes. */
  shownNames(directory: Path): readonly Name[];
  step(name: StepName, path: Path): void;
}

/** The side of the simulator: same semantics as a directory, no file system, nothing that is not repeatable. */
export function createMemoryEndpoint(volume: MemoryVolume, options: MemoryOptions = {}): MemoryEndpoint {
  let writes = 0;
  const context: MemoryContext = {
    volume,
    setsTimes: options.setsTimes ?? true,
    renames: options.hidesDotNames ?? false,
    shownNames: (directory) =>
      volume.names(directory).filter((name) => options.hidesDotNames !== true || !name.startsWith('.')),
    step: (name, path) => {
      options.onStep?.(name, path);
      if (!READING_STEPS.has(name)) writes += 1;
    },
  };
  return {
    get writes() {
      return writes;
    },
    label: options.label ?? 'memory',
    traits: traitsOf(volume, options),
    open: async () => undefined,
    close: async () => undefined,
    root: async () => rootOf(volume, options),
    makeRoot: async () => change.makeRoot(context),
    list: async (directory, signal) => list(context, directory, signal),
    look: async (path) => look(context, path),
    observe: async (directory, names) => observe(context, directory, names),
    read: async (path, expected) => openMemoryContent(context, path, expected),
    readHead: async (path, maxBytes) => readHead(volume, path, maxBytes),
    write: (request, content, signal) => writeMemoryFile(context, request, content, signal),
    writeLink: async (request) => writeMemoryLink(context, request),
    setAttributes: async (path, expected, attributes) =>
      change.setAttributes(context, path, expected, attributes),
    makeDirectory: async (path, mode) => change.makeDirectory(context, path, mode),
    setDirectoryMode: async (path, mode) => change.setDirectoryMode(context, path, mode),
    remove: async (path, expected, trash) => change.remove(context, path, expected, trash),
    removeDirectory: async (path, trash) => change.removeDirectory(context, path, trash),
    move: async (from, to, expected) => change.move(context, from, to, expected),
    moveDirectory: async (from, to) => change.moveDirectory(context, from, to),
    removeTemp: async (directory, name) => removeTemp(context, directory, name),
    flush: async () => context.step('flush', ROOT),
    purgeTrash: async (beforeMs) => purgeMemoryTrash(context, beforeMs),
  };
}

function traitsOf(volume: MemoryVolume, options: MemoryOptions): Traits {
  return {
    type: 'memory',
    local: true,
    timePrecisionUs: volume.timePrecisionUs,
    setsTimes: options.setsTimes ?? true,
    modes: true,
    links: true,
    anyBytes: true,
    tokens: 'any',
    hidesDotNames: options.hidesDotNames ?? false,
    exactNames: true,
    parallel: options.parallel ?? 4,
  };
}

function rootOf(volume: MemoryVolume, options: MemoryOptions): RootState {
  const location = { host: options.host ?? 'memory', path: options.label ?? 'memory', chain: [] };
  if (volume.root === undefined) return { state: 'absent', parentExists: true, location };
  const identity = `${volume.root.ino.toString(36)}.${volume.root.birth.toString(36)}`;
  return { state: 'directory', identity, location };
}

function list(context: MemoryContext, path: Path, signal?: AbortSignal): Listing {
  throwIfAborted(signal);
  const { volume } = context;
  try {
    context.step('list', path);
    const sinceUs = volume.now();
    const directory = volume.directory(path);
    if (!directory.readable) throw Object.assign(new Error('EACCES: in memory'), { code: 'EACCES' });
    const names = context.shownNames(path);
    const isTaken = (name: Name): boolean =>
      name === RESERVED_DIRECTORY && directory.children.get(name)!.kind !== 'directory';
    const takesNoPart = (name: Name): boolean => isReservedName(name) && !isTaken(name);
    const entries = names
      .filter((name) => !takesNoPart(name))
      .map((name) =>
        isTaken(name)
          ? unknownEntry(joinPath(path, name), name, 'name', RESERVED_NAME_TAKEN)
          : entryOf(volume, joinPath(path, name), name, directory.children.get(name)!, sinceUs),
      );
    return { path, entries, complete: true, reserved: names.filter(takesNoPart) };
  } catch (error) {
    if (isSynclineError(error)) throw error;
    if (errorName(error) === 'ENOENT' || errorName(error) === 'ENOTDIR') {
      throw problem('failed', path, 'the directory is not there');
    }
    const mapped = pathError(error, path, 'the directory cannot be listed');
    if (mapped.scope !== 'path') throw mapped;
    return { path, entries: [], complete: false, incompleteBecause: mapped.message, reserved: [] };
  }
}

function look(context: MemoryContext, path: Path): Answer {
  const name = nameOf(path);
  try {
    context.step('look', path);
    const node = context.volume.find(path);
    if (node === undefined) return { kind: 'absent', name };
    return entryOf(context.volume, path, name, node, context.volume.now());
  } catch (error) {
    if (isSynclineError(error)) throw error;
    const proven = errorName(error) !== 'ENOENT' && errorName(error) !== 'ENOTDIR';
    return unknownEntry(path, name, proven ? 'unreadable' : 'unproven', 'its directory is not there');
  }
}

function observe(context: MemoryContext, directory: Path, names: readonly Name[]): Map<Name, Entry> {
  const answers = names.map((name) => look(context, joinPath(directory, name)));
  const known = answers.filter((answer) => answer.kind !== 'absent' && answer.kind !== 'unknown') as Entry[];
  return new Map(known.map((entry) => [entry.name, entry]));
}

function readHead(volume: MemoryVolume, text: string, maxBytes: number): Buffer | undefined {
  const path = pathFromText(text.replace(/^\/+/, ''));
  try {
    const node = volume.find(path);
    return node?.kind === 'file' ? Buffer.from(node.bytes.subarray(0, maxBytes)) : undefined;
  } catch {
    return undefined;
  }
}

function removeTemp(context: MemoryContext, directory: Path, name: Name): void {
  if (runOfTemp(name) === undefined)
    throw problem('failed', directory, 'only temp files may be removed this way');
  const path = joinPath(directory, name);
  try {
    context.step('unlink', path);
    context.volume.unlink(path);
  } catch (error) {
    if (errorName(error) !== 'ENOENT')
      throw pathError(error, parentOf(path), 'a temp file cannot be removed');
  }
}
