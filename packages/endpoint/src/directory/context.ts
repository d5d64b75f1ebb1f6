import type { Flusher } from './flush.js';
import type { Directories } from './handles.js';
import type { FreeSpace } from './space.js';

/** What the operations on one directory share. */
export interface Context {
  /** Absolute, as text. */
  readonly rootPath: string;
  readonly directories: Directories;
  readonly space: FreeSpace;
  readonly flusher: Flusher;
  /** rwx bits that the process takes away from what it creates. */
  readonly umask: number;
  readonly notice: (message: string) => void;
}
