import { readlinkSync } from 'node:fs';

import {
  packToken,
  RESERVED_NAME_TAKEN,
  TOKEN_BYTES,
  type Name,
  type Path,
  type ProblemCode,
} from '@syncline/model';

import { errorName, pathError } from './errors.js';
import { at, pathIn, type Handle } from './handles.js';
import { mountPointsIn } from './mount-points.js';
import {
  directoryParts,
  isRacy,
  isRegular,
  isLink,
  isDirectory,
  MADE_UP,
  SPECIAL,
  tokenParts,
} from './observation.js';
import type { FileStatus } from './file-status.js';

/** What an entry is, in the low bits of its mark; the others are flags. */
const UNKNOWN_MARK = 0;
export const FILE_MARK = 1;
export const LINK_MARK = 2;
export const DIRECTORY_MARK = 3;
export const KIND_BITS = 3;
export const RACY_BIT = 4;
export const MOUNT_BIT = 8;
export const STABLE_BIT = 16;
export const MODE_BIT = 32;

/** A listing as columns that can be handed from thread to thread: the i-th name, mark, mode and token are one entry's. */
export interface PackedListing {
  readonly path: Path;
  /** Joined by NUL, which no name holds. */
  readonly names: string;
  readonly marks: Uint8Array<ArrayBuffer>;
  readonly modes: Uint16Array<ArrayBuffer>;
  readonly tokens: Uint8Array<ArrayBuffer>;
  /** Of the links. */
  readonly targets: ReadonlyMap<number, string>;
  /** Of the unknown entries. */
  readonly problems: ReadonlyMap<number, PackedProblem>;
  readonly reserved: readonly Name[];
}

export interface PackedProblem {
  readonly code: ProblemCode;
  readonly message: string;
}

/** Gathers the entries of one directory, in the order of their names. `capacity`: how many there are at most. */
export class ListingPacker {
  readonly #handle: Handle;
  readonly #sinceMs: number;
  readonly #isMountPoint: (name: Name, stats: FileStatus) => boolean;
  readonly #names: Name[] = [];
  readonly #marks: Uint8Array<ArrayBuffer>;
  readonly #modes: Uint16Array<ArrayBuffer>;
  readonly #tokens: Buffer<ArrayBuffer>;
  readonly #targets = new Map<number, string>();
  readonly #problems = new Map<number, PackedProblem>();

  /** `sinceMs` (ms since the epoch) is when the listing began. */
  constructor(handle: Handle, capacity: number, sinceMs: number) {
    this.#handle = handle;
    this.#sinceMs = sinceMs;
    this.#isMountPoint = mountPointsIn(handle);
    this.#marks = new Uint8Array(capacity);
    this.#modes = new Uint16Array(capacity);
    this.#tokens = Buffer.alloc(capacity * TOKEN_BYTES);
  }

  /** Adds what `observe` finds under a name, which may be nothing or an error. */
  add(name: Name, observe: (name: Name) => FileStatus | undefined): void {
    try {
      const stats = observe(name);
      if (stats !== undefined) this.#addSeen(name, stats);
    } catch (error) {
      if (errorName(error) === 'ENOENT') return;
      const mapped = pathError(error, pathIn(this.#handle, name), 'it cannot be looked at');
      if (mapped.scope !== 'path') throw mapped;
      this.#addUnknown(name, mapped.code === 'name' ? 'name' : 'unreadable', mapped.message);
    }
  }

  /** Adds as unknown what has the name of Syncline's own directory and is none. Returns whether it did. */
  addTaken(name: Name, observe: (name: Name) => FileStatus | undefined): boolean {
    let stats: FileStatus | undefined;
    try {
      stats = observe(name);
    } catch {
      return false;
    }
    if (stats === undefined || isDirectory(stats)) return false;
    this.#addUnknown(name, 'name', RESERVED_NAME_TAKEN);
    return true;
  }

  finish(reserved: readonly Name[]): PackedListing {
    const count = this.#names.length;
    return {
      path: this.#handle.path,
      names: this.#names.join('\0'),
      marks: this.#marks.subarray(0, count),
      modes: this.#modes.subarray(0, count),
      tokens: this.#tokens.subarray(0, count * TOKEN_BYTES),
      targets: this.#targets,
      problems: this.#problems,
      reserved,
    };
  }

  #addSeen(name: Name, stats: FileStatus): void {
    const index = this.#names.length;
    const { facts } = this.#handle;
    const mode = facts.modes ? MODE_BIT : 0;
    if (isRegular(stats) && !facts.stores) return this.#addUnknown(name, 'special', MADE_UP);
    if (isRegular(stats)) this.#addContent(FILE_MARK | mode, stats);
    else if (isDirectory(stats)) this.#addDirectory(name, mode, stats);
    else if (isLink(stats)) {
      this.#targets.set(index, readlinkSync(at(this.#handle, name), 'latin1'));
      this.#addContent(LINK_MARK, stats);
    } else return this.#addUnknown(name, 'special', SPECIAL);
    this.#modes[index] = stats.mode & 0o777;
    this.#names.push(name);
  }

  #addContent(mark: number, stats: FileStatus): void {
    const index = this.#names.length;
    const { facts } = this.#handle;
    const racy = isRacy(facts, stats, this.#sinceMs) ? RACY_BIT : 0;
    this.#marks[index] = mark | racy | (facts.stableInodes ? STABLE_BIT : 0);
    packToken(this.#tokens, index * TOKEN_BYTES, tokenParts(facts, stats));
  }

  #addDirectory(name: Name, mode: number, stats: FileStatus): void {
    const index = this.#names.length;
    const { facts } = this.#handle;
    const mount = this.#isMountPoint(name, stats) ? MOUNT_BIT : 0;
    this.#marks[index] = DIRECTORY_MARK | mode | mount | (facts.stableInodes ? STABLE_BIT : 0);
    packToken(this.#tokens, index * TOKEN_BYTES, directoryParts(facts, stats));
  }

  #addUnknown(name: Name, code: ProblemCode, message: string): void {
    this.#marks[this.#names.length] = UNKNOWN_MARK;
    this.#problems.set(this.#names.length, { code, message });
    this.#names.push(name);
  }
}
