import { lstatSync, realpathSync, statSync } from 'node:fs';

import { pathToSystem, ROOT, type Path } from '@syncline/model';

import { TrashNumbers } from '../trash-numbers.js';
import { filesystemFacts } from './filesystem.js';
import { closedError, requireName, type Directories, type Handle } from './handles.js';
import { newRootPin, requirePinned, type RootPin } from './root-pin.js';

/**
 * Where descriptors can't be starting points (macOS): plain paths. Every component is looked at before each use.
 * RACE: a component that is swapped for a link between that look and the call is followed; only `DescriptorDirectories`
 * closes this window.
 */
export class PlainDirectories implements Directories {
  readonly trashNumbers = new TrashNumbers();
  readonly #rootPath: string;
  readonly #pin: RootPin;
  #closed = false;

  constructor(rootPath: string, pin: RootPin = newRootPin()) {
    this.#rootPath = rootPath;
    this.#pin = pin;
  }

  get(path: Path): Handle {
    if (this.#closed) throw closedError();
    let base = realpathSync.native(this.#rootPath, 'latin1').replace(/\/$/, '');
    let stats = statSync(pathToSystem(base === '' ? '/' : base));
    if (!stats.isDirectory()) throw notDirectory();
    const { stableRoots } = filesystemFacts(pathToSystem(base || '/'));
    requirePinned(this.#pin, this.#rootPath, stats, stableRoots);
    for (const name of path === ROOT ? [] : path.split('/')) {
      requireName(name);
      base += `/${name}`;
      stats = lstatSync(pathToSystem(base));
      if (!stats.isDirectory()) throw notDirectory();
    }
    return { path, base, dev: stats.dev, ino: stats.ino, facts: filesystemFacts(pathToSystem(base || '/')) };
  }

  lease(path: Path): Handle {
    return this.get(path);
  }

  release(): void {
    // Nothing is held.
  }

  stands(handle: Handle): boolean {
    try {
      const now = this.get(handle.path);
      return now.ino === handle.ino && now.dev === handle.dev && now.base === handle.base;
    } catch {
      return false;
    }
  }

  mountOf(): undefined {
    return undefined;
  }

  open(): void {
    this.#closed = false;
  }

  close(): void {
    this.#closed = true;
  }
}

function notDirectory(): Error {
  return Object.assign(new Error('ENOTDIR: not a directory'), { code: 'ENOTDIR' });
}
