import { statfsSync } from 'node:fs';

import { pathToSystem, type Path } from '@syncline/model';

import { problem, TOO_LARGE } from './errors.js';
import type { Handle } from './handles.js';

/** Smaller files that are written at once are tried without asking first: the question costs as much as the writing. */
const MIN_ASKED_BYTES = 1024 * 1024;

/** Bytes that writes under way still have to write, per file system. */
export class FreeSpace {
  readonly #inFlight = new Map<number, number>();

  /**
   * Sets room aside for a file, and throws `full` if it would not fit beside what is being written (SPEC §4). `atOnce`: nothing else
   * is written meanwhile. Of two that come in pieces, and fit only one after the other, both would fail if nobody asked.
   * Returns what is to be called with the bytes of each chunk written, and at the end without any.
   */
  reserve(handle: Handle, path: Path, size: number, atOnce: boolean): (written?: number) => void {
    if (atOnce && size < MIN_ASKED_BYTES) return () => undefined;
    this.ask(handle, path, size);
    const { dev } = handle;
    let left = size;
    this.#add(dev, size);
    return (written = left) => {
      const now = Math.min(written, left);
      left -= now;
      this.#add(dev, -now);
    };
  }

  /** Throws `full` if a file would not fit beside what is being written, or not at all. */
  ask(handle: Handle, path: Path, size: number): void {
    if (size > (handle.facts.maxFileBytes ?? Infinity)) throw problem('full', path, TOO_LARGE);
    const promised = this.#inFlight.get(handle.dev) ?? 0;
    const free = freeBytes(handle);
    if (free === undefined || size <= free - promised) return;
    const message = `the file would not fit: ${size} bytes, ${Math.max(0, free - promised)} free; free some space`;
    throw problem('full', path, message);
  }

  #add(dev: number, bytes: number): void {
    const total = (this.#inFlight.get(dev) ?? 0) + bytes;
    if (total > 0) this.#inFlight.set(dev, total);
    else this.#inFlight.delete(dev);
  }
}

/** Undefined where the file system does not tell: some network file systems say that they have no blocks at all. */
function freeBytes(handle: Handle): number | undefined {
  try {
    const { blocks, bavail, bsize } = statfsSync(pathToSystem(`${handle.base}/`));
    return blocks > 0 ? bavail * bsize : undefined;
  } catch {
    return undefined;
  }
}
