import { readFileSync } from 'node:fs';

import { directoriesAt } from './directories.js';
import { Flusher } from './flush.js';
import type { Directories } from './handles.js';
import type { Pourer } from './pourer.js';
import type { RootPin } from './root-pin.js';
import { FreeSpace } from './space.js';

/** What the operations on one directory share. */
export interface Context {
  /** Absolute, as text. */
  readonly rootPath: string;
  readonly directories: Directories;
  readonly space: FreeSpace;
  /** Undefined where content goes from directory to directory as it does elsewhere. */
  readonly pourer?: Pourer | undefined;
  readonly flusher: Pick<Flusher, 'note' | 'flush' | 'close'>;
  /** rwx bits that the process takes away from what it creates. */
  readonly umask: number;
  readonly notice: (message: string) => void;
}

/** A directory, and whether descriptors are to be used in it (undefined: where they work). */
export interface PlaceOnDisk {
  /** Absolute, as text. */
  readonly rootPath: string;
  readonly descriptors: boolean | undefined;
  /** Which directory the root has to be. */
  readonly pin: RootPin;
}

/** `trustedForMs`: see `DescriptorDirectories`. */
export function createContext(place: PlaceOnDisk, notice: Context['notice'], trustedForMs = 0): Context {
  const directories = directoriesAt(place, trustedForMs);
  return {
    rootPath: place.rootPath,
    directories,
    space: new FreeSpace(),
    flusher: new Flusher(directories),
    umask: processUmask(),
    notice,
  };
}

/** Read from /proc where there is one: `process.umask()` sets it for a moment, in all threads. */
function processUmask(): number {
  try {
    const match = /^Umask:\s*([0-7]+)/m.exec(readFileSync('/proc/self/status', 'latin1'));
    if (match !== null) return parseInt(match[1]!, 8);
  } catch {
    // Not Linux.
  }
  return process.umask();
}
