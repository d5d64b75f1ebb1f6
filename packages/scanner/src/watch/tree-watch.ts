import { basename, resolve } from 'node:path';
import { foldersIn, isFolder, sharedFoldersIn, watchLimits } from '@syncline/endpoint/base';
import type { Path } from '@syncline/model';
import { isReservedName, isWithin, joinPath, nameOf, pathFromText, pathToText, ROOT } from '@syncline/model';
import { ArmedFolders } from './armed-folders.js';
import { DirectoryWatcher } from './directory-watcher.js';
import type { Trigger } from './trigger.js';
import type { WatchOptions } from './watch.js';

/**
 * libuv reads the whole queue of inotify in one turn of the event loop and says nothing of an overflow. So a queue that overflowed
 * shows as a turn with as many events as the queue holds (16 384 unless set otherwise); a quarter of that is taken for one.
 */
const MAX_BURST_EVENTS = 4_000;

/** Node gives the bytes of a name that are not UTF-8 as this. */
const REPLACEMENT = '\ufffd';

/** The system cannot watch any more: too many watches, too many users of inotify, too many descriptors. */
const EXHAUSTED: ReadonlySet<string> = new Set(['ENOSPC', 'EMFILE', 'ENFILE', 'ENOMEM']);

/** Watches one tree. Owns the watches of its folders until `close`. */
export class TreeWatch {
  readonly #root: string;
  readonly #leavesOut: (path: Path) => boolean;
  readonly #tell: (trigger: Trigger) => void;
  readonly #watcher: DirectoryWatcher;
  readonly #armed = new ArmedFolders();
  readonly #burstEvents: number;
  /** What this turn of the event loop has told so far: names, and how. */
  #turn = new Map<Path, { appeared: boolean; written: boolean }>();
  #events = 0;
  #arming: Promise<void> = Promise.resolve();
  readonly #unwatched: Path[] = [];
  #exhausted = false;
  #givenUp: Promise<void> | undefined;
  #closed = false;

  constructor(rootPath: string, options: WatchOptions, tell: (trigger: Trigger) => void) {
    this.#root = resolve(rootPath);
    this.#leavesOut = options.leavesOut ?? (() => false);
    this.#tell = (trigger) => {
      if (!this.#closed) tell(trigger);
    };
    this.#burstEvents = options.burstEvents ?? burstLimit();
    this.#watcher = new DirectoryWatcher((kind, name, directory) => this.#onEvent(kind, name, directory));
  }

  async start(): Promise<void> {
    for (const path of sharedFoldersIn(this.#root)) this.#poll(path, SHARED);
    await this.#arm(ROOT);
    await this.#givenUp;
    this.#tell({ type: 'armed', folders: this.#armed.count });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#armed.remove(ROOT);
    await this.#watcher.close();
  }

  #onEvent(kind: 'rename' | 'change', name: string | undefined, directory: string): void {
    if (this.#closed) return;
    if (this.#events === 0) setImmediate(() => this.#endTurn());
    this.#events += 1;
    if (this.#events > this.#burstEvents) return;
    const parent = pathFromText(directory === this.#root ? '' : directory.slice(this.#root.length + 1));
    // Of the folder itself; only that of the root is told by no other.
    if (parent === ROOT && kind === 'rename' && name === basename(this.#root)) this.#note(ROOT, true, false);
    if (name === undefined || name.includes(REPLACEMENT)) return this.#noteFolder(parent);
    const path = joinPath(parent, pathFromText(name));
    if (isReservedName(nameOf(path)) || this.#leavesOut(path)) return;
    this.#note(path, kind === 'rename', kind === 'change');
  }

  #note(path: Path, appeared: boolean, written: boolean): void {
    const noted = this.#turn.get(path);
    if (noted === undefined) return void this.#turn.set(path, { appeared, written });
    noted.appeared ||= appeared;
    noted.written ||= written;
  }

  /** A name that can't be told: whatever is in the folder. It cannot be watched, if it is one. */
  #noteFolder(parent: Path): void {
    this.#note(parent, true, false);
  }

  #endTurn(): void {
    const turn = this.#turn;
    const burst = this.#events > this.#burstEvents;
    this.#turn = new Map();
    this.#events = 0;
    if (this.#closed) return;
    if (burst) return this.#startOver(BURST);
    for (const [path, { appeared, written }] of turn) {
      if (appeared) this.#appeared(path, written);
      else this.#tell({ type: 'name', path, written });
    }
  }

  /** Something came, went, or was replaced: a folder is watched, with all below it, before anybody looks into it. */
  #appeared(path: Path, written: boolean): void {
    if (path === ROOT) return this.#startOver(ROOT_MOVED);
    if (this.#armed.has(path)) this.#armed.remove(path);
    if (isFolder(this.#root, path)) void this.#arm(path).then(() => this.#tell({ type: 'tree', path }));
    else this.#tell({ type: 'name', path, written });
  }

  /** Hints were lost, those of new folders among them: all is watched anew. */
  #startOver(because: string): void {
    this.#armed.remove(ROOT);
    void this.#arm(ROOT).then(() => this.#tell({ type: 'everything', because }));
  }

  /** One after the other, so that two never work on one subtree. */
  #arm(top: Path): Promise<void> {
    this.#arming = this.#arming
      .then(() => this.#armTree(top))
      // A folder that cannot be read for want of descriptors cannot be watched either.
      .catch((error: unknown) => this.#giveUp(codeOf(error)));
    return this.#arming;
  }

  async #armTree(top: Path): Promise<void> {
    const pending = [top];
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
      if (this.#closed || this.#exhausted) return;
      if (this.#isUnwatched(path)) continue;
      if (!this.#armed.has(path)) this.#armOne(path);
      pending.push(...(await this.#foldersBelow(path)));
    }
  }

  async #foldersBelow(path: Path): Promise<Path[]> {
    const folders = await foldersIn(this.#root, path);
    return folders.filter((folder) => !isReservedName(nameOf(folder)) && !this.#leavesOut(folder));
  }

  #isUnwatched(path: Path): boolean {
    return this.#unwatched.some((top) => isWithin(path, top));
  }

  #armOne(path: Path): void {
    const text = pathToText(path);
    if (text === undefined) return this.#poll(path, NOT_TEXT);
    const arming = this.#watcher.arm(path === ROOT ? this.#root : `${this.#root}/${text}`);
    if (arming.armed) return this.#armed.add(path, arming.close);
    // What is gone is told by its parent; what may not be read cannot be listed either, and a run reports it.
    if (arming.code !== undefined && EXHAUSTED.has(arming.code)) this.#giveUp(arming.code);
  }

  #poll(path: Path, because: string): void {
    this.#unwatched.push(path);
    this.#tell({ type: 'unwatched', path, because });
  }

  /** Half a watch would be a false promise: what was taken is given back to others. */
  #giveUp(code: string): void {
    this.#exhausted = true;
    this.#armed.remove(ROOT);
    this.#givenUp = this.#countFolders()
      .catch(() => undefined)
      .then((folders) => this.#poll(ROOT, whyExhausted(code, folders)));
  }

  async #countFolders(): Promise<number> {
    let count = 0;
    const pending = [ROOT];
    for (let path = pending.pop(); path !== undefined && !this.#closed; path = pending.pop()) {
      count += 1;
      pending.push(...(await this.#foldersBelow(path)));
    }
    return count;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** `folders`: how many have to be watched, where that could be found out. */
function whyExhausted(code: string, folders: number | undefined): string {
  if (code !== 'ENOSPC' || folders === undefined)
    return `the system cannot open one more watch (${code}): raise the limit of open files (ulimit -n), or sysctl fs.inotify.max_user_instances`;
  const allowed = watchLimits()?.watches;
  const now = allowed === undefined ? '' : `, now ${allowed}`;
  return `the limit of inotify is reached: ${folders} folders need sysctl fs.inotify.max_user_watches to be ${folders} more than other programs use${now}`;
}

const SHARED = 'others may change it without this machine hearing of it (nfs, cifs, fuse, 9p)';
const BURST = 'more changed at once than the system can tell';
const ROOT_MOVED = 'the root was moved, removed or replaced';
const NOT_TEXT = 'its name is not UTF-8';

function burstLimit(): number {
  const queued = watchLimits()?.queuedEvents ?? Infinity;
  return Math.min(MAX_BURST_EVENTS, Math.floor(queued / 4));
}
