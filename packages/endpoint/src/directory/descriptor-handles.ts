import { closeSync, constants, fstatSync, openSync, readFileSync, readlinkSync } from 'node:fs';

import { nameOf, parentOf, ROOT, type Path } from '@syncline/model';

import { TrashNumbers } from '../trash-numbers.js';
import { errorName } from './errors.js';
import { filesystemFacts } from './filesystem.js';
import { at, closedError, type Directories, type Handle } from './handles.js';
import { openFilesLimit, OWN_PROC } from './own-proc.js';
import { newRootPin, requirePinned, type RootPin } from './root-pin.js';

/** Descriptors kept open at most, beside those in use: the depth of nearly every tree, times a few branches. */
const MOST_CACHED = 128;
/** Sides, their threads and the items of a daemon have a cache each: so many of them leave room for what is at work. */
const CACHES_WITHIN_LIMIT = 64;
const MAX_CACHED = Math.max(1, Math.min(MOST_CACHED, Math.floor(openFilesLimit() / CACHES_WITHIN_LIMIT)));
/**
 * A directory is opened anew after this time: it bounds how long a change that the kernel's own path does not show
 * (the root's link pointed elsewhere, something mounted over it) can go unseen, and how long an idle endpoint keeps
 * a file system from being unmounted.
 */
const MAX_AGE_MS = 1000;
/**
 * A directory whose path is too long to be told is opened anew, from the root, after this time: its whole way down
 * takes milliseconds.
 */
const MAX_UNTOLD_MS = 100;

/** The kernel tells the path of a descriptor up to one page. */
const MAX_TOLD_PATH = 4000;

/** Linux: a descriptor that only names a directory, and needs no right to read it. */
export const O_PATH = 0o10000000;
const OPEN_DIRECTORY = O_PATH | constants.O_DIRECTORY;

interface Open extends Handle {
  readonly fd: number;
  readonly openedAtMs: number;
  /** When it was last seen to stand at its path. */
  seenAtMs: number;
  uses: number;
  cached: boolean;
}

/** Linux: `/proc/self/fd/<directory>/<name>` acts as openat(2) would. */
export class DescriptorDirectories implements Directories {
  readonly trashNumbers = new TrashNumbers();
  readonly #rootPath: string;
  readonly #pin: RootPin;
  readonly #cache = new Map<Path, Open>();
  /** Real path of the root as bytes, without a trailing slash. */
  #real = '';
  #sweep: NodeJS.Timeout | undefined;
  #closed = false;

  readonly #trustedForMs: number;

  /**
   * `trustedForMs`: for so long a directory that was seen to stand at its path is given out without another look; for who asks
   * `stands` before each step that changes anything.
   */
  constructor(rootPath: string, pin: RootPin = newRootPin(), trustedForMs = 0) {
    this.#rootPath = rootPath;
    this.#pin = pin;
    this.#trustedForMs = trustedForMs;
  }

  get(path: Path): Handle {
    return this.#open(path);
  }

  lease(path: Path): Handle {
    const handle = this.#open(path);
    handle.uses += 1;
    return handle;
  }

  release(handle: Handle): void {
    const open = handle as Open;
    open.uses -= 1;
    if (open.uses === 0 && !open.cached) closeSync(open.fd);
  }

  stands(handle: Handle): boolean {
    return !this.#closed && (this.#isToldAt(handle) || this.#isFoundAt(handle));
  }

  mountOf(handle: Handle): string | undefined {
    try {
      return /^mnt_id:\s*(\d+)/m.exec(
        readFileSync(`${OWN_PROC}/fdinfo/${(handle as Open).fd}`, 'latin1'),
      )?.[1];
    } catch {
      return undefined;
    }
  }

  open(): void {
    this.#closed = false;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#sweep);
    this.#sweep = undefined;
    for (const open of this.#cache.values()) this.#drop(open);
  }

  /**
   * The kernel knows where an open directory is: one call tells a rename or removal of it or of anything above. It
   * does not know where the path is longer than a page, and says another name where names differ in case only.
   */
  #isToldAt(handle: Handle): boolean {
    try {
      return (
        readlinkSync(handle.base, 'latin1') ===
        (handle.path === ROOT ? this.#real || '/' : `${this.#real}/${handle.path}`)
      );
    } catch {
      return false;
    }
  }

  /** Walks down to it again. */
  #isFoundAt(handle: Handle): boolean {
    try {
      const found = this.#open(handle.path, false);
      return found.ino === handle.ino && found.dev === handle.dev;
    } catch {
      return false;
    }
  }

  #open(path: Path, fromCache = true): Open {
    if (this.#closed) throw closedError();
    const missing: Path[] = [];
    let ancestor = path;
    let open = fromCache ? this.#standing(ancestor) : undefined;
    while (open === undefined) {
      missing.push(ancestor);
      if (ancestor === ROOT) break;
      ancestor = parentOf(ancestor);
      open = this.#standing(ancestor);
    }
    for (let index = missing.length - 1; index >= 0; index -= 1) open = this.#enter(open, missing[index]!);
    return open!;
  }

  #standing(path: Path): Open | undefined {
    const open = this.#cache.get(path);
    if (open === undefined) return undefined;
    const nowMs = performance.now();
    this.#cache.delete(path);
    if (nowMs - open.openedAtMs >= MAX_AGE_MS || !this.#isTrusted(open, nowMs)) {
      this.#drop(open);
      return undefined;
    }
    this.#cache.set(path, open);
    return open;
  }

  #isTrusted(open: Open, nowMs: number): boolean {
    if (nowMs - open.seenAtMs < this.#trustedForMs) return true;
    const isTold = this.#real.length + open.path.length + 1 < MAX_TOLD_PATH;
    if (!isTold) return nowMs - open.openedAtMs < MAX_UNTOLD_MS;
    open.seenAtMs = nowMs;
    return this.#isToldAt(open);
  }

  #enter(parent: Open | undefined, path: Path): Open {
    const fd = this.#descriptor(parent, path);
    const base = `${OWN_PROC}/fd/${fd}`;
    const { dev, ino } = fstatSync(fd);
    const facts = parent?.dev === dev ? parent.facts : filesystemFacts(base);
    if (parent === undefined) this.#enterRoot(fd, { dev, ino, facts, base });
    const nowMs = performance.now();
    const open: Open = {
      path,
      base,
      dev,
      ino,
      facts,
      fd,
      openedAtMs: nowMs,
      seenAtMs: nowMs,
      uses: 0,
      cached: true,
    };
    this.#keep(open);
    return open;
  }

  #enterRoot(fd: number, { dev, ino, facts, base }: Pick<Open, 'dev' | 'ino' | 'facts' | 'base'>): void {
    try {
      requirePinned(this.#pin, this.#rootPath, { dev, ino }, facts.stableRoots);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    this.#real = readlinkSync(base, 'latin1').replace(/\/$/, '');
  }

  #descriptor(parent: Open | undefined, path: Path): number {
    const system = parent === undefined ? this.#rootPath : at(parent, nameOf(path));
    const flags = parent === undefined ? OPEN_DIRECTORY : OPEN_DIRECTORY | constants.O_NOFOLLOW;
    try {
      return openSync(system, flags);
    } catch (error) {
      if (errorName(error) !== 'EMFILE' && errorName(error) !== 'ENFILE') throw error;
      for (const open of this.#cache.values()) if (open !== parent) this.#drop(open);
      return openSync(system, flags);
    }
  }

  #keep(open: Open): void {
    const former = this.#cache.get(open.path);
    if (former !== undefined) this.#drop(former);
    this.#cache.set(open.path, open);
    if (this.#cache.size > MAX_CACHED) this.#drop(this.#cache.values().next().value!);
    this.#sweep ??= setTimeout(() => this.#dropAged(), MAX_AGE_MS).unref();
  }

  #drop(open: Open): void {
    if (this.#cache.get(open.path) === open) this.#cache.delete(open.path);
    open.cached = false;
    if (open.uses === 0) closeSync(open.fd);
  }

  #dropAged(): void {
    this.#sweep = undefined;
    const oldest = performance.now() - MAX_AGE_MS;
    for (const open of this.#cache.values()) if (open.openedAtMs <= oldest) this.#drop(open);
    if (this.#cache.size > 0) this.#sweep = setTimeout(() => this.#dropAged(), MAX_AGE_MS).unref();
  }
}

/** Whether descriptors of directories work as starting points here: Linux with /proc mounted. */
export function descriptorsWork(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const fd = openSync('/', OPEN_DIRECTORY);
    try {
      return readlinkSync(`${OWN_PROC}/fd/${fd}`, 'latin1') === '/';
    } finally {
      closeSync(fd);
    }
  } catch {
    return false;
  }
}
